package io.ringway.stack;

import java.net.InetSocketAddress;

/**
 * How a UDP socket is made.
 *
 * @param address            where it listens; the wildcard stands for every address of its family, port 0 for a free one
 * @param reusePort          whether other sockets may listen there too, among which the kernel spreads clients ({@code SO_REUSEPORT})
 * @param interfaceName      the interface that it is bound to ({@code SO_BINDTODEVICE}), empty for any
 * @param vectorSize         messages of one system call at most
 * @param receiveBufferBytes {@code SO_RCVBUF}, 0 for the most that the system allows
 * @param sendBufferBytes    {@code SO_SNDBUF}, 0 for the most that the system allows
 */
public record UdpSocketOptions(
        InetSocketAddress address,
        boolean reusePort,
        String interfaceName,
        int vectorSize,
        int receiveBufferBytes,
        int sendBufferBytes) {}
