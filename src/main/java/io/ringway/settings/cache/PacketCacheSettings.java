package io.ringway.settings.cache;

import io.ringway.settings.SourceLocation;
import java.util.List;

/**
 * One {@code newPacketCache} of the dialect.
 *
 * @param location             where it was written
 * @param maxEntries           answers at a time
 * @param dontAge              whether TTLs stay as the backend sent them
 * @param maxNegativeTtlS      the longest life of NXDOMAIN and of answers without data, seconds
 * @param maxTtlS              the longest life of every other answer, seconds
 * @param minTtlS              answers with less than that are not kept, seconds
 * @param staleTtlS            what the records of a stale answer have for a TTL, seconds
 * @param temporaryFailureTtlS the life of SERVFAIL and REFUSED, seconds; 0 when they are not kept
 * @param truncatedTtlS        the life of a truncated answer without records, seconds; 0 when it is not kept
 * @param skipOptions          codes of EDNS options that make no difference, COOKIE among them unless {@code cookieHashing} was given
 * @param maximumEntrySize     the longest message that is kept, bytes
 * @param averageEntrySize     bytes of memory for each of {@code maxEntries}
 * @param staleEntriesTtlS     how long after its end an answer may still be given when no server can be asked, seconds ({@code setStaleCacheEntriesTTL})
 * @param handle               where the cache that runs is found
 */
public record PacketCacheSettings(
        SourceLocation location,
        int maxEntries,
        boolean dontAge,
        int maxNegativeTtlS,
        int maxTtlS,
        int minTtlS,
        int staleTtlS,
        int temporaryFailureTtlS,
        int truncatedTtlS,
        List<Integer> skipOptions,
        int maximumEntrySize,
        int averageEntrySize,
        int staleEntriesTtlS,
        PacketCacheHandle handle) {
    /** Code of the EDNS option COOKIE (RFC 7873). */
    public static final int COOKIE = 10;

    /** Code of the EDNS option Padding (RFC 7830). */
    public static final int PADDING = 12;

    /** The default of {@code averageEntrySize}, bytes. */
    public static final int DEFAULT_AVERAGE_ENTRY_SIZE = 512;

    /** Copies the list. */
    public PacketCacheSettings {
        skipOptions = List.copyOf(skipOptions);
    }

    /**
     * The dialect's defaults.
     *
     * @param location   where it was written.
     * @param maxEntries answers at a time.
     * @return settings with a handle of their own.
     */
    public static PacketCacheSettings of(final SourceLocation location, final int maxEntries) {
        return new PacketCacheSettings(
                location,
                maxEntries,
                false,
                3600,
                86_400,
                0,
                60,
                60,
                0,
                List.of(COOKIE, PADDING),
                4096,
                DEFAULT_AVERAGE_ENTRY_SIZE,
                0,
                new PacketCacheHandle());
    }
}
