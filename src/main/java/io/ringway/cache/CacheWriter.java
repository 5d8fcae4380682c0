package io.ringway.cache;

import io.ringway.wire.DnsHeader;
import io.ringway.wire.Memory;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.ResponseRecords;
import java.lang.invoke.VarHandle;

/**
 * Puts responses in.
 *
 * <p>Belongs to the thread that made it; several write to one cache, and to a shard one at a time.
 */
public final class CacheWriter {
    /** Says that {@code temporaryFailureTTL} is that of the settings. */
    public static final int USUAL_FAILURE_TTL = -1;

    private static final long NS_PER_S = 1_000_000_000;
    private static final int SHORTEST_RECORD = 11;

    /** Type and class. */
    private static final int QUESTION_FIXED_LENGTH = 4;

    private final PacketCache cache;
    private final CacheStatistics statistics;
    private final EntryLifetime lifetime;
    private final ResponseRecords records;
    private final int maximumEntrySize;
    private final int maxShardEntries;

    /**
     * A writer.
     *
     * @param cache what is written to.
     */
    public CacheWriter(final PacketCache cache) {
        this.cache = cache;
        statistics = cache.newStatistics();
        lifetime = new EntryLifetime(cache.settings());
        maximumEntrySize = cache.settings().maximumEntrySize();
        maxShardEntries = cache.geometry().maxShardEntries();
        records = new ResponseRecords(maximumEntrySize);
    }

    /** Bytes in a log that the longest message can take. */
    static int longestEntry(final int maximumEntrySize) {
        return CacheEntry.length(CacheKey.MAX_LENGTH, maximumEntrySize / SHORTEST_RECORD, maximumEntrySize);
    }

    /**
     * Puts a response in, if it may be kept, its like is not there with a longer life, and nobody else is writing to its shard.
     *
     * @param key         the query's, a copy of what {@link CacheKey#address} had.
     * @param keyLength   its bytes.
     * @param response    wrapped, with the query's question; its records are not looked at yet.
     * @param failureTtlS the life of SERVFAIL and REFUSED in seconds, or {@link #USUAL_FAILURE_TTL}.
     * @param nowNs       the time now.
     * @return whether it was put in.
     */
    public boolean insert(
            final long key, final int keyLength, final DnsResponse response, final int failureTtlS, final long nowNs) {
        final int end = DnsHeader.LENGTH + response.questionLength();
        final long message = response.message();
        if (response.questionLength() != CacheKey.nameLength(key) + QUESTION_FIXED_LENGTH
                || response.length() > maximumEntrySize
                || (response.flags() & DnsHeader.OPCODE_MASK) != 0
                || !records.wrap(message, response.length(), end)) {
            return false;
        }
        final long seconds = lifetime.seconds(response.flags(), CacheKey.isTcp(key), records, failureTtlS);
        if (seconds <= 0) {
            if (seconds == EntryLifetime.TOO_SHORT) {
                statistics.increment(CacheStatistics.TTL_TOO_SHORT);
            }
            return false;
        }
        final long hash = KeyHash.of(key, keyLength);
        final long shard = cache.shard(hash);
        if (!PacketCache.claim(shard)) {
            statistics.increment(CacheStatistics.DEFERRED_INSERTS);
            return false;
        }
        final boolean inserted =
                put(shard, hash, key, keyLength, message, response.length(), end, nowNs, nowNs + seconds * NS_PER_S);
        PacketCache.release(shard);
        if (inserted) {
            statistics.increment(CacheStatistics.INSERTS);
        }
        return inserted;
    }

