package io.ringway.lab.soak;

/**
 * What to do.
 *
 * @param queries         how many, above 0
 * @param rate            queries a second offered at most; 0 as fast as answers come
 * @param ports           the client's source ports, 1 to 16; the fewer, the more often an ID is used again
 * @param regularClients  whether clients are met through sockets instead of AF_XDP
 * @param regularBackends whether backends are
 */
public record SoakPlan(long queries, int rate, int ports, boolean regularClients, boolean regularBackends) {
    /** Backends, at consecutive addresses. */
    static final int BACKENDS = 8;

    /** The time-out of every backend, seconds: short, so that many queries reach it. */
    static final int TIMEOUT_S = 1;

    private static final int FIRST_BACKEND = 2;
    private static final String NETWORK = "198.51.100.";

    /**
     * Ringway's configuration.
     *
     * @return its text.
     */
    String configuration() {
        final StringBuilder text = new StringBuilder("setACL({\"0.0.0.0/0\"})\n");
        if (regularClients) {
            text.append("addLocal(\"192.0.2.1:53\")\n");
        } else {
            text.append("""
                    clients = newXsk({ifName="ringway0", NIC_queue_id=0})
                    addLocal("192.0.2.1:53", {xskSocket=clients})
                    """);
        }
        if (!regularBackends) {
            text.append("backends = newXsk({ifName=\"ringway1\", NIC_queue_id=0})\n");
        }
        for (int i = 0; i < BACKENDS; i++) {
            text.append("newServer({address=\"")
                    .append(address(i))
                    .append(":53\", healthCheckMode=\"up\", udpTimeout=")
                    .append(TIMEOUT_S)
                    .append(regularBackends ? "" : ", xskSocket=backends")
                    .append("})\n");
        }
        return text.toString();
    }

    /**
     * An address on the backends' network.
     *
     * @param backend number from 0; {@link #BACKENDS} for the stranger that is no backend; -1 for Ringway itself.
     * @return IPv4.
     */
    static String address(final int backend) {
        return NETWORK + (FIRST_BACKEND + backend);
    }
}
