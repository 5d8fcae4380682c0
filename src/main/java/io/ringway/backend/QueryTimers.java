package io.ringway.backend;

import java.util.Arrays;

/**
 * A timer wheel: one timer for each slot, started, stopped and expired in constant time.
 *
 * <p>Time is cut into ticks of 2<sup>20</sup> ns (1.05 ms). A timer is due at the first tick that begins at or after its deadline, so that it
 * never fires early and, asked often enough, at most one tick late. The wheel has a bucket for each of the next 65,536 ticks (68.7 s); a bucket
 * is a doubly-linked list through two arrays, and a bit for each bucket says whether there is anything in it:
 * <pre>
 *   occupied   0 0 1 0 ...      one bit for each bucket
 *   heads      - - 7 - ...      first slot of each bucket
 *   next       [7] = 4, [4] = NONE
 *   previous   [7] = ~bucket, [4] = 7
 * </pre>
 *
 * <p>A deadline that lies farther ahead than the wheel reaches, because it is long or because nobody asked for a long time, waits in the
 * farthest bucket and is moved on when that is reached. Time may jump forwards; where it goes back, nothing fires until it has caught up.
 *
 * <p>Belongs to one thread.
 */
final class QueryTimers {
    /** Binary logarithm of the nanoseconds of a tick. */
    static final int TICK_SHIFT = 20;

    private static final int BUCKETS = 1 << 16;
    private static final int BUCKET_MASK = BUCKETS - 1;
    private static final long NS_PER_MS = 1_000_000;
    private static final long TICK_NS = 1L << TICK_SHIFT;

    /** No slot: the end of a list, and the previous one of a slot that is in none. */
    private static final int NONE = Integer.MAX_VALUE;

    private final int[] heads = new int[BUCKETS];
    private final long[] occupied = new long[BUCKETS / Long.SIZE];
    private final int[] next;
    private final int[] previous;
    private final long[] dueTicks;

    /** The first tick whose bucket may hold anything; no timer is in a bucket of an earlier one or of one past the wheel's reach. */
    private long tick;

    private int size;

    /**
     * A wheel without timers.
     *
     * @param slots how many timers there may be.
     */
    QueryTimers(final int slots) {
        next = new int[slots];
        previous = new int[slots];
        dueTicks = new long[slots];
        Arrays.fill(heads, NONE);
        Arrays.fill(previous, NONE);
    }

    /**
     * Starts the timer of a slot, anew if it runs.
     *
     * @param slot      whose.
     * @param nowNs     the time now.
     * @param timeoutMs milliseconds from now.
     */
    void start(final int slot, final long nowNs, final int timeoutMs) {
        stop(slot);
        if (size == 0) {
            tick = nowNs >> TICK_SHIFT;
        }
        dueTicks[slot] = (nowNs + timeoutMs * NS_PER_MS + TICK_NS - 1) >> TICK_SHIFT;
        link(slot);
    }

    /**
     * Stops the timer of a slot, if it runs.
     *
     * @param slot whose.
     */
    void stop(final int slot) {
        if (previous[slot] != NONE) {
            unlink(slot);
        }
    }

    /**
     * Whether the timer of a slot runs.
     *
     * @param slot whose.
     * @return false when it was not started, was stopped, or has fired.
     */
    boolean isRunning(final int slot) {
        return previous[slot] != NONE;
    }

    /**
     * Fires one timer that is due. Costs the same however many run; passing over empty buckets costs one load for each 64 of them, 1,024 at the
     * most.
     *
     * @param nowNs the time now.
     * @return its slot, whose timer has stopped; -1 when none is due.
     */
    int expired(final long nowNs) {
        final long nowTick = nowNs >> TICK_SHIFT;
        while (size != 0 && tick <= nowTick) {
            final int slot = heads[(int) tick & BUCKET_MASK];
            if (slot == NONE) {
                tick = Math.min(nextOccupied(), nowTick + 1);
            } else {
                unlink(slot);
                if (dueTicks[slot] <= nowTick) {
                    return slot;
                }
                // It lay farther ahead than the wheel reached when it was started.
                link(slot);
            }
        }
        return -1;
    }

    private void link(final int slot) {
        final long due = Math.max(tick, Math.min(dueTicks[slot], tick + BUCKETS - 1));
        final int bucket = (int) due & BUCKET_MASK;
        final int head = heads[bucket];
        heads[bucket] = slot;
        next[slot] = head;
        previous[slot] = ~bucket;
        if (head == NONE) {
            occupied[bucket >>> 6] |= 1L << bucket;
        } else {
            previous[head] = slot;
        }
        size++;
    }

    private void unlink(final int slot) {
        final int before = previous[slot];
        final int after = next[slot];
        if (before >= 0) {
            next[before] = after;
        } else {
            heads[~before] = after;
            if (after == NONE) {
                occupied[~before >>> 6] &= ~(1L << ~before);
            }
        }
        if (after != NONE) {
            previous[after] = before;
        }
        previous[slot] = NONE;
        size--;
    }

    /** The first tick after this one whose bucket holds anything; there is one. */
    private long nextOccupied() {
        final int start = ((int) tick + 1) & BUCKET_MASK;
        int word = start >>> 6;
        long bits = occupied[word] & (-1L << start);
        while (bits == 0) {
            word = (word + 1) & (occupied.length - 1);
            bits = occupied[word];
        }
        final int bucket = (word << 6) + Long.numberOfTrailingZeros(bits);
        return tick + 1 + ((bucket - start) & BUCKET_MASK);
    }
}
