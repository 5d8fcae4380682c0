package io.ringway.wire;

/**
 * The IPv4 header (RFC 791, section 3.1).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |Version|  IHL  |   DSCP    |ECN|          Total length         |   0
 *  +-------+-------+-----------+---+-----+-------------------------+
 *  |         Identification        |Flags|     Fragment offset     |   4
 *  +---------------+---------------+-----+-------------------------+
 *  |      TTL      |    Protocol   |        Header checksum        |   8
 *  +---------------+---------------+-------------------------------+
 *  |                         Source address                        |  12
 *  +---------------------------------------------------------------+
 *  |                      Destination address                      |  16
 *  +---------------------------------------------------------------+
 *  |                Options, up to IHL × 4 bytes                   |  20
 *  +---------------------------------------------------------------+
 * </pre>
 */
final class Ipv4 {
    static final int HEADER_LENGTH = 20;
    static final int TRAFFIC_CLASS_OFFSET = 1;
    static final int TOTAL_LENGTH_OFFSET = 2;
    static final int FRAGMENT_OFFSET = 6;
    static final int TTL_OFFSET = 8;
    static final int PROTOCOL_OFFSET = 9;
    static final int SOURCE_OFFSET = 12;
    static final int DESTINATION_OFFSET = 16;
    static final int MORE_FRAGMENTS_OR_OFFSET = 0x3FFF;
    static final int DONT_FRAGMENT = 0x4000;

    private Ipv4() {}

    static int version(final long ip) {
        return Memory.byteAt(ip) >>> 4;
    }

    static int headerLength(final long ip) {
        return (Memory.byteAt(ip) & 0xF) * 4;
    }

    /** Writes a header without options in front of {@code datagramLength} bytes, its checksum included. */
    static void write(
            final long ip, final int dscp, final int datagramLength, final int source, final int destination) {
        final int first = (0x45 << 24) | (dscp << 18) | (HEADER_LENGTH + datagramLength);
        final int third = (Udp.TIME_TO_LIVE << 24) | (Udp.PROTOCOL << 16);
        // From registers: loads of eight bytes would wait for the stores of four.
        final int checksum =
                ~Checksum.fold(word(first) + DONT_FRAGMENT + word(third) + word(source) + word(destination)) & 0xFFFF;
        Memory.putIntBigEndian(ip, first);
        Memory.putIntBigEndian(ip + 4, DONT_FRAGMENT);
        Memory.putIntBigEndian(ip + TTL_OFFSET, third | checksum);
        Memory.putIntBigEndian(ip + SOURCE_OFFSET, source);
        Memory.putIntBigEndian(ip + DESTINATION_OFFSET, destination);
    }

    private static long word(final int word) {
        return Integer.toUnsignedLong(word);
    }
}
