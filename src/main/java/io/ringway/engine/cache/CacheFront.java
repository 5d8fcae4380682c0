package io.ringway.engine.cache;

import io.ringway.cache.CacheKey;
import io.ringway.cache.CacheReader;
import io.ringway.cache.CacheWriter;
import io.ringway.cache.PacketCache;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.SubnetChoice;
import java.lang.foreign.Arena;

/**
 * The packet caches of all pools, as one thread sees them: answers a query from the cache of its pool, and keeps its key until its response comes.
 *
 * <pre>
 *   0          2          4             8                                         320
 *  +----------+----------+-------------+---------------------------------------+
 *  | key's    | pool     | life of     | key                                   |      one record for each query that may wait
 *  | length   |          | failures (s)|                                       |      length 0: its response is not kept
 *  +----------+----------+-------------+---------------------------------------+
 * </pre>
 *
 * <p>A query's life: {@link #answer}; if there is none, {@link #remember} once it is sent on, and {@link #insert} when its response is there; or
 * {@link #answerStale} when no server can be asked. In between, until the next {@code answer}, the query in hand is the same.
 *
 * <p>Belongs to that thread.
 */
public final class CacheFront {
    private static final int RECORD_LENGTH = 8 + CacheKey.MAX_LENGTH;
    private static final int POOL_OFFSET = 2;
    private static final int FAILURE_TTL_OFFSET = 4;
    private static final int KEY_OFFSET = 8;
    private static final int MIN_UDP_PAYLOAD = 512;
    private static final int NONE = -1;

    private final Arena arena = Arena.ofAuto();
    private final long records;

    /** By number of the pool; null where that has no cache. */
    private final CacheReader[] readers;

    private final CacheWriter[] writers;
    private final int[][] skipOptions;
    private final CacheKey key;

    /** Whether some backend is told the client's network, so that its answers are for that network alone. Set by the control thread. */
    private volatile boolean tellsSubnets;

    /** The pool that the key in hand is for. */
    private int keyPool = NONE;

    private int failureTtlS = CacheWriter.USUAL_FAILURE_TTL;

    /**
     * Caches as a new thread sees them.
     *
     * @param caches         by number of the pool, null where that has none.
     * @param queries        how many may wait for their responses.
     * @param udpPayloadSize what OPT records of truncated answers announce, bytes.
     * @param prefixIpv4     bits of an IPv4 address that it is told.
     * @param prefixIpv6     the same for IPv6.
     */
    CacheFront(
            final PacketCache[] caches,
            final int queries,
            final int udpPayloadSize,
            final int prefixIpv4,
            final int prefixIpv6) {
        records = arena.allocate((long) queries * RECORD_LENGTH, Long.BYTES).address();
        key = new CacheKey(prefixIpv4, prefixIpv6);
        readers = new CacheReader[caches.length];
        writers = new CacheWriter[caches.length];
        skipOptions = new int[caches.length][];
        for (int i = 0; i < caches.length; i++) {
            if (caches[i] != null) {
                readers[i] = new CacheReader(caches[i], udpPayloadSize);
                writers[i] = new CacheWriter(caches[i]);
                skipOptions[i] = caches[i].settings().skipOptions().stream()
                        .mapToInt(Integer::intValue)
                        .toArray();
            }
        }
    }

    /**
     * Has the client's network count from now on, for good: a backend is told it. Control thread, before any query goes to that backend; what was kept
     * for everybody is found no more.
     */
    public void tellSubnets() {
        tellsSubnets = true;
    }

    /**
     * Says whose choice counts for each query.
     *
     * @param of what rules made of what backends are told about the query in hand; of the same thread.
     */
    public void choice(final SubnetChoice of) {
        key.choice(of);
    }

    /**
     * Answers a query from the cache of its pool.
     *
     * @param datagram the client's, wrapped.
     * @param query    its query, wrapped without a defect.
     * @param pool     the number of the pool that it goes to, negative for one that does not exist.
     * @param capacity bytes that a message may have at this place.
     * @param nowNs    the time now.
     * @return bytes of the answer, which stands in the query's place; 0 when the query is as it was.
     */
    public int answer(
            final Datagram datagram, final DnsQuery query, final int pool, final int capacity, final long nowNs) {
        keyPool = NONE;
        failureTtlS = CacheWriter.USUAL_FAILURE_TTL;
        if (!isFor(pool) || !key.wrap(datagram, query, pool, skipOptions[pool], tellsSubnets)) {
            return CacheReader.MISS;
        }
        final int length = readers[pool].answer(
                key, query.message(), datagram.payloadLength(), limit(datagram, query, capacity), nowNs);
        if (length == CacheReader.MISS) {
            keyPool = pool;
            return CacheReader.MISS;
        }
        restoreFlags(query);
        return length;
    }

