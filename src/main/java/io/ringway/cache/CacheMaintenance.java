package io.ringway.cache;

import io.ringway.settings.cache.PacketCacheControl;
import io.ringway.settings.cache.PacketCacheStatistics;
import io.ringway.wire.Memory;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/** What an operator may do to a cache that runs. Claims one shard after the other, and waits for each; packet threads never wait for it. Control thread. */
public final class CacheMaintenance implements PacketCacheControl {
    private final PacketCache cache;
    private final LongSupplier clock;
    private final CacheStatistics statistics;

    /**
     * For one cache.
     *
     * @param cache the cache.
     * @param clock nanoseconds, as readers and writers have them.
     */
    public CacheMaintenance(final PacketCache cache, final LongSupplier clock) {
        this.cache = cache;
        this.clock = clock;
        statistics = cache.newStatistics();
    }

    @Override
    public PacketCacheStatistics statistics() {
        return cache.statistics();
    }

    @Override
    public synchronized long expunge(final long remaining) {
        return remove(remaining, entry -> true);
    }

    @Override
    public synchronized long purgeExpired(final long remaining) {
        final long nowNs = clock.getAsLong();
        final long removed = remove(remaining, entry -> nowNs - CacheEntry.expiresNs(entry) >= 0);
        statistics.add(CacheStatistics.EXPIRED, removed);
        return removed;
    }

    @Override
    public synchronized long expungeByName(final byte[] name, final int type, final boolean suffix) {
        final byte[] folded = name.clone();
        for (int i = 0; i < folded.length; i++) {
            folded[i] = folded[i] >= 'A' && folded[i] <= 'Z' ? (byte) (folded[i] + 'a' - 'A') : folded[i];
        }
        return remove(0, entry -> {
            final long key = CacheEntry.key(entry);
            return (type == ANY_TYPE || CacheKey.type(key) == type) && hasName(key, folded, suffix);
        });
    }

    private static boolean hasName(final long key, final byte[] name, final boolean suffix) {
        final int length = CacheKey.nameLength(key);
        int start = 0;
        while (suffix && length - start > name.length) {
            start += 1 + Memory.byteAt(key + CacheKey.NAME_OFFSET + start);
        }
        if (length - start != name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if ((byte) Memory.byteAt(key + CacheKey.NAME_OFFSET + start + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private long remove(final long remaining, final LongPredicate which) {
        long removed = 0;
        long surplus = cache.statistics().entries() - remaining;
        for (int i = 0; i < cache.geometry().shards() && surplus > 0; i++) {
            final long shard = cache.shardOf(i);
            while (!PacketCache.claim(shard)) {
                Thread.onSpinWait();
            }
            try {
                final long here = removeOf(shard, surplus, which);
                removed += here;
                surplus -= here;
            } finally {
                PacketCache.release(shard);
            }
        }
        return removed;
    }

    private long removeOf(final long shard, final long most, final LongPredicate which) {
        final long slots = (long) cache.geometry().buckets() * CacheGeometry.BUCKET_SLOTS;
        final long index = shard + CacheGeometry.CONTROL_BYTES;
        long removed = 0;
        for (long i = 0; i < slots && removed < most; i++) {
            final long slot = Memory.longAt(index + i * Long.BYTES);
            if (slot != 0 && which.test(cache.entry(shard, PacketCache.position(slot)))) {
                Memory.putLongRelease(index + i * Long.BYTES, 0);
                removed++;
            }
        }
        PacketCache.count(shard, PacketCache.count(shard) - removed);
        return removed;
    }
}
