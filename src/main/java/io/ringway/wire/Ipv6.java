package io.ringway.wire;

/**
 * The IPv6 header (RFC 8200, section 3) and the extension headers in front of UDP (section 4).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |Version| Traffic class |              Flow label               |   0
 *  +-------+---------------+-------+---------------+---------------+
 *  |         Payload length        |  Next header  |   Hop limit   |   4
 *  +-------------------------------+---------------+---------------+
 *  |                   Source address, 16 bytes                    |   8
 *  +---------------------------------------------------------------+
 *  |                 Destination address, 16 bytes                 |  24
 *  +---------------------------------------------------------------+
 *
 *  +---------------+---------------+--------------------------------
 *  |  Next header  | Length/8 - 1  |  hop-by-hop, routing, destination options
 *  +---------------+---------------+--------------------------------
 * </pre>
 */
final class Ipv6 {
    static final int HEADER_LENGTH = 40;
    static final int PAYLOAD_LENGTH_OFFSET = 4;
    static final int NEXT_HEADER_OFFSET = 6;
    static final int SOURCE_OFFSET = 8;
    static final int DESTINATION_OFFSET = 24;
    static final int HOP_BY_HOP = 0;
    static final int ROUTING = 43;
    static final int FRAGMENT = 44;
    static final int DESTINATION_OPTIONS = 60;
    static final int MAX_EXTENSION_HEADERS = 8;

    private Ipv6() {}

    static boolean isWalked(final int nextHeader) {
        return nextHeader == HOP_BY_HOP || nextHeader == ROUTING || nextHeader == DESTINATION_OPTIONS;
    }

    /** Writes a header in front of {@code datagramLength} bytes. */
    static void write(
            final long ip,
            final int dscp,
            final int datagramLength,
            final long sourceHigh,
            final long sourceLow,
            final long destinationHigh,
            final long destinationLow) {
        Memory.putIntBigEndian(ip, (6 << 28) | (dscp << 22));
        Memory.putIntBigEndian(
                ip + PAYLOAD_LENGTH_OFFSET, (datagramLength << 16) | (Udp.PROTOCOL << 8) | Udp.TIME_TO_LIVE);
        Memory.putLongBigEndian(ip + SOURCE_OFFSET, sourceHigh);
        Memory.putLongBigEndian(ip + SOURCE_OFFSET + 8, sourceLow);
        Memory.putLongBigEndian(ip + DESTINATION_OFFSET, destinationHigh);
        Memory.putLongBigEndian(ip + DESTINATION_OFFSET + 8, destinationLow);
    }
}
