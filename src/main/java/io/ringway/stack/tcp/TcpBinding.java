package io.ringway.stack.tcp;

import java.net.InetSocketAddress;

/**
 * One address to listen on.
 *
 * @param address            address and port; port 0 for one that the kernel chooses
 * @param reusePort          {@code SO_REUSEPORT}
 * @param interfaceName      {@code SO_BINDTODEVICE}, empty for any interface
 * @param fastOpenQueueSize  {@code TCP_FASTOPEN}, 0 for none
 * @param listenQueueSize    backlog, 0 for {@code net.core.somaxconn}
 * @param maxInFlight        queries of one connection that may be unanswered at a time; 0 and 1 mean one after the other
 * @param maxConnections     connections at a time, 0 for no limit of its own
 */
public record TcpBinding(
        InetSocketAddress address,
        boolean reusePort,
        String interfaceName,
        int fastOpenQueueSize,
        int listenQueueSize,
        int maxInFlight,
        int maxConnections) {
    /**
     * A binding without options.
     *
     * @param address address and port.
     * @return the binding.
     */
    public static TcpBinding of(final InetSocketAddress address) {
        return new TcpBinding(address, false, "", 0, 0, 0, 0);
    }
}
