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
public final class Udp {
    static final int HEADER_LENGTH = 8;
    static final int DESTINATION_PORT_OFFSET = 2;
    static final int LENGTH_OFFSET = 4;
    static final int CHECKSUM_OFFSET = 6;

    /** Protocol number of UDP in IP headers. */
    static final int PROTOCOL = 17;

    /** TTL and hop limit of what is sent. */
    static final int TIME_TO_LIVE = 64;

    private Udp() {}

    /**
     * The length of an IP header without anything optional and a UDP header.
     *
     * @param ipv6 the IP version.
     * @return bytes.
     */
    public static int headersLength(final boolean ipv6) {
        return HEADER_LENGTH + (ipv6 ? Ipv6.HEADER_LENGTH : Ipv4.HEADER_LENGTH);
    }

    /**
     * Writes an IP header and a UDP header in front of a payload. Addresses are as {@link Datagram} tells them.
     *
     * @param payload         first byte of the payload.
     * @param payloadLength   bytes of the payload.
     * @param payloadSum      what {@link Checksum#sum} says of the payload, or a sum that folds to the same.
     * @param ipv6            the IP version.
     * @param dscp            0 to 63.
     * @param sourceHigh      upper half of the source address, 0 for IPv4.
     * @param sourceLow       lower half; for IPv4 the address, unsigned.
     * @param destinationHigh upper half of the destination address, 0 for IPv4.
     * @param destinationLow  lower half; for IPv4 the address, unsigned.
     * @param sourcePort      0 to 65535.
     * @param destinationPort 0 to 65535.
     * @return address of the IP header.
     */
    public static long writeHeaders(
            final long payload,
            final int payloadLength,
            final long payloadSum,
            final boolean ipv6,
            final int dscp,
            final long sourceHigh,
            final long sourceLow,
            final long destinationHigh,
            final long destinationLow,
            final int sourcePort,
            final int destinationPort) {
        final int length = HEADER_LENGTH + payloadLength;
        final long udp = payload - HEADER_LENGTH;
        final long ip;
        if (ipv6) {
            ip = udp - Ipv6.HEADER_LENGTH;
            Ipv6.write(ip, dscp, length, sourceHigh, sourceLow, destinationHigh, destinationLow);
        } else {
            ip = udp - Ipv4.HEADER_LENGTH;
            Ipv4.write(ip, dscp, length, (int) sourceLow, (int) destinationLow);
        }
        // The length counts twice: in the pseudo-header and in the header.
        final long headers = Checksum.sum(sourceHigh)
                + Checksum.sum(sourceLow)
                + Checksum.sum(destinationHigh)
                + Checksum.sum(destinationLow)
                + PROTOCOL
                + 2L * length
                + sourcePort
                + destinationPort;
        final int checksum = ~Checksum.fold(headers + payloadSum) & 0xFFFF;
        Memory.putIntBigEndian(udp, (sourcePort << 16) | destinationPort);
        // RFC 768: a computed zero is sent as all ones, because zero means that none was computed.
        Memory.putIntBigEndian(udp + LENGTH_OFFSET, (length << 16) | (checksum == 0 ? 0xFFFF : checksum));
        return ip;
    }
}