    private boolean put(
            final long shard,
            final long hash,
            final long key,
            final int keyLength,
            final long message,
            final int messageLength,
            final int end,
            final long nowNs,
            final long expiresNs) {
        final long bucket = cache.bucket(shard, hash);
        final long same = findSame(shard, bucket, hash, key, keyLength);
        if (same != 0) {
            final long known = CacheEntry.expiresNs(cache.entry(shard, PacketCache.position(Memory.longAt(same))));
            if (known - nowNs > 0 && known - expiresNs >= 0) {
                return false;
            }
        }
        final int recordsLength = messageLength - end;
        final int length = CacheEntry.length(keyLength, records.ttlCount(), recordsLength);
        final long position = makeRoom(shard, length, nowNs);
        final long entry = cache.entry(shard, position);
        CacheEntry.writeHead(entry, hash, nowNs, expiresNs, keyLength, records.ttlCount(), recordsLength, message);
        Memory.copy(key, CacheEntry.key(entry), keyLength);
        final long offsets = CacheEntry.ttls(entry, keyLength);
        for (int i = 0; i < records.ttlCount(); i++) {
            Memory.putShortBigEndian(offsets + (long) i * Short.BYTES, records.ttlOffset(i) - end);
        }
        Memory.copy(message + end, CacheEntry.records(entry, keyLength, records.ttlCount()), recordsLength);
        publish(shard, same == 0 ? chooseSlot(shard, bucket, nowNs) : same, PacketCache.slot(hash, position));
        PacketCache.tail(shard, position + length);
        return true;
    }

    /** The slot of the entry with this key, 0 when there is none. */
    private long findSame(final long shard, final long bucket, final long hash, final long key, final int keyLength) {
        final long tag = PacketCache.tag(hash);
        for (int i = 0; i < CacheGeometry.BUCKET_SLOTS; i++) {
            final long address = bucket + (long) i * Long.BYTES;
            final long slot = Memory.longAt(address);
            if (PacketCache.hasTag(slot, tag)
                    && CacheEntry.hasKey(cache.entry(shard, PacketCache.position(slot)), hash, key, keyLength)) {
                return address;
            }
        }
        return 0;
    }

    /** A free slot, or that of the oldest entry, which is lost. */
    private long chooseSlot(final long shard, final long bucket, final long nowNs) {
        long oldest = bucket;
        for (int i = 0; i < CacheGeometry.BUCKET_SLOTS; i++) {
            final long address = bucket + (long) i * Long.BYTES;
            final long slot = Memory.longAt(address);
            if (slot == 0) {
                return address;
            }
            if (PacketCache.position(slot) < PacketCache.position(Memory.longAt(oldest))) {
                oldest = address;
            }
        }
        countLost(cache.entry(shard, PacketCache.position(Memory.longAt(oldest))), nowNs);
        return oldest;
    }

    /** Makes an entry visible. */
    private static void publish(final long shard, final long address, final long slot) {
        if (Memory.longAt(address) == 0) {
            PacketCache.count(shard, PacketCache.count(shard) + 1);
        }
        Memory.putLongRelease(address, slot);
    }

    /** Moves the head until so many bytes are free in one piece, and there may be one entry more; returns where they begin. */
    private long makeRoom(final long shard, final int length, final long nowNs) {
        long position = PacketCache.tail(shard);
        final long left = cache.untilEnd(position);
        final long filler = left < length ? left : 0;
        final long end = position + filler + length;
        final long logBytes = cache.geometry().logBytes();
        long head = PacketCache.head(shard);
        while (end - head > logBytes || PacketCache.count(shard) >= maxShardEntries) {
            final long oldest = cache.entry(shard, head);
            forget(shard, oldest, head, nowNs);
            head += CacheEntry.length(oldest);
        }
        PacketCache.head(shard, head);
        // What is written from here on may be read by nobody who has seen the old head.
        VarHandle.fullFence();
        if (filler > 0) {
            CacheEntry.writeFiller(cache.entry(shard, position), (int) filler);
            position += filler;
        }
        return position;
    }

    /** Frees the slot of the entry at the head, if it has one still. */
    private void forget(final long shard, final long entry, final long position, final long nowNs) {
        if (CacheEntry.keyLength(entry) == 0) {
            return;
        }
        final long hash = CacheEntry.hash(entry);
        final long bucket = cache.bucket(shard, hash);
        final long slot = PacketCache.slot(hash, position);
        for (int i = 0; i < CacheGeometry.BUCKET_SLOTS; i++) {
            final long address = bucket + (long) i * Long.BYTES;
            if (Memory.longAt(address) == slot) {
                Memory.putLongRelease(address, 0);
                PacketCache.count(shard, PacketCache.count(shard) - 1);
                countLost(entry, nowNs);
                return;
            }
        }
    }

    private void countLost(final long entry, final long nowNs) {
        statistics.increment(
                CacheEntry.expiresNs(entry) - nowNs > 0 ? CacheStatistics.EVICTIONS : CacheStatistics.EXPIRED);
    }
}
