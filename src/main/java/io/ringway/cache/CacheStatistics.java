package io.ringway.cache;

import java.util.concurrent.atomic.AtomicLongArray;

/** What one thread did with a cache: written by that thread, read by any a little late. */
final class CacheStatistics {
    static final int HITS = 0;
    static final int STALE_HITS = 1;
    static final int MISSES = 2;
    static final int INSERTS = 3;
    static final int DEFERRED_INSERTS = 4;
    static final int LOOKUP_COLLISIONS = 5;
    static final int TTL_TOO_SHORT = 6;
    static final int EVICTIONS = 7;
    static final int EXPIRED = 8;

    /** Longs on either side that are not used: they keep the neighbours' cache lines apart. */
    private static final int PADDING = 16;

    private final AtomicLongArray counts = new AtomicLongArray(2 * PADDING + EXPIRED + 1);

    void increment(final int which) {
        add(which, 1);
    }

    void add(final int which, final long number) {
        counts.setOpaque(PADDING + which, counts.getPlain(PADDING + which) + number);
    }

    long get(final int which) {
        return counts.getOpaque(PADDING + which);
    }
}
