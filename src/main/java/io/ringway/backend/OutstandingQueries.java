package io.ringway.backend;

import io.ringway.wire.Memory;

/**
 * The queries that one worker has forwarded and that wait for an answer; each has a slot, a source port and an ID that nobody can predict
 * (RFC 5452, section 4). On one port no ID is used twice at a time.
 *
 * <p>A query's life: {@link #open}, the caller's fields, {@link #schedule}; then {@link #close} after its answer was found by {@link #find} or
 * its slot came from {@link #expired}. What a slot held before is not cleared. With {@link Memory#CHECKED} a slot that is not open is refused.
 *
 * <p>Belongs to the worker's thread; the memory is freed when nobody refers to the table any more.
 */
public final class OutstandingQueries extends QueryRecords {
    private static final int MAX_PORTS = 1 << 16;

    /** After so many IDs that are taken, on a port that is nearly full, the next free one is taken. */
    private static final int RANDOM_TRIES = 16;

    private final int ports;
    private final UnpredictableNumbers numbers;
    private final QueryIndex index;
    private final QueryTimers timers;

    /** Free slots; the one that was freed last, which is still in cache, is taken first. */
    private final int[] free;

    private int freeCount;

    /**
     * An empty table.
     *
     * @param capacity the largest number of queries, a power of two up to 65,536.
     * @param ports    source ports, 1 to 65,536; they are known by their numbers from 0.
     * @param numbers  where IDs come from.
     */
    public OutstandingQueries(final int capacity, final int ports, final UnpredictableNumbers numbers) {
        super(capacity);
        if (ports < 1 || ports > MAX_PORTS) {
            throw new IllegalArgumentException(ports + " ports are not 1 to " + MAX_PORTS);
        }
        this.ports = ports;
        this.numbers = numbers;
        index = new QueryIndex(capacity);
        timers = new QueryTimers(capacity);
        free = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            free[i] = capacity - 1 - i;
        }
        freeCount = capacity;
    }

    /**
     * Claims a slot, with an ID that is not in use on its port.
     *
     * @param port number of the source port, below {@code ports}.
     * @return the slot, -1 when all are in use.
     */
    public int open(final int port) {
        Memory.checkIndex(port, ports);
        if (freeCount == 0) {
            return -1;
        }
        final int slot = free[freeCount - 1];
        // There are at most as many slots as IDs and one is free, so there is an ID that is free on this port.
        int id = numbers.next16();
        int tries = 1;
        while (!index.putIfAbsent(key(port, id), slot)) {
            id = tries < RANDOM_TRIES ? numbers.next16() : (id + 1) & 0xFFFF;
            tries++;
        }
        freeCount--;
        begin(slot, key(port, id));
        return slot;
    }

    /**
     * Finds the query that an answer may belong to. Whether it comes from the right server and has the right question is for the caller to see.
     *
     * @param port number of the port that the answer came to; any.
     * @param id   its ID.
     * @return the slot, -1 when there is none.
     */
    public int find(final int port, final int id) {
        return port >>> Short.SIZE == 0 ? index.find(key(port, id)) : -1;
    }

    /**
     * Frees a slot and its ID, and stops its timer.
     *
     * @param slot open.
     */
    public void close(final int slot) {
        index.remove(end(slot));
        timers.stop(slot);
        free[freeCount++] = slot;
    }

    /**
     * Starts the time-out of a query, anew if it runs already.
     *
     * @param slot      open.
     * @param nowNs     the time now.
     * @param timeoutMs milliseconds that the answer may take.
     */
    public void schedule(final int slot, final long nowNs, final int timeoutMs) {
        checkOpen(slot);
        timers.start(slot, nowNs, timeoutMs);
    }

    /**
     * One query whose time is over: never early, and at most 1.05 ms late where it is asked often enough. It stays open, without a time-out, until
     * the caller closes it or schedules it anew; the caller asks again until there is none.
     *
     * @param nowNs the time now.
     * @return the slot, -1 when there is none.
     */
    public int expired(final long nowNs) {
        return timers.expired(nowNs);
    }

    /**
     * The number of queries that wait.
     *
     * @return open slots.
     */
    public int size() {
        return free.length - freeCount;
    }

    /**
     * The largest number of queries.
     *
     * @return slots.
     */
    public int capacity() {
        return free.length;
    }

    private static int key(final int port, final int id) {
        return (port << Short.SIZE) | id;
    }
}
