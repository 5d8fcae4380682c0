package io.ringway.lab.contender;

/** Lines of the configuration language that Ringway and dnsdist share, for a site. */
public final class DialectText {
    /** Frames of a Ringway socket. */
    public static final int RINGWAY_FRAMES = 4096;

    /** Frames of a dnsdist socket, what its manual advises for maximum performance. */
    public static final int DNSDIST_FRAMES = 65536;

    /** Answers everybody. */
    static final String ANYBODY = "setACL({\"0.0.0.0/0\"})\n";

    /** Keeps dnsdist from asking the Internet whether it is secure. */
    static final String NO_POLL = "setSecurityPollSuffix(\"\")\n";

    private DialectText() {}

    /** The address over the kernel's sockets. */
    static String local(final Site site) {
        return "addLocal(\"" + site.address() + ":53\")\n";
    }

    /** The address over a Ringway AF_XDP socket for each queue, {@code xsk0} and so on. */
    static String ringwayClients(final Site site, final String threading) {
        return clients(site, ringway(threading));
    }

    /** The same for dnsdist. */
    static String dnsdistClients(final Site site) {
        return clients(site, ", frameNums=" + DNSDIST_FRAMES + ", xskMapPath=\"" + Launcher.DNSDIST_XSKMAP + "\"");
    }

    /** A Ringway AF_XDP socket on the first queue of an interface. */
    static String ringwaySocket(final String variable, final String interfaceName, final String threading) {
        return socket(variable, interfaceName, 0, ringway(threading));
    }

    /** All sockets of {@link #ringwayClients} or {@link #dnsdistClients} as a list. */
    static String allClients(final Site site) {
        final StringBuilder names = new StringBuilder("{");
        for (int queue = 0; queue < site.queues(); queue++) {
            names.append(queue == 0 ? "" : ", ").append("xsk").append(queue);
        }
        return names.append('}').toString();
    }

    private static String ringway(final String threading) {
        return ", frameNums=" + RINGWAY_FRAMES + ", threading=\"" + threading + "\"";
    }

    private static String clients(final Site site, final String options) {
        final StringBuilder text = new StringBuilder();
        for (int queue = 0; queue < site.queues(); queue++) {
            text.append(socket("xsk" + queue, site.interfaceName(), queue, options))
                    .append("addLocal(\"")
                    .append(site.address())
                    .append(":53\", {xskSocket=xsk")
                    .append(queue)
                    .append(site.queues() > 1 ? ", reusePort=true" : "")
                    .append("})\n");
        }
        return text.toString();
    }

    private static String socket(
            final String variable, final String interfaceName, final int queue, final String options) {
        return variable + " = newXsk({ifName=\"" + interfaceName + "\", NIC_queue_id=" + queue + options + "})\n";
    }
}
