package io.ringway.rules;

import io.ringway.wire.Memory;

/**
 * The tags that rules have noted of a query. Of a query that is with a backend they are kept in {@link #LENGTH} bytes, numbers in network byte order but
 * for the bits:
 *
 * <pre>
 *   0                 8                                             56
 *  +-----------------+---------+---------+---- ... ----+---------+
 *  | a bit for each  | value of the first | of the second | …     |
 *  | tag             | that is set, 16 bits                       |
 *  +-----------------+---------+---------+---- ... ----+---------+
 * </pre>
 *
 * <p>Belongs to the worker's thread.
 */
public final class QueryTags {
    /** How many different tags rules may set. */
    public static final int MAX_TAGS = 64;

    /** How many different values tags may have. */
    public static final int MAX_VALUES = 1 << Short.SIZE;

    /** Bytes of what is kept. */
    public static final int LENGTH = 56;

    /** In the place of an address: nothing was kept. */
    public static final long NONE = 0;

    private static final int MAX_KEPT = (LENGTH - Long.BYTES) / Short.BYTES;

    private final int[] values = new int[MAX_TAGS];
    private long set;

    /** No tags. */
    QueryTags() {}

    /** Forgets all. */
    void clear() {
        set = 0;
    }

    /**
     * Notes a tag.
     *
     * @param tag   its number, below {@link #MAX_TAGS}.
     * @param value the number of its value, below {@link #MAX_VALUES}.
     */
    public void put(final int tag, final int value) {
        set |= 1L << tag;
        values[tag] = value;
    }

    /**
     * Whether a tag was noted.
     *
     * @param tag its number.
     * @return false for a query without it.
     */
    public boolean has(final int tag) {
        return ((set >>> tag) & 1) != 0;
    }

    /**
     * What a tag was noted with.
     *
     * @param tag its number; the query has it.
     * @return the number of its value.
     */
    public int value(final int tag) {
        return values[tag];
    }

    /** Keeps the tags until the response is there: of 24 at most, those with the lowest numbers. */
    void keep(final long address) {
        long kept = set;
        while (Long.bitCount(kept) > MAX_KEPT) {
            kept ^= Long.highestOneBit(kept);
        }
        Memory.putLong(address, kept);
        long value = address + Long.BYTES;
        for (long left = kept; left != 0; left &= left - 1) {
            Memory.putShortBigEndian(value, values[Long.numberOfTrailingZeros(left)]);
            value += Short.BYTES;
        }
    }

    /** Takes back what was kept; from {@link #NONE}, nothing. */
    void take(final long address) {
        set = address == NONE ? 0 : Memory.longAt(address);
        long value = address + Long.BYTES;
        for (long left = set; left != 0; left &= left - 1) {
            values[Long.numberOfTrailingZeros(left)] = Memory.shortBigEndianAt(value);
            value += Short.BYTES;
        }
    }
}
