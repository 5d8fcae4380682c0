package io.ringway.engine.cache;

import io.ringway.cache.PacketCache;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.settings.cache.PacketCacheStatistics;
import org.agrona.concurrent.status.AtomicCounter;

/** Copies what the threads of one cache have counted into the counters file. Control thread. */
final class CacheCounters {
    private final PacketCache cache;
    private final AtomicCounter entries;
    private final AtomicCounter maxEntries;
    private final AtomicCounter memoryBytes;
    private final AtomicCounter hits;
    private final AtomicCounter staleHits;
    private final AtomicCounter misses;
    private final AtomicCounter inserts;
    private final AtomicCounter deferredInserts;
    private final AtomicCounter lookupCollisions;
    private final AtomicCounter ttlTooShort;
    private final AtomicCounter evictions;
    private final AtomicCounter expired;

    CacheCounters(final CountersFile file, final String scope, final PacketCache cache) {
        this.cache = cache;
        entries = file.counter(CounterDescriptor.CACHE_ENTRIES, scope);
        maxEntries = file.counter(CounterDescriptor.CACHE_MAX_ENTRIES, scope);
        memoryBytes = file.counter(CounterDescriptor.CACHE_MEMORY_BYTES, scope);
        hits = file.counter(CounterDescriptor.CACHE_HITS, scope);
        staleHits = file.counter(CounterDescriptor.CACHE_STALE_HITS, scope);
        misses = file.counter(CounterDescriptor.CACHE_MISSES, scope);
        inserts = file.counter(CounterDescriptor.CACHE_INSERTS, scope);
        deferredInserts = file.counter(CounterDescriptor.CACHE_DEFERRED_INSERTS, scope);
        lookupCollisions = file.counter(CounterDescriptor.CACHE_LOOKUP_COLLISIONS, scope);
        ttlTooShort = file.counter(CounterDescriptor.CACHE_TTL_TOO_SHORT, scope);
        evictions = file.counter(CounterDescriptor.CACHE_EVICTIONS, scope);
        expired = file.counter(CounterDescriptor.CACHE_EXPIRED, scope);
        update();
    }

    void update() {
        final PacketCacheStatistics now = cache.statistics();
        entries.setRelease(now.entries());
        maxEntries.setRelease(now.maxEntries());
        memoryBytes.setRelease(now.memoryBytes());
        hits.setRelease(now.hits());
        staleHits.setRelease(now.staleHits());
        misses.setRelease(now.misses());
        inserts.setRelease(now.inserts());
        deferredInserts.setRelease(now.deferredInserts());
        lookupCollisions.setRelease(now.lookupCollisions());
        ttlTooShort.setRelease(now.ttlTooShort());
        evictions.setRelease(now.evictions());
        expired.setRelease(now.expired());
    }
}
