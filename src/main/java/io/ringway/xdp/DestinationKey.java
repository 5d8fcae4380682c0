package io.ringway.xdp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

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
     * The address of a key.
     *
     * @param key 8 bytes for IPv4, 20 for IPv6.
     * @return address and port.
     */
    public static InetSocketAddress address(final byte[] key) {
        try {
            final InetAddress address = InetAddress.getByAddress(Arrays.copyOf(key, key.length - 4));
            return new InetSocketAddress(address, ByteBuffer.wrap(key).getShort(key.length - 4) & 0xFFFF);
        } catch (final UnknownHostException e) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes; there are 8 and 20", e);
        }
    }

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
