package io.ringway.config.cache;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaTable;
import io.ringway.settings.cache.PacketCacheSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code newPacketCache}. */
public final class CacheFunctions {
    private static final int MAX_ENTRIES = 1 << 30;
    private static final int MAX_TTL_S = Integer.MAX_VALUE;
    private static final int MAX_OPTION = 0xFFFF;
    private static final int LEAST_ENTRY = 64;
    private static final int LARGEST_ENTRY = 65_535;

    private CacheFunctions() {}

    /**
     * The rows of the registry.
     *
     * @return functions by name.
     */
    public static Map<String, DialectFunction> rows() {
        return Map.of("newPacketCache", CacheFunctions::newPacketCache);
    }

    private static Object newPacketCache(final Call call) {
        call.expectAtMost(2);
        final int maxEntries = call.integer(1, "maxEntries", 1, MAX_ENTRIES);
        final LuaTable options = call.options(2);
        final PacketCacheSettings usual = PacketCacheSettings.of(call.location(), maxEntries);
        final int minTtlS = options.integer("minTTL", usual.minTtlS(), 0, MAX_TTL_S);
        final int maxTtlS = options.integer("maxTTL", usual.maxTtlS(), 0, MAX_TTL_S);
        if (minTtlS > maxTtlS) {
            throw call.failure("minTTL " + minTtlS + " is above maxTTL " + maxTtlS + ", so that nothing would be kept");
        }
        final PacketCacheSettings settings = new PacketCacheSettings(
                call.location(),
                maxEntries,
                options.bool("dontAge", usual.dontAge()),
                options.integer("maxNegativeTTL", usual.maxNegativeTtlS(), 0, MAX_TTL_S),
                maxTtlS,
                minTtlS,
                options.integer("staleTTL", usual.staleTtlS(), 0, MAX_TTL_S),
                options.integer("temporaryFailureTTL", usual.temporaryFailureTtlS(), 0, MAX_TTL_S),
                options.integer("truncatedTTL", usual.truncatedTtlS(), 0, MAX_TTL_S),
                skipped(options, usual),
                options.integer("maximumEntrySize", usual.maximumEntrySize(), LEAST_ENTRY, LARGEST_ENTRY),
                options.integer("averageEntrySize", usual.averageEntrySize(), LEAST_ENTRY, LARGEST_ENTRY),
                usual.staleEntriesTtlS(),
                usual.handle());
        // Options stand in the key whole, entries whose life is over stay until their place is needed, and shards
        // follow from the size.
        options.bool("parseECS", false);
        options.bool("keepStaleData", false);
        options.bool("deferrableInsertLock", true);
        options.integer("numberOfShards", 1, 1, MAX_ENTRIES);
        options.finish(call.diagnostics());
        return new PacketCacheObject(settings);
    }

    /** Cookies make no difference unless they are hashed, whatever else is skipped. */
    private static List<Integer> skipped(final LuaTable options, final PacketCacheSettings usual) {
        final List<Integer> skipped =
                new ArrayList<>(options.integers("skipOptions", usual.skipOptions(), 0, MAX_OPTION));
        skipped.removeIf(option -> option == PacketCacheSettings.COOKIE);
        if (!options.bool("cookieHashing", false)) {
            skipped.addFirst(PacketCacheSettings.COOKIE);
        }
        return skipped;
    }
}
