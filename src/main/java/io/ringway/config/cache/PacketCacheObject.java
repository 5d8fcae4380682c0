package io.ringway.config.cache;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaObject;
import io.ringway.settings.DomainName;
import io.ringway.settings.cache.PacketCacheControl;
import io.ringway.settings.cache.PacketCacheSettings;
import io.ringway.settings.cache.PacketCacheStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What {@code newPacketCache} returns: the dialect's PacketCache. It is empty until the cache runs. */
public final class PacketCacheObject implements LuaObject {
    private static final int MAX_TYPE = 0xFFFF;

    private final PacketCacheSettings settings;
    private final Map<String, DialectFunction> methods = new LinkedHashMap<>();

    PacketCacheObject(final PacketCacheSettings settings) {
        this.settings = settings;
        methods.put("printStats", call -> text(statistics()));
        methods.put("getStats", call -> table(statistics()));
        methods.put("isFull", call -> statistics().entries() >= settings.maxEntries());
        methods.put("toString", call -> toString());
        methods.put("expunge", call -> change(call, control -> control.expunge(remaining(call, "remaining"))));
        methods.put(
                "purgeExpired", call -> change(call, control -> control.purgeExpired(remaining(call, "remaining"))));
        methods.put("expungeByName", this::expungeByName);
    }

    /**
     * Its settings.
     *
     * @param staleEntriesTtlS seconds that answers may be over and still be given when no server can be asked.
     * @return equal ones each time for the same number.
     */
    public PacketCacheSettings settings(final int staleEntriesTtlS) {
        return new PacketCacheSettings(
                settings.location(),
                settings.maxEntries(),
                settings.dontAge(),
                settings.maxNegativeTtlS(),
                settings.maxTtlS(),
                settings.minTtlS(),
                settings.staleTtlS(),
                settings.temporaryFailureTtlS(),
                settings.truncatedTtlS(),
                settings.skipOptions(),
                settings.maximumEntrySize(),
                settings.averageEntrySize(),
                staleEntriesTtlS,
                settings.handle());
    }

    private Object expungeByName(final Call call) {
        call.expectAtMost(3);
        final byte[] name;
        try {
            name = DomainName.parse(name(call)).wire();
        } catch (final IllegalArgumentException e) {
            throw call.failure(e.getMessage(), e);
        }
        final int type = call.argument(2) == null ? PacketCacheControl.ANY_TYPE : call.integer(2, "type", 0, MAX_TYPE);
        final boolean suffix = call.argument(3) != null && call.bool(3, "suffix");
        return settings.handle()
                .control()
                .map(control -> control.expungeByName(name, type, suffix))
                .orElse(0L);
    }

    /** A string, or a DNSName. */
    private static String name(final Call call) {
        return call.argument(1) instanceof final Map<?, ?> map && map.get("text") instanceof final String text
                ? text
                : call.string(1, "name");
    }

    private Object change(final Call call, final ToLongFunction<PacketCacheControl> change) {
        call.expectAtMost(1);
        return settings.handle().control().map(change::applyAsLong).orElse(0L);
    }

    private static int remaining(final Call call, final String name) {
        return call.integer(1, name, 0, Integer.MAX_VALUE);
    }

    private PacketCacheStatistics statistics() {
        return settings.handle()
                .control()
                .map(PacketCacheControl::statistics)
                .orElseGet(() -> new PacketCacheStatistics(0, settings.maxEntries(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    private static Map<String, Object> table(final PacketCacheStatistics statistics) {
        final Map<String, Object> table = new LinkedHashMap<>();
        table.put("entries", statistics.entries());
        table.put("maxEntries", statistics.maxEntries());
        table.put("memory", statistics.memoryBytes());
        table.put("hits", statistics.hits());
        table.put("staleHits", statistics.staleHits());
        table.put("misses", statistics.misses());
        table.put("inserts", statistics.inserts());
        table.put("deferredInserts", statistics.deferredInserts());
        table.put("deferredLookups", 0L);
        table.put("lookupCollisions", statistics.lookupCollisions());
        table.put("insertCollisions", 0L);
        table.put("ttlTooShorts", statistics.ttlTooShort());
        table.put("evictions", statistics.evictions());
        table.put("cleanupCount", statistics.expired());
        return table;
    }

    private static String text(final PacketCacheStatistics statistics) {
        return """
                Entries: %d/%d
                Memory: %d bytes
                Hits: %d (%d of them stale)
                Misses: %d
                Inserts: %d
                Deferred inserts: %d
                Lookup collisions: %d
                TTL too short: %d
                Evictions: %d
                Expired: %d
                """.formatted(
                        statistics.entries(),
                        statistics.maxEntries(),
                        statistics.memoryBytes(),
                        statistics.hits(),
                        statistics.staleHits(),
                        statistics.misses(),
                        statistics.inserts(),
                        statistics.deferredInserts(),
                        statistics.lookupCollisions(),
                        statistics.ttlTooShort(),
                        statistics.evictions(),
                        statistics.expired());
    }

    @Override
    public String type() {
        return "PacketCache";
    }

    @Override
    public Map<String, DialectFunction> methods() {
        return methods;
    }

    @Override
    public Object attribute(final String attribute) {
        return null;
    }

    @Override
    public String toString() {
        return "Packet cache (" + statistics().entries() + "/" + settings.maxEntries() + " entries)";
    }
}
