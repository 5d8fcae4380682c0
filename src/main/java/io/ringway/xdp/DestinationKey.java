package io.ringway.xdp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * The key of the destination maps, {@code xsk-destinations-v4} and {@code -v6}: which packets come up.
 *
 * <pre>
 *   0        4        6        8            0                16       18       20
 *  +--------+--------+--------+            +----------------+--------+--------+
 *  |  IPv4  |  port  |   0    |            |      IPv6      |  port  |   0    |
 *  +--------+--------+--------+            +----------------+--------+--------+
 * </pre>
 *
 * <p>Network byte order. An address of zeros stands for every address of the interface.
 */
public final class DestinationKey {
    private DestinationKey() {}

    /**
     * The key of a listening address.
     *
     * @param destination address and port; the wildcard for every address.
     * @return 8 bytes for IPv4, 20 for IPv6.
     */
    public static byte[] of(final InetSocketAddress destination) {
        final InetAddress address = destination.getAddress();
        final byte[] bytes = address.getAddress();
        return ByteBuffer.allocate(bytes.length + 4)
                .put(bytes)
                .putShort((short) destination.getPort())
                .putShort((short) 0)
                .array();
    }
}
