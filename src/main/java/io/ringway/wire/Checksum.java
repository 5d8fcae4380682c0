package io.ringway.wire;

/**
 * The Internet checksum (RFC 1071): one's-complement sums of 16-bit words, kept in 64 bits and folded at the end.
 *
 * <p>Sums are taken over native memory in network byte order, eight bytes a step, because this is the largest single cost of a packet.
 */
final class Checksum {
    private static final long LOW_INT = 0xFFFF_FFFFL;

    private Checksum() {}

    /** Adds up {@code length} bytes; an odd last byte counts as the high half of a word. */
    static long sum(final long address, final int length) {
        long sum = 0;
        int offset = 0;
        for (; offset <= length - Long.BYTES; offset += Long.BYTES) {
            final long eight = Memory.longBigEndianAt(address + offset);
            sum += (eight >>> 32) + (eight & LOW_INT);
        }
        if ((length & 4) != 0) {
            sum += Memory.intBigEndianAt(address + offset) & LOW_INT;
            offset += 4;
        }
        if ((length & 2) != 0) {
            sum += Memory.shortBigEndianAt(address + offset);
            offset += 2;
        }
        if ((length & 1) != 0) {
            sum += (long) Memory.byteAt(address + offset) << 8;
        }
        return sum;
    }

    /** The sum of the pseudo-header (RFC 768; RFC 8200, section 8.1): both addresses, which lie side by side, protocol and length. */
    static long pseudoHeaderSum(final long addresses, final int addressesLength, final int datagramLength) {
        return sum(addresses, addressesLength) + Udp.PROTOCOL + datagramLength;
    }

    /** Folds a sum to 16 bits, not complemented. */
    static int fold(final long sum) {
        long folded = (sum >>> 32) + (sum & LOW_INT);
        folded = (folded >>> 16) + (folded & 0xFFFF);
        folded = (folded >>> 16) + (folded & 0xFFFF);
        folded = (folded >>> 16) + (folded & 0xFFFF);
        return (int) folded;
    }
}
