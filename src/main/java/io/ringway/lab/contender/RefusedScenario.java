package io.ringway.lab.contender;

import java.util.Optional;

/** Every query is answered with REFUSED: what a server costs before it does anything. */
public final class RefusedScenario implements Scenario {
    /** Frames of a Ringway socket. */
    public static final int RINGWAY_FRAMES = 4096;

    /** Frames of a dnsdist socket, what its manual advises for maximum performance. */
    public static final int DNSDIST_FRAMES = 65536;

    /** Messages that batched dnsdist takes from its UDP socket at once; its default is 1. */
    public static final int DNSDIST_VECTOR = 100;

    private static final String REFUSE = """
            setACL({"0.0.0.0/0"})
            addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
            """;
    private static final String NO_POLL = "setSecurityPollSuffix(\"\")\n";

    /** The job has no parameters. */
    public RefusedScenario() {}

    @Override
    public String id() {
        return "refused";
    }

    @Override
    public String responseCode() {
        return "REFUSED";
    }

    @Override
    public Optional<String> configuration(final ContenderKind kind, final Site site) {
        return Optional.of(
                switch (kind) {
                    case FLOOR -> "";
                    case RINGWAY_XDP_SHARED -> ringway(site, "shared");
                    case RINGWAY_XDP_DEDICATED -> ringway(site, "dedicated");
                    case RINGWAY_REGULAR -> local(site) + REFUSE;
                    case DNSDIST_XDP ->
                        sockets(site, DNSDIST_FRAMES, ", xskMapPath=\"" + Launcher.DNSDIST_XSKMAP + "\"")
                                + NO_POLL
                                + REFUSE;
                    case DNSDIST_REGULAR -> local(site) + NO_POLL + REFUSE;
                    case DNSDIST_REGULAR_BATCHED ->
                        "setUDPMultipleMessagesVectorSize(" + DNSDIST_VECTOR + ")\n" + local(site) + NO_POLL + REFUSE;
                    case KNOTD_XDP -> knotd(site);
                });
    }

    private static String ringway(final Site site, final String threading) {
        return sockets(site, RINGWAY_FRAMES, ", threading=\"" + threading + "\"") + REFUSE;
    }

    private static String local(final Site site) {
        return "addLocal(\"" + site.address() + ":53\")\n";
    }

    private static String sockets(final Site site, final int frames, final String more) {
        final StringBuilder text = new StringBuilder();
        for (int queue = 0; queue < site.queues(); queue++) {
            text.append("xsk")
                    .append(queue)
                    .append(" = newXsk({ifName=\"")
                    .append(site.interfaceName())
                    .append("\", NIC_queue_id=")
                    .append(queue)
                    .append(", frameNums=")
                    .append(frames)
                    .append(more)
                    .append("})\naddLocal(\"")
                    .append(site.address())
                    .append(":53\", {xskSocket=xsk")
                    .append(queue)
                    .append(site.queues() > 1 ? ", reusePort=true" : "")
                    .append("})\n");
        }
        return text.toString();
    }

    /** Without a zone it refuses every question. One worker of each other kind: they stay idle. */
    private static String knotd(final Site site) {
        return """
                server:
                    rundir: "%1$s"
                    udp-workers: 1
                    tcp-workers: 1
                    background-workers: 1
                xdp:
                    listen: "%2$s@53"
                database:
                    storage: "%1$s"
                log:
                  - target: stderr
                    any: info
                """.formatted(site.folder(), site.interfaceName());
    }
}
