package io.ringway.wire;

/**
 * The Internet checksum (RFC 1071): one's-complement sums of 16-bit words, kept in 64 bits and folded at the end.
 *
 * <p>Sums are taken over native memory in network byte order, eight bytes a step, because this is the largest single cost of a packet.
 */
public final class Checksum {
    private static final long LOW_INT = 0xFFFF_FFFFL;

    private Checksum() {}

    /**
     * Adds up bytes; an odd last byte counts as the high half of a word.
     *
     * @param address first byte.
     * @param length  bytes.
     * @return their sum, not folded, never negative.
     */
    public static long sum(final long address, final int length) {
        long sum = 0;
        int offset = 0;
        for (; offset <= length - Long.BYTES; offset += Long.BYTES) {
            final long eight = Memory.longBigEndianAt(address + offset);
            sum += sum(eight);
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

    /** Adds up the four words of a number; sums of its halves are sums of words, as far as folding goes. */
    static long sum(final long eight) {
        return (eight >>> 32) + (eight & LOW_INT);
    }

    /**
     * The sum after one word was replaced by another (RFC 1624).
     *
     * @param sum  with the old word in it.
     * @param from the old word.
     * @param to   the new word.
     * @return a sum that folds to the same as one taken anew.
     */
    public static long replace(final long sum, final int from, final int to) {
        return sum + (~from & 0xFFFF) + to;
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
