package io.ringway.settings.backend;

/**
 * How TCP connections to a backend are used.
 *
 * @param connectTimeoutS seconds that a connection may take ({@code tcpConnectTimeout})
 * @param sendTimeoutS    seconds that a query may take to be sent ({@code tcpSendTimeout})
 * @param receiveTimeoutS seconds that an answer may take ({@code tcpRecvTimeout})
 * @param retries         attempts on another connection after one that failed ({@code retries})
 * @param maxInFlight     queries without an answer on one connection at a time ({@code maxInFlight}), at least 1
 */
public record BackendTcpSettings(
        int connectTimeoutS, int sendTimeoutS, int receiveTimeoutS, int retries, int maxInFlight) {
    /** The dialect's defaults. */
    public static final BackendTcpSettings DEFAULT = new BackendTcpSettings(5, 30, 30, 5, 1);
}
