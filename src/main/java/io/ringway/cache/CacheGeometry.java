package io.ringway.cache;

/**
 * How a cache divides its memory: into shards, each with an index and a log.
 *
 * @param shards           any number, at least 1
 * @param maxShardEntries  entries of a shard at a time
 * @param buckets          of a shard's index, a power of two, {@link #BUCKET_SLOTS} slots each
 * @param logBytes         of a shard's log, a power of two
 */
record CacheGeometry(int shards, int maxShardEntries, int buckets, int logBytes) {
    /** Slots of a bucket, which is a cache line. */
    static final int BUCKET_SLOTS = 8;

    /** Two cache lines for what readers read, two for what writers write, so that the prefetcher does not join them. */
    static final int CONTROL_BYTES = 256;

    private static final int MAX_SHARDS = 64;
    private static final int LEAST_LOG_BYTES = 1 << 19;
    private static final int LARGEST_LOG_BYTES = 1 << 30;

    /** A log holds that many of the longest entries. */
    private static final int LONGEST_ENTRIES = 16;

    /**
     * Divides: about 64 shards, so that two threads seldom want to write to one; of half a MiB at least, so that the shards of a small cache fill evenly.
     *
     * @param maxEntries   of the whole cache.
     * @param averageBytes memory for each.
     * @param longestEntry bytes of the longest entry in a log.
     */
    static CacheGeometry of(final int maxEntries, final int averageBytes, final int longestEntry) {
        final long bytes = (long) maxEntries * averageBytes;
        final long wanted = Math.max(
                Math.max(Math.min(bytes, LEAST_LOG_BYTES), (long) LONGEST_ENTRIES * longestEntry), bytes / MAX_SHARDS);
        final long logBytes = Math.min(LARGEST_LOG_BYTES, powerOfTwo(wanted));
        final int shards = (int) Math.max(1, (bytes + logBytes / 2) / logBytes);
        final int entries = Math.max(1, maxEntries / shards);
        // Twice as many slots as entries: then one bucket in fifty would want more than eight.
        final long buckets = powerOfTwo(Math.max(1, (2L * entries + BUCKET_SLOTS - 1) / BUCKET_SLOTS));
        return new CacheGeometry(shards, entries, (int) buckets, (int) logBytes);
    }

    /** The power of two that is at least a number. */
    private static long powerOfTwo(final long least) {
        return Long.highestOneBit(2 * least - 1);
    }

    int indexBytes() {
        return buckets * BUCKET_SLOTS * Long.BYTES;
    }

    /** From one shard to the next. */
    long shardBytes() {
        return (long) CONTROL_BYTES + indexBytes() + logBytes;
    }

    long bytes() {
        return shards * shardBytes();
    }
}
