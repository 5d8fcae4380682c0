package io.ringway.wire.forward;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.Memory;

/**
 * Tells a backend the client's network, and takes that out of its response again: the EDNS option Client Subnet (RFC 7871, section 6).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+
 *  |          OPTION-CODE = 8      |         OPTION-LENGTH         |
 *  +-------------------------------+---------------+---------------+
 *  |   FAMILY: 1 IPv4, 2 IPv6      | source prefix | scope prefix  |
 *  +-------------------------------+---------------+---------------+
 *  |  ADDRESS, as many bytes as the source prefix needs, masked    |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Bytes in front of the option are never touched, and only messages that end with their OPT record, or a query with its last record, are:
 * what stands behind could be pointed to from behind. A signed message (TSIG, SIG(0)) is not touched either.
 *
 * <p>Belongs to the thread that made it.
 */
public final class ClientSubnet {
    /** What {@link #add} answers when the message's shape does not allow it, or there is no room. */
    public static final int NOT_ADDED = -1;

    private static final int UNCHANGED = -2;
    private static final int OPTION_CODE = 8;
    private static final int FIXED_LENGTH = 8;
    private static final int FAMILY_IPV4 = 1;
    private static final int FAMILY_IPV6 = 2;
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final int SERVFAIL = 2;

    private final int prefixIpv4;
    private final int prefixIpv6;
    private final boolean override;
    private final int payloadSize;
    private final OptRecord opt = new OptRecord();
    private SubnetChoice choice = new SubnetChoice();
    private boolean added;

    /**
     * Settings.
     *
     * @param prefixIpv4  bits of an IPv4 address that are told, 0 to 32.
     * @param prefixIpv6  bits of an IPv6 address that are told, 0 to 128.
     * @param override    whether an option that the client sent is replaced.
     * @param payloadSize what an OPT record that a query gets announces, bytes.
     * @throws IllegalArgumentException when a prefix is out of range.
     */
    public ClientSubnet(final int prefixIpv4, final int prefixIpv6, final boolean override, final int payloadSize) {
        if (prefixIpv4 < 0 || prefixIpv4 > IPV4_BITS || prefixIpv6 < 0 || prefixIpv6 > IPV6_BITS) {
            throw new IllegalArgumentException("source prefixes of " + prefixIpv4 + " and " + prefixIpv6
                    + " bits: 0 to 32 and 0 to 128 are possible");
        }
        this.prefixIpv4 = prefixIpv4;
        this.prefixIpv6 = prefixIpv6;
        this.override = override;
        this.payloadSize = payloadSize;
    }

    /**
     * Says whose choice counts for each query.
     *
     * @param of what rules made of the option for the query in hand; of the same thread.
     */
    public void choice(final SubnetChoice of) {
        choice = of;
    }

    /**
     * Adds the option to a query, where it is, unless a rule said that nothing is told. The datagram is told of the change.
     *
     * @param datagram the client's, wrapped, whose payload is a query without a defect.
     * @param capacity bytes that a message may have at this place.
     * @return bytes of the message now, as many as before when the client's own option stays or nothing is told; or {@link #NOT_ADDED}.
     */
    public int add(final Datagram datagram, final int capacity) {
        added = false;
        final long message = datagram.payloadAddress();
        final int length = datagram.payloadLength();
        if (choice.isDisabled()) {
            return length;
        }
        if (!opt.wrap(message, length) || opt.isSigned() || opt.recordsEnd() != length) {
            return NOT_ADDED;
        }
        if (opt.isPresent() && !opt.isLast()) {
            return NOT_ADDED;
        }
        final int bits = choice.prefix(datagram, prefixIpv4, prefixIpv6);
        final int optionLength = FIXED_LENGTH + (bits + 7) / 8;
        final int end = opt.isPresent()
                ? makeRoom(length, optionLength, capacity)
                : addRecord(message, length, optionLength, capacity);
        if (end == NOT_ADDED || end == UNCHANGED) {
            return end == UNCHANGED ? length : NOT_ADDED;
        }
        write(message + end, datagram, bits, optionLength);
        datagram.payloadChanged(end + optionLength);
        return end + optionLength;
    }

