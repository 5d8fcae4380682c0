package io.ringway.cache;

import io.ringway.wire.DnsHeader;
import io.ringway.wire.Edns;
import io.ringway.wire.Memory;
import java.lang.foreign.Arena;
import java.lang.invoke.VarHandle;

/**
 * Finds answers and writes them over their queries.
 *
 * <p>ID and question stay as they are, which is how the answer has the query's ID and the case of its letters; RD and CD are the query's, too. TTLs are
 * counted down by whole seconds, those of OPT records, which are none, left alone.
 *
 * <p>Belongs to the thread that made it.
 */
public final class CacheReader {
    /** There is no answer, and the query is as it was. */
    public static final int MISS = 0;

    private static final long NS_PER_S = 1_000_000_000;

    /** Up to that many bytes a loop is faster than a call. */
    private static final int SHORT_COPY = 256;

    private static final int QUERY_FLAGS = DnsHeader.RD | DnsHeader.CD;

    private final Arena arena = Arena.ofAuto();
    private final PacketCache cache;
    private final CacheStatistics statistics;
    private final int udpPayloadSize;
    private final boolean ages;
    private final long staleEntriesNs;
    private final int staleTtlS;

    /** What the answer is written over: the query's OPT record. */
    private final long saved =
            arena.allocate(CacheKey.MAX_OPT_LENGTH, Long.BYTES).address();

    /**
     * A reader.
     *
     * @param cache          what is read.
     * @param udpPayloadSize what OPT records of truncated answers announce, bytes.
     */
    public CacheReader(final PacketCache cache, final int udpPayloadSize) {
        this.cache = cache;
        this.udpPayloadSize = udpPayloadSize;
        statistics = cache.newStatistics();
        ages = !cache.settings().dontAge();
        staleEntriesNs = cache.settings().staleEntriesTtlS() * NS_PER_S;
        staleTtlS = cache.settings().staleTtlS();
    }

    /**
     * Answers a query whose answer is there and lives.
     *
     * @param key     the query's, of a {@code wrap} that answered true.
     * @param message first byte of the query's header.
     * @param length  bytes of the query.
     * @param limit   bytes that the answer may have, not below the query's; a longer one is truncated (RFC 2181, section 9).
     * @param nowNs   the time now.
     * @return bytes of the answer, which stands where the query was; or {@link #MISS}.
     */
    public int answer(final CacheKey key, final long message, final int length, final int limit, final long nowNs) {
        final int answer = find(key, message, length, limit, nowNs, 0);
        statistics.increment(answer == MISS ? CacheStatistics.MISSES : CacheStatistics.HITS);
        return answer;
    }

    /**
     * Answers a query that no server can be asked, by an answer that may be over; the TTLs of that are {@code staleTTL}.
     *
     * @param key     the query's, of a {@code wrap} that answered true.
     * @param message first byte of the query's header.
     * @param length  bytes of the query.
     * @param limit   bytes that the answer may have, not below the query's.
     * @param nowNs   the time now.
     * @return bytes of the answer, which stands where the query was; or {@link #MISS}.
     */
    public int answerStale(
            final CacheKey key, final long message, final int length, final int limit, final long nowNs) {
        if (staleEntriesNs == 0) {
            return MISS;
        }
        final int answer = find(key, message, length, limit, nowNs, staleEntriesNs);
        if (answer != MISS) {
            statistics.increment(CacheStatistics.HITS);
            statistics.increment(CacheStatistics.STALE_HITS);
        }
        return answer;
    }

    private int find(
            final CacheKey key,
            final long message,
            final int length,
            final int limit,
            final long nowNs,
            final long staleNs) {
        final long hash = key.hash();
        final long tag = PacketCache.tag(hash);
        final long shard = cache.shard(hash);
        final long bucket = cache.bucket(shard, hash);
        for (int i = 0; i < CacheGeometry.BUCKET_SLOTS; i++) {
            final long slot = Memory.longAcquire(bucket + (long) i * Long.BYTES);
            if (PacketCache.hasTag(slot, tag)) {
                final long position = PacketCache.position(slot);
                final long entry = cache.entry(shard, position);
                if (CacheEntry.hasKey(entry, hash, key.address(), key.length())) {
                    return write(key, shard, position, message, length, limit, nowNs, staleNs);
                }
                if (CacheEntry.hash(entry) == hash) {
                    statistics.increment(CacheStatistics.LOOKUP_COLLISIONS);
                }
            }
        }
        return MISS;
    }

