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

    /**
     * The same with another {@code threads}.
     *
     * @param value the new one.
     * @return a copy.
     */
    public TcpSettings withThreads(final int value) {
        return new TcpSettings(
                value,
                receiveTimeoutS,
                sendTimeoutS,
                maxQueriesPerConnection,
                maxConnectionDurationS,
                maxConnectionsPerClient);
    }

    /**
     * The same with another {@code receiveTimeoutS}.
     *
     * @param value the new one.
     * @return a copy.
     */
    public TcpSettings withReceiveTimeoutS(final int value) {
        return new TcpSettings(
                threads, value, sendTimeoutS, maxQueriesPerConnection, maxConnectionDurationS, maxConnectionsPerClient);
    }

    /**
     * The same with another {@code sendTimeoutS}.
     *
     * @param value the new one.
     * @return a copy.
     */
    public TcpSettings withSendTimeoutS(final int value) {
        return new TcpSettings(
                threads,
                receiveTimeoutS,
                value,
                maxQueriesPerConnection,
                maxConnectionDurationS,
                maxConnectionsPerClient);
    }

    /**
     * The same with another {@code maxQueriesPerConnection}.
     *
     * @param value the new one.
     * @return a copy.
     */
    public TcpSettings withMaxQueriesPerConnection(final int value) {
        return new TcpSettings(
                threads, receiveTimeoutS, sendTimeoutS, value, maxConnectionDurationS, maxConnectionsPerClient);
    }

    /**
     * The same with another {@code maxConnectionDurationS}.
     *
     * @param value the new one.
     * @return a copy.
     */
    public TcpSettings withMaxConnectionDurationS(final int value) {
        return new TcpSettings(
                threads, receiveTimeoutS, sendTimeoutS, maxQueriesPerConnection, value, maxConnectionsPerClient);
    }

    /**
     * The same with another {@code maxConnectionsPerClient}.
     *
     * @param value the new one.
     * @return a copy.
     */
    public TcpSettings withMaxConnectionsPerClient(final int value) {
        return new TcpSettings(
                threads, receiveTimeoutS, sendTimeoutS, maxQueriesPerConnection, maxConnectionDurationS, value);
    }
}
