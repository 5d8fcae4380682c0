package io.ringway.engine;

import java.util.Arrays;

/**
 * Answers that a rule keeps waiting, in their frames: a timer wheel with a bucket for each of 4,096 milliseconds.
 *
 * <p>A bucket is a list in the order in which answers came, through an array of places; what is due a turn of the wheel later waits in it and is passed
 * over. So answers leave in the order of the milliseconds that they are due in, those of one millisecond in the order in which they came, none early, and,
 * asked often enough, at most one millisecond late.
 *
 * <p>Belongs to the worker's thread.
 */
final class DelayedAnswers {
    private static final int BUCKETS = 1 << 12;
    private static final int BUCKET_MASK = BUCKETS - 1;
    private static final long NS_PER_MS = 1_000_000;
    private static final int NONE = -1;

    private final long[] addresses;
    private final int[] lengths;
    private final int[] kinds;
    private final long[] dueMs;
    private final int[] next;
    private final int[] heads = new int[BUCKETS];
    private final int[] tails = new int[BUCKETS];
    private int free;
    private int size;

    /** The first millisecond whose bucket may hold what is due in it. */
    private long tickMs;

    /** The last place of that bucket that was passed over. */
    private int passed = NONE;

    private int taken = NONE;

    /**
     * Nothing waits.
     *
     * @param capacity answers at a time, possibly none.
     */
    DelayedAnswers(final int capacity) {
        addresses = new long[capacity];
        lengths = new int[capacity];
        kinds = new int[capacity];
        dueMs = new long[capacity];
        next = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            next[i] = i + 1 < capacity ? i + 1 : NONE;
        }
        free = capacity == 0 ? NONE : 0;
        Arrays.fill(heads, NONE);
    }

    /** How many wait. */
    int size() {
        return size;
    }

    /**
     * Keeps an answer waiting.
     *
     * @param address first byte of the packet.
     * @param length  its bytes.
     * @param kind    of {@link io.ringway.engine.frame.FrameEvent}.
     * @param nowNs   the time now.
     * @param delayMs how long, at least 1.
     * @return false, and nothing kept, when as many wait as may.
     */
    boolean hold(final long address, final int length, final int kind, final long nowNs, final int delayMs) {
        final int place = free;
        if (place == NONE) {
            return false;
        }
        if (size == 0) {
            moveTo(Math.floorDiv(nowNs, NS_PER_MS));
        }
        final long due = Math.floorDiv(nowNs + NS_PER_MS - 1, NS_PER_MS) + delayMs;
        free = next[place];
        addresses[place] = address;
        lengths[place] = length;
        kinds[place] = kind;
        dueMs[place] = due;
        next[place] = NONE;
        final int bucket = (int) due & BUCKET_MASK;
        if (heads[bucket] == NONE) {
            heads[bucket] = place;
        } else {
            next[tails[bucket]] = place;
        }
        tails[bucket] = place;
        size++;
        return true;
    }

    private void moveTo(final long ms) {
        tickMs = ms;
        passed = NONE;
    }

    /**
     * Takes the next answer that is due into the hand.
     *
     * @param nowNs the time now.
     * @return false when none is.
     */
    boolean next(final long nowNs) {
        final long nowMs = Math.floorDiv(nowNs, NS_PER_MS);
        while (size > 0 && tickMs <= nowMs) {
            final int bucket = (int) tickMs & BUCKET_MASK;
            int place = passed == NONE ? heads[bucket] : next[passed];
            while (place != NONE && dueMs[place] > tickMs) {
                passed = place;
                place = next[place];
            }
            if (place != NONE) {
                take(bucket, place);
                return true;
            }
            moveTo(tickMs + 1);
        }
        return false;
    }

    /** Out of its list; its place is free again, and what it holds is there until the next one waits. */
    private void take(final int bucket, final int place) {
        final int behind = next[place];
        if (passed == NONE) {
            heads[bucket] = behind;
        } else {
            next[passed] = behind;
        }
        if (behind == NONE) {
            tails[bucket] = passed;
        }
        next[place] = free;
        free = place;
        taken = place;
        size--;
    }

    /** First byte of the packet in hand. */
    long address() {
        return addresses[taken];
    }

    /** Bytes of the packet in hand. */
    int length() {
        return lengths[taken];
    }

    /** The kind of the packet in hand. */
    int kind() {
        return kinds[taken];
    }

    /**
     * How long nothing is due.
     *
     * @param nowNs  the time now.
     * @param mostMs looked for at most.
     * @return milliseconds, 1 to {@code mostMs}.
     */
    int sleepMs(final long nowNs, final int mostMs) {
        final long nowMs = Math.floorDiv(nowNs, NS_PER_MS);
        for (long ms = tickMs; ms < nowMs + mostMs; ms++) {
            if (heads[(int) ms & BUCKET_MASK] != NONE) {
                return (int) Math.max(1, ms - nowMs);
            }
        }
        return mostMs;
    }
}
