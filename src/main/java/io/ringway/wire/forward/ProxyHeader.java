package io.ringway.wire.forward;

import io.ringway.wire.Datagram;
import io.ringway.wire.Memory;

/**
 * The header of the PROXY protocol, version 2 (HAProxy's {@code proxy-protocol.txt}, section 2.2), which tells a backend who asked.
 *
 * <pre>
 *   0                       12     13       14       16
 *  +-----------------------+------+--------+--------+------------------+------------------+--------+-------------+
 *  | 0D 0A 0D 0A 00 0D 0A  | 0x21 | family |length  | source address   | destination      | source | destination |
 *  | 51 55 49 54 0A        |      |protocol|12 or 36| 4 or 16          | address          | port   | port        |
 *  +-----------------------+------+--------+--------+------------------+------------------+--------+-------------+
 *
 *  0x21: version 2, PROXY     family: 0x10 IPv4, 0x20 IPv6     protocol: 1 STREAM, 2 DGRAM
 * </pre>
 */
public final class ProxyHeader {
    /** Bytes over IPv4. */
    public static final int IPV4_LENGTH = 28;

    /** Bytes over IPv6. */
    public static final int IPV6_LENGTH = 52;

    private static final long SIGNATURE = 0x0D0A_0D0A_000D_0A51L;
    private static final int SIGNATURE_END = 0x5549_540A;
    private static final int VERSION_AND_PROXY = 0x21;
    private static final int FAMILY_IPV4 = 0x10;
    private static final int FAMILY_IPV6 = 0x20;
    private static final int STREAM = 1;
    private static final int DATAGRAM = 2;
    private static final int FIXED_LENGTH = 16;

    private ProxyHeader() {}

    /**
     * Writes the header in front of a message.
     *
     * @param message  first byte of the DNS header; up to 52 bytes in front of it are written to.
     * @param datagram what the client sent, wrapped: it may be that message, whose own headers are written over.
     * @return bytes of the header.
     */
    public static int write(final long message, final Datagram datagram) {
        return write(
                message,
                datagram.isIpv6(),
                datagram.isTcp(),
                datagram.sourceHigh(),
                datagram.sourceLow(),
                datagram.destinationHigh(),
                datagram.destinationLow(),
                (datagram.sourcePort() << 16) | datagram.destinationPort());
    }

    /**
     * Writes the header in front of a message whose client, which asked over UDP, is known by a record.
     *
     * @param message first byte of the DNS header; up to 52 bytes in front of it are written to.
     * @param record  a saved {@link ClientRecord}.
     * @return bytes of the header.
     */
    public static int write(final long message, final long record) {
        return write(
                message,
                ClientRecord.isIpv6(record),
                /* tcp= */ false,
                ClientRecord.clientHigh(record),
                ClientRecord.clientLow(record),
                ClientRecord.ownHigh(record),
                ClientRecord.ownLow(record),
                (ClientRecord.clientPort(record) << 16) | ClientRecord.ownPort(record));
    }

    /**
     * The length of a header.
     *
     * @param header one that was written here.
     * @return bytes.
     */
    public static int length(final long header) {
        return FIXED_LENGTH + Memory.shortBigEndianAt(header + FIXED_LENGTH - Short.BYTES);
    }

    private static int write(
            final long message,
            final boolean ipv6,
            final boolean tcp,
            final long sourceHigh,
            final long sourceLow,
            final long destinationHigh,
            final long destinationLow,
            final int ports) {
        final int length = ipv6 ? IPV6_LENGTH : IPV4_LENGTH;
        final long header = message - length;
        final int familyAndProtocol = (ipv6 ? FAMILY_IPV6 : FAMILY_IPV4) | (tcp ? STREAM : DATAGRAM);
        Memory.putLongBigEndian(header, SIGNATURE);
        Memory.putIntBigEndian(header + 8, SIGNATURE_END);
        Memory.putIntBigEndian(
                header + 12, (VERSION_AND_PROXY << 24) | (familyAndProtocol << 16) | (length - FIXED_LENGTH));
        if (ipv6) {
            Memory.putLongBigEndian(header + 16, sourceHigh);
            Memory.putLongBigEndian(header + 24, sourceLow);
            Memory.putLongBigEndian(header + 32, destinationHigh);
            Memory.putLongBigEndian(header + 40, destinationLow);
        } else {
            Memory.putIntBigEndian(header + 16, (int) sourceLow);
            Memory.putIntBigEndian(header + 20, (int) destinationLow);
        }
        Memory.putIntBigEndian(message - Integer.BYTES, ports);
        return length;
    }
}