    private int addRecord(final long message, final int length, final int optionLength, final int capacity) {
        final int end = OptRecord.append(message, length, payloadSize, optionLength, capacity);
        added = end != NOT_ADDED;
        return end;
    }

    /** Makes the OPT record as long as it will be, without the client's own option; returns the offset where ours belongs. */
    private int makeRoom(final int length, final int optionLength, final int capacity) {
        final int present = opt.bytesOf(OPTION_CODE);
        if (present > 0 && !choice.overrides(override)) {
            return UNCHANGED;
        }
        if (present < 0 || length - present + optionLength > capacity) {
            return NOT_ADDED;
        }
        if (present > 0) {
            opt.cut(OPTION_CODE);
        }
        opt.putOptionsLength(opt.optionsLength() - present + optionLength);
        added = present == 0;
        return length - present;
    }

    private void write(final long option, final Datagram datagram, final int bits, final int optionLength) {
        final boolean ipv6 = choice.isIpv6(datagram);
        Memory.putIntBigEndian(option, (OPTION_CODE << 16) | (optionLength - OptRecord.OPTION_HEADER_LENGTH));
        Memory.putIntBigEndian(option + 4, ((ipv6 ? FAMILY_IPV6 : FAMILY_IPV4) << 16) | (bits << 8));
        // Left-aligned, so that the first byte of either family is the uppermost.
        final long high = choice.high(datagram);
        final long low = choice.low(datagram);
        int left = bits;
        for (int i = 0; left > 0; i++) {
            final long half = i < Long.BYTES ? high : low;
            final int octet = (int) (half >>> (56 - 8 * (i % Long.BYTES))) & 0xFF;
            Memory.putByte(option + FIXED_LENGTH + i, left >= 8 ? octet : octet & (0xFF00 >>> left));
            left -= 8;
        }
    }

    /**
     * Whether the last {@link #add} gave the query an option that its client knows nothing of, so that the answer must lose it; false too when
     * it replaced one of the client's.
     *
     * @return whether to call {@link #remove}.
     */
    public boolean isAdded() {
        return added;
    }

    /**
     * Takes the option out of a response, where it is; a response that does not end with its OPT record stays as it is. A response code
     * that only an OPT record can tell becomes SERVFAIL with that.
     *
     * @param message     first byte of the DNS header; a datagram that it stands in is told by the caller.
     * @param length      bytes of the message.
     * @param wholeRecord whether the client's query had no OPT record at all.
     * @return bytes of the message now.
     */
    public int remove(final long message, final int length, final boolean wholeRecord) {
        if (!opt.wrap(message, length) || !opt.isPresent() || !opt.isLast() || opt.isSigned()) {
            return length;
        }
        if (wholeRecord) {
            return removeRecord(message);
        }
        final int present = opt.bytesOf(OPTION_CODE);
        if (present <= 0) {
            return length;
        }
        opt.cut(OPTION_CODE);
        opt.putOptionsLength(opt.optionsLength() - present);
        return length - present;
    }

    private int removeRecord(final long message) {
        if (opt.extendedRcode() != 0) {
            final int flags = Memory.shortBigEndianAt(message + DnsHeader.FLAGS_OFFSET);
            Memory.putShortBigEndian(message + DnsHeader.FLAGS_OFFSET, (flags & ~DnsHeader.RCODE_MASK) | SERVFAIL);
        }
        final int additionals = Memory.shortBigEndianAt(message + DnsHeader.ARCOUNT_OFFSET);
        Memory.putShortBigEndian(message + DnsHeader.ARCOUNT_OFFSET, additionals - 1);
        return opt.start();
    }
}
