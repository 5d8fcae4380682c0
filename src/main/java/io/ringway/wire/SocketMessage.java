package io.ringway.wire;

/**
 * A message that came through a socket of the kernel, in a frame: what the kernel told about it stands in front of the payload, at fixed
 * distances, where a frame of AF_XDP has its Ethernet, IP and UDP headers.
 *
 * <pre>
 *  payload - 256      - 224                 - 208   - 206    - 204   - 192          - 128       payload
 *  +------------------+---------------------+-------+--------+-------+--------------+-----------+---------
 *  | struct sockaddr  | destination address | port  | length | flags | control      | (free)    | message
 *  | of the client    | IPv4 in 4 bytes     |       | of the | (i32) | message      |           |
 *  | (28 of 32 bytes) | of 16               |       | control|       | (64 bytes)   |           |
 *  +------------------+---------------------+-------+--------+-------+--------------+-----------+---------
 *
 *  flags: 1 the message came over TCP
 * </pre>
 *
 * <p>Addresses and ports are in network byte order, as the kernel keeps them in {@code sockaddr_in} and {@code sockaddr_in6} ({@code
 * netinet/in.h}); the family, the control's length and the flags in the machine's order.
 */
public final class SocketMessage {
    /** Bytes in front of the payload. */
    public static final int HEADER_LENGTH = 256;

    /** Distance of the client's {@code sockaddr} from the payload. */
    public static final int SOURCE_OFFSET = -256;

    /** Distance of the destination's address. */
    public static final int DESTINATION_OFFSET = -224;

    /** Distance of the destination's port. */
    public static final int DESTINATION_PORT_OFFSET = -208;

    /** Distance of the length of the control message, 0 when there is none. */
    public static final int CONTROL_LENGTH_OFFSET = -206;

    /** Distance of the flags. */
    public static final int FLAGS_OFFSET = -204;

    /** Distance of the control message ({@code struct cmsghdr} and its data). */
    public static final int CONTROL_OFFSET = -192;

    /** Room for the control message, bytes. */
    public static final int CONTROL_CAPACITY = 64;

    /** Bytes of {@code struct sockaddr_in}. */
    public static final int SOCKADDR_IN_LENGTH = 16;

    /** Bytes of {@code struct sockaddr_in6}. */
    public static final int SOCKADDR_IN6_LENGTH = 28;

    /** {@code AF_INET}. */
    public static final int AF_INET = 2;

    /** {@code AF_INET6}. */
    public static final int AF_INET6 = 10;

    /** In the flags: the message came over TCP. */
    public static final int TCP = 1;

    /** Distance of the port within a {@code sockaddr}. */
    static final int PORT_IN_SOCKADDR = 2;

    /** Distance of the address within {@code sockaddr_in}. */
    static final int ADDRESS_IN_SOCKADDR_IN = 4;

    /** Distance of the address within {@code sockaddr_in6}. */
    static final int ADDRESS_IN_SOCKADDR_IN6 = 8;

    private SocketMessage() {}

    /**
     * Writes an address and a port as a {@code sockaddr}, with flow and scope 0.
     *
     * @param target  where, 28 bytes.
     * @param address four or sixteen bytes in network order.
     * @param port    0 to 65535.
     * @return bytes of the structure.
     */
    public static int putSocketAddress(final long target, final byte[] address, final int port) {
        final boolean ipv6 = address.length == 16;
        // The family is in the machine's order, which is little-endian: its first byte.
        Memory.putByte(target, ipv6 ? AF_INET6 : AF_INET);
        Memory.putByte(target + 1, 0);
        Memory.putShortBigEndian(target + PORT_IN_SOCKADDR, port);
        Memory.putInt(target + ADDRESS_IN_SOCKADDR_IN, 0);
        Memory.putLong(target + ADDRESS_IN_SOCKADDR_IN6, 0);
        if (ipv6) {
            Memory.putInt(target + SOCKADDR_IN6_LENGTH - Integer.BYTES, 0);
        }
        putAddress(target + (ipv6 ? ADDRESS_IN_SOCKADDR_IN6 : ADDRESS_IN_SOCKADDR_IN), address);
        return ipv6 ? SOCKADDR_IN6_LENGTH : SOCKADDR_IN_LENGTH;
    }

    /**
     * Writes an address.
     *
     * @param target  where.
     * @param address four or sixteen bytes in network order.
     */
    public static void putAddress(final long target, final byte[] address) {
        for (int i = 0; i < address.length; i++) {
            Memory.putByte(target + i, address[i]);
        }
    }
}
