package io.ringway.engine.cache;

import io.ringway.cache.CacheMaintenance;
import io.ringway.cache.PacketCache;
import io.ringway.engine.Mirrored;
import io.ringway.observe.CountersFile;
import io.ringway.settings.SetupException;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.backend.PoolSettings;
import io.ringway.settings.cache.PacketCacheSettings;
import io.ringway.xdp.AnonymousMemory;
import io.ringway.xdp.NativeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The packet caches that run, each in memory of its own, which all threads share. Control thread.
 */
public final class PacketCaches implements Mirrored, AutoCloseable {
    private static final double MIB = 1 << 20;

    private final ForwardingSettings settings;
    private final int udpPayloadSize;
    private final List<AnonymousMemory> memories = new ArrayList<>();
    private final Map<PacketCacheSettings, PacketCache> caches = new LinkedHashMap<>();
    private final List<CacheCounters> counters = new ArrayList<>();

    private PacketCaches(final ForwardingSettings settings, final int udpPayloadSize) {
        this.settings = settings;
        this.udpPayloadSize = udpPayloadSize;
    }

    /**
     * Makes every cache that a pool has, once, however many pools have it.
     *
     * @param settings       the pools.
     * @param udpPayloadSize what OPT records of truncated answers announce, bytes.
     * @param file           where counters are made.
     * @return the caches, empty; possibly none.
     * @throws SetupException when there is not enough memory.
     */
    public static PacketCaches open(
            final ForwardingSettings settings, final int udpPayloadSize, final CountersFile file) {
        final PacketCaches made = new PacketCaches(settings, udpPayloadSize);
        try {
            for (final PoolSettings pool : settings.pools()) {
                pool.cache().ifPresent(cache -> made.caches.computeIfAbsent(cache, key -> made.open(key, file)));
            }
        } catch (final RuntimeException e) {
            made.close();
            throw e;
        }
        return made;
    }

    private PacketCache open(final PacketCacheSettings cache, final CountersFile file) {
        final long bytes = PacketCache.bytes(cache);
        final AnonymousMemory memory;
        try {
            memory = new AnonymousMemory(bytes);
        } catch (final NativeException e) {
            throw new SetupException(
                    cache.location(),
                    String.format(
                            Locale.ROOT,
                            "newPacketCache: %,.0f MiB for %,d entries cannot be had; lower maxEntries or averageEntrySize",
                            bytes / MIB,
                            cache.maxEntries()),
                    e);
        }
        memories.add(memory);
        final PacketCache made = new PacketCache(cache, memory.address());
        cache.handle().attach(new CacheMaintenance(made, System::nanoTime));
        counters.add(new CacheCounters(file, scope(cache), made));
        return made;
    }

    /** The pools that have it, as counters name it. */
    private String scope(final PacketCacheSettings cache) {
        return settings.pools().stream()
                .filter(pool -> pool.cache().filter(cache::equals).isPresent())
                .map(pool -> pool.name().isEmpty() ? "default pool" : "pool " + pool.name())
                .collect(Collectors.joining(", "));
    }

    /**
     * The caches as a new thread sees them.
     *
     * @param queries how many may wait for their responses at a time.
     * @return for that thread; null where no pool has a cache.
     */
    public CacheFront front(final int queries) {
        if (caches.isEmpty()) {
            return null;
        }
        return new CacheFront(
                settings.pools().stream()
                        .map(pool -> pool.cache().map(caches::get).orElse(null))
                        .toArray(PacketCache[]::new),
                queries,
                udpPayloadSize,
                settings.ecsPrefixV4(),
                settings.ecsPrefixV6());
    }

    /**
     * One line for the operator for each cache.
     *
     * @return its pools, entries and memory.
     */
    public List<String> descriptions() {
        return caches.values().stream()
                .map(cache -> String.format(
                        Locale.ROOT,
                        "packet cache of %s: %,d entries in %,.1f MiB",
                        scope(cache.settings()),
                        cache.settings().maxEntries(),
                        cache.memoryBytes() / MIB))
                .toList();
    }

    @Override
    public void mirror() {
        counters.forEach(CacheCounters::update);
    }

    /** Frees the memory; the threads that use it must have ended. */
    @Override
    public void close() {
        mirror();
        caches.keySet().forEach(cache -> cache.handle().attach(null));
        memories.forEach(AnonymousMemory::close);
    }
}