    private int write(
            final CacheKey key,
            final long shard,
            final long position,
            final long message,
            final int length,
            final int limit,
            final long nowNs,
            final long staleNs) {
        final long entry = cache.entry(shard, position);
        final long insertedNs = CacheEntry.insertedNs(entry);
        final long overdueNs = nowNs - CacheEntry.expiresNs(entry);
        final int ttls = CacheEntry.ttlCount(entry);
        final int recordsLength = CacheEntry.recordsLength(entry);
        if (isGone(shard, position) || (overdueNs >= 0 && overdueNs >= staleNs)) {
            return MISS;
        }
        final int end = key.questionEnd();
        final int flags = (CacheEntry.flags(entry) & ~QUERY_FLAGS) | (key.queryFlags() & QUERY_FLAGS);
        if (end + recordsLength > limit) {
            return truncate(key, message, flags);
        }
        final long counts = Memory.longAt(message + DnsHeader.QDCOUNT_OFFSET);
        final long records = message + end;
        copy(records, saved, length - end);
        Memory.putShortBigEndian(message + DnsHeader.FLAGS_OFFSET, flags);
        Memory.putIntBigEndian(message + DnsHeader.ANCOUNT_OFFSET, CacheEntry.answersAndAuthorities(entry));
        Memory.putShortBigEndian(message + DnsHeader.ARCOUNT_OFFSET, CacheEntry.additionals(entry));
        copy(CacheEntry.records(entry, key.length(), ttls), records, recordsLength);
        final long offsets = CacheEntry.ttls(entry, key.length());
        if (overdueNs >= 0) {
            setTtls(records, recordsLength, offsets, ttls);
        } else if (ages) {
            age(records, recordsLength, offsets, ttls, nowNs - insertedNs);
        }
        if (isGone(shard, position)) {
            Memory.putShortBigEndian(message + DnsHeader.FLAGS_OFFSET, key.queryFlags());
            Memory.putLong(message + DnsHeader.QDCOUNT_OFFSET, counts);
            copy(saved, records, length - end);
            return MISS;
        }
        return end + recordsLength;
    }

    /** Whether what was read of the entry so far may be another's. */
    private static boolean isGone(final long shard, final long position) {
        VarHandle.acquireFence();
        return PacketCache.head(shard) > position;
    }

    private static void age(
            final long records, final int length, final long offsets, final int count, final long passedNs) {
        if (passedNs < NS_PER_S) {
            return;
        }
        final int ageS = (int) Math.min(Integer.MAX_VALUE, passedNs / NS_PER_S);
        for (int i = 0; i < count; i++) {
            final long ttl = ttl(records, length, offsets, i);
            // One with the upper bit set counts as 0 (RFC 2181, section 8), and less a second it would be 68 years.
            Memory.putIntBigEndian(ttl, Math.max(0, Math.max(0, Memory.intBigEndianAt(ttl)) - ageS));
        }
    }

    private void setTtls(final long records, final int length, final long offsets, final int count) {
        for (int i = 0; i < count; i++) {
            Memory.putIntBigEndian(ttl(records, length, offsets, i), staleTtlS);
        }
    }

    /** Where a TTL is; of an entry that is being overwritten, where at least nothing else is. */
    private static long ttl(final long records, final int length, final long offsets, final int index) {
        final int offset = Memory.shortBigEndianAt(offsets + (long) index * Short.BYTES);
        return records + Math.clamp(offset, 0, Math.max(0, length - Integer.BYTES));
    }

    /** Makes the query its truncated answer; returns its length. */
    private int truncate(final CacheKey key, final long message, final int flags) {
        final boolean edns = key.hasEdns();
        final int end = key.questionEnd();
        Memory.putShortBigEndian(message + DnsHeader.FLAGS_OFFSET, flags | DnsHeader.TC);
        Memory.putIntBigEndian(message + DnsHeader.ANCOUNT_OFFSET, 0);
        Memory.putShortBigEndian(message + DnsHeader.ARCOUNT_OFFSET, edns ? 1 : 0);
        if (!edns) {
            return end;
        }
        Edns.write(message + end, udpPayloadSize, 0, key.dnssecOk());
        return end + Edns.LENGTH;
    }

    /** Copies exactly so many bytes, which do not overlap. */
    private static void copy(final long source, final long target, final int length) {
        if (length > SHORT_COPY) {
            Memory.copy(source, target, length);
            return;
        }
        final int last = length - Long.BYTES;
        if (last < 0) {
            for (int offset = 0; offset < length; offset++) {
                Memory.putByte(target + offset, Memory.byteAt(source + offset));
            }
            return;
        }
        for (int offset = 0; offset < last; offset += Long.BYTES) {
            Memory.putLong(target + offset, Memory.longAt(source + offset));
        }
        Memory.putLong(target + last, Memory.longAt(source + last));
    }
}
