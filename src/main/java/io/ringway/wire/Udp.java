package io.ringway.wire;

/**
 * The UDP header (RFC 768).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |          Source port          |        Destination port       |   0
 *  +-------------------------------+-------------------------------+
 *  |             Length            |            Checksum           |   4
 *  +-------------------------------+-------------------------------+
 * </pre>
 */
final class Udp {
    static final int HEADER_LENGTH = 8;
    static final int DESTINATION_PORT_OFFSET = 2;
    static final int LENGTH_OFFSET = 4;
    static final int CHECKSUM_OFFSET = 6;

    /** Protocol number of UDP in IP headers. */
    static final int PROTOCOL = 17;

    /** TTL and hop limit of answers. */
    static final int TIME_TO_LIVE = 64;

    private Udp() {}
}
