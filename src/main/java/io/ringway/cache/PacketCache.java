package io.ringway.cache;

import io.ringway.settings.cache.PacketCacheSettings;
import io.ringway.settings.cache.PacketCacheStatistics;
import io.ringway.wire.Memory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The memory of a packet cache, had whole from the start. All threads share it: any may read, and one at a time may write to a shard.
 *
 * <pre>
 *  shard   0                    128                             256                      log
 *         +--------------------+-------------------------------+------------------------+---------------------------------+
 *         | head (8)           | claim (8), tail (8), count (8)| index: buckets of      | log: entries, one behind the    |
 *         |                    |                               | eight slots            | other, round and round          |
 *         +--------------------+-------------------------------+------------------------+---------------------------------+
 *
 *  slot    63             48 47                                           0
 *         +-----------------+----------------------------------------------+
 *         | 16 bits of hash | position of the entry, in units of 64 bytes  |      0: free
 *         +-----------------+----------------------------------------------+
 * </pre>
 *
 * <p><b>Positions</b> count bytes of the log from the first ever written and never come again. What stands between head and tail is there; the oldest
 * entries make room for new ones.
 *
 * <p><b>Writers</b> claim a shard with one compare-and-set. Who finds it claimed leaves the answer out, which costs one more miss and is counted: nobody waits.
 * The claim holder moves the head over what it will overwrite, writes the entry, and publishes its slot last.
 *
 * <p><b>Readers</b> claim nothing and write nothing. They read slot and entry, and look at the head afterwards: an entry whose position is not below it was
 * whole while they read. What they read of one that was overwritten meanwhile is thrown away.
 *
 * <p>Made by the control thread, and used by all; the memory is its maker's.
 */
public final class PacketCache {
    private static final int HEAD = 0;
    private static final int CLAIM = 128;
    private static final int TAIL = 136;
    private static final int COUNT = 144;

    private static final int TAG_SHIFT = 48;
    private static final long POSITION_MASK = (1L << TAG_SHIFT) - 1;

    /** Which bits of the hash are the tag: others than choose shard and bucket, as far as there are any. */
    private static final int TAG_BITS_SHIFT = 20;

    /** A key is compared before anybody knows whether the entry is one: that may read beyond the last log. */
    private static final int SLACK = 512;

    private final PacketCacheSettings settings;
    private final CacheGeometry geometry;
    private final int shards;
    private final long shardBytes;
    private final long bucketMask;
    private final long logOffset;
    private final long logMask;
    private final long base;
    private final List<CacheStatistics> statistics = new CopyOnWriteArrayList<>();

    /**
     * An empty cache.
     *
     * @param settings how large, and what is kept how long.
     * @param memory   address of {@link #bytes} zeros, aligned to 64, that are the cache's as long as anybody uses it.
     */
    public PacketCache(final PacketCacheSettings settings, final long memory) {
        this.settings = settings;
        geometry = geometry(settings);
        shards = geometry.shards();
        shardBytes = geometry.shardBytes();
        bucketMask = geometry.buckets() - 1L;
        logOffset = (long) CacheGeometry.CONTROL_BYTES + geometry.indexBytes();
        logMask = geometry.logBytes() - 1L;
        base = memory;
        for (int i = 0; i < shards; i++) {
            // No position is 0, so that a slot is 0 only when it is free.
            head(shardOf(i), geometry.logBytes());
            tail(shardOf(i), geometry.logBytes());
        }
    }

    private static CacheGeometry geometry(final PacketCacheSettings settings) {
        return CacheGeometry.of(
                settings.maxEntries(),
                settings.averageEntrySize(),
                CacheWriter.longestEntry(settings.maximumEntrySize()));
    }

    /**
     * The memory that a cache takes.
     *
     * @param settings how large it is.
     * @return bytes.
     */
    public static long bytes(final PacketCacheSettings settings) {
        return geometry(settings).bytes() + SLACK;
    }

    /**
     * The settings that it was made from.
     *
     * @return as given.
     */
    public PacketCacheSettings settings() {
        return settings;
    }

    /**
     * The memory that it takes.
     *
     * @return bytes.
     */
    public long memoryBytes() {
        return geometry.bytes() + SLACK;
    }

    CacheGeometry geometry() {
        return geometry;
    }

    /** Makes the statistics of one thread known. */
    CacheStatistics newStatistics() {
        final CacheStatistics made = new CacheStatistics();
        statistics.add(made);
        return made;
    }

    /**
     * How it does. Any thread.
     *
     * @return a snapshot.
     */
    public PacketCacheStatistics statistics() {
        return new PacketCacheStatistics(
                entries(),
                settings.maxEntries(),
                memoryBytes(),
                sum(CacheStatistics.HITS),
                sum(CacheStatistics.STALE_HITS),
                sum(CacheStatistics.MISSES),
                sum(CacheStatistics.INSERTS),
                sum(CacheStatistics.DEFERRED_INSERTS),
                sum(CacheStatistics.LOOKUP_COLLISIONS),
                sum(CacheStatistics.TTL_TOO_SHORT),
                sum(CacheStatistics.EVICTIONS),
                sum(CacheStatistics.EXPIRED));
    }

    private long sum(final int which) {
        long sum = 0;
        for (final CacheStatistics one : statistics) {
            sum += one.get(which);
        }
        return sum;
    }

    private long entries() {
        long sum = 0;
        for (int i = 0; i < shards; i++) {
            sum += count(shardOf(i));
        }
        return sum;
    }

    long shardOf(final int number) {
        return base + number * shardBytes;
    }

    /** The shard that a hash belongs to, by its upper half. */
    long shard(final long hash) {
        return base + (((hash >>> Integer.SIZE) * shards) >>> Integer.SIZE) * shardBytes;
    }

    /** The first slot of the bucket that a hash belongs to. */
    long bucket(final long shard, final long hash) {
        return shard + CacheGeometry.CONTROL_BYTES + (hash & bucketMask) * CacheEntry.UNIT;
    }

    /** Where an entry is that a position names. */
    long entry(final long shard, final long position) {
        return shard + logOffset + (position & logMask);
    }

    /** Bytes from a position to where the log begins anew. */
    long untilEnd(final long position) {
        return logMask + 1 - (position & logMask);
    }

    static long tag(final long hash) {
        return (hash >>> TAG_BITS_SHIFT) & 0xFFFF;
    }

    static long slot(final long hash, final long position) {
        return (tag(hash) << TAG_SHIFT) | (position >>> CacheEntry.UNIT_SHIFT);
    }

    static boolean hasTag(final long slot, final long tag) {
        return slot != 0 && slot >>> TAG_SHIFT == tag;
    }

    static long position(final long slot) {
        return (slot & POSITION_MASK) << CacheEntry.UNIT_SHIFT;
    }

    static boolean claim(final long shard) {
        return Memory.compareAndSetLong(shard + CLAIM, 0, 1);
    }

    static void release(final long shard) {
        Memory.putLongRelease(shard + CLAIM, 0);
    }

    static long head(final long shard) {
        return Memory.longAcquire(shard + HEAD);
    }

    static void head(final long shard, final long position) {
        Memory.putLongRelease(shard + HEAD, position);
    }

    static long tail(final long shard) {
        return Memory.longAt(shard + TAIL);
    }

    static void tail(final long shard, final long position) {
        Memory.putLong(shard + TAIL, position);
    }

    static long count(final long shard) {
        return Memory.longAcquire(shard + COUNT);
    }

    static void count(final long shard, final long entries) {
        Memory.putLongRelease(shard + COUNT, entries);
    }
}
