package io.ringway.settings.cache;

/**
 * How a packet cache does; all but the first three since the start.
 *
 * @param entries          answers that it has, those whose life is over among them
 * @param maxEntries       answers that it may have
 * @param memoryBytes      memory that it takes, all of it from the start
 * @param hits             queries that it answered, the stale ones among them
 * @param staleHits        queries that it answered after the answer's end
 * @param misses           queries that it could have answered, and did not
 * @param inserts          answers that were put in
 * @param deferredInserts  answers that were left out because somebody else was writing to the same shard
 * @param lookupCollisions queries that met an answer with the same 64 bits of hash and another key
 * @param ttlTooShort      answers that were left out for their TTLs
 * @param evictions        answers that made room for others before their end
 * @param expired          answers that made room for others, or were purged, after their end
 */
public record PacketCacheStatistics(
        long entries,
        long maxEntries,
        long memoryBytes,
        long hits,
        long staleHits,
        long misses,
        long inserts,
        long deferredInserts,
        long lookupCollisions,
        long ttlTooShort,
        long evictions,
        long expired) {}
