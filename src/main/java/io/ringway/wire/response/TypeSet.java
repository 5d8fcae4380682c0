package io.ringway.wire.response;

/** A set of record types: a bit for each of the 65,536. Immutable, for any thread. */
public final class TypeSet {
    private static final int TYPES = 1 << 16;

    private final long[] bits = new long[TYPES / Long.SIZE];

    /**
     * A set.
     *
     * @param types each 0 to 65535, in any order.
     */
    public TypeSet(final int... types) {
        for (final int type : types) {
            if (type < 0 || type >= TYPES) {
                throw new IllegalArgumentException("type " + type + " is not between 0 and " + (TYPES - 1));
            }
            bits[type / Long.SIZE] |= 1L << type;
        }
    }

    /**
     * Whether a type is in the set.
     *
     * @param type 0 to 65535.
     * @return true for those that it was made of.
     */
    public boolean has(final int type) {
        return ((bits[type / Long.SIZE] >>> type) & 1) != 0;
    }
}