    /**
     * Whether a pool has a cache.
     *
     * @param pool its number, negative for one that does not exist.
     * @return whether {@link #answer} looks anything up for it.
     */
    public boolean isFor(final int pool) {
        return pool >= 0 && pool < readers.length && readers[pool] != null;
    }

    /**
     * Answers the query in hand, which no server can be asked, by an answer that may be over.
     *
     * @param datagram the client's, wrapped and not changed since {@link #answer}.
     * @param query    its query.
     * @param capacity bytes that a message may have at this place.
     * @param nowNs    the time now.
     * @return bytes of the answer, which stands in the query's place; 0 when the query is as it was.
     */
    public int answerStale(final Datagram datagram, final DnsQuery query, final int capacity, final long nowNs) {
        if (keyPool == NONE) {
            return CacheReader.MISS;
        }
        final int length = readers[keyPool].answerStale(
                key, query.message(), datagram.payloadLength(), limit(datagram, query, capacity), nowNs);
        if (length != CacheReader.MISS) {
            keyPool = NONE;
            restoreFlags(query);
        }
        return length;
    }

    /** RD and CD are the client's, whatever rules made of them for the backend. */
    private static void restoreFlags(final DnsQuery query) {
        final long flags = query.message() + DnsHeader.FLAGS_OFFSET;
        Memory.putShortBigEndian(
                flags,
                DnsHeader.withClientBits(
                        Memory.shortBigEndianAt(flags), query.clientFlags(), DnsHeader.RD | DnsHeader.CD));
    }

    private static int limit(final Datagram datagram, final DnsQuery query, final int capacity) {
        return datagram.isTcp() ? capacity : Math.min(capacity, Math.max(MIN_UDP_PAYLOAD, query.ednsPayloadSize()));
    }

    /**
     * Gives the failure of the query in hand, SERVFAIL or REFUSED, another life.
     *
     * @param seconds 0 for none.
     */
    public void failureTtl(final int seconds) {
        failureTtlS = seconds;
    }

    /** Has the response to the query in hand not be kept. */
    public void skip() {
        keyPool = NONE;
    }

    /**
     * Keeps the key of the query in hand for its response, or that there is none.
     *
     * @param number of the query among those that wait.
     */
    public void remember(final int number) {
        final long record = records + (long) number * RECORD_LENGTH;
        if (keyPool == NONE) {
            Memory.putShortBigEndian(record, 0);
            return;
        }
        Memory.putShortBigEndian(record, key.length());
        Memory.putShortBigEndian(record + POOL_OFFSET, keyPool);
        Memory.putIntBigEndian(record + FAILURE_TTL_OFFSET, failureTtlS);
        Memory.copy(key.address(), record + KEY_OFFSET, key.length());
        keyPool = NONE;
    }

    /**
     * Puts a response in as the client is to have it, but for its ID.
     *
     * @param number   of the query among those that wait.
     * @param response the backend's, wrapped, which was matched with that query.
     * @param nowNs    the time now.
     * @return whether it was put in.
     */
    public boolean insert(final int number, final DnsResponse response, final long nowNs) {
        final long record = records + (long) number * RECORD_LENGTH;
        final int length = Memory.shortBigEndianAt(record);
        return length != 0
                && writers[Memory.shortBigEndianAt(record + POOL_OFFSET)].insert(
                        record + KEY_OFFSET,
                        length,
                        response,
                        Memory.intBigEndianAt(record + FAILURE_TTL_OFFSET),
                        nowNs);
    }

    /**
     * The record of the query in hand, for queries that have no number. Allocates.
     *
     * @return its bytes; empty when the response is not kept.
     */
    public byte[] remembered() {
        remember(0);
        final int length = Memory.shortBigEndianAt(records);
        final byte[] bytes = new byte[length == 0 ? 0 : KEY_OFFSET + length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Memory.byteAt(records + i);
        }
        return bytes;
    }

    /**
     * Puts a response in as the client is to have it, but for its ID.
     *
     * @param remembered what {@link #remembered} said of its query.
     * @param response   the backend's, wrapped, which was matched with that query.
     * @param nowNs      the time now.
     * @return whether it was put in.
     */
    public boolean insert(final byte[] remembered, final DnsResponse response, final long nowNs) {
        for (int i = 0; i < remembered.length; i++) {
            Memory.putByte(records + i, remembered[i]);
        }
        return remembered.length > 0 && insert(0, response, nowNs);
    }
}
