package io.ringway.settings;

/**
 * Limits and time-outs of all TCP listeners together; those of one listener are in {@link ListenerSettings}.
 *
 * @param threads                  threads that serve connections ({@code setMaxTCPClientThreads})
 * @param receiveTimeoutS          seconds that a client may be silent, or take for one message ({@code setTCPRecvTimeout})
 * @param sendTimeoutS             seconds that a client may leave answers unread ({@code setTCPSendTimeout})
 * @param maxQueriesPerConnection  queries of one connection, 0 for any number ({@code setMaxTCPQueriesPerConnection})
 * @param maxConnectionDurationS   seconds that a connection may last, 0 for ever ({@code setMaxTCPConnectionDuration})
 * @param maxConnectionsPerClient  connections from one address at a time, 0 for any number ({@code setMaxTCPConnectionsPerClient})
 */
public record TcpSettings(
        int threads,
        int receiveTimeoutS,
        int sendTimeoutS,
        int maxQueriesPerConnection,
        int maxConnectionDurationS,
        int maxConnectionsPerClient) {
    /** The dialect's defaults, but for the threads: one serves tens of thousands of connections. */
    public static final TcpSettings DEFAULT = new TcpSettings(1, 2, 2, 0, 0, 0);
}
