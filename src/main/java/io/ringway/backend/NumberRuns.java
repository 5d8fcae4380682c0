package io.ringway.backend;

import java.util.BitSet;

/**
 * Gives out runs of consecutive numbers below a limit, and takes them back. One thread.
 */
public final class NumberRuns {
    private final BitSet taken = new BitSet();
    private final int limit;

    /**
     * All numbers are free.
     *
     * @param limit the first number that does not exist.
     */
    public NumberRuns(final int limit) {
        this.limit = limit;
    }

    /**
     * Takes the lowest run that is free.
     *
     * @param count how many numbers, at least 1.
     * @return the first of them, -1 when there is no such run.
     */
    public int take(final int count) {
        int first = taken.nextClearBit(0);
        int end = taken.nextSetBit(first);
        while (end >= 0 && end - first < count) {
            first = taken.nextClearBit(end);
            end = taken.nextSetBit(first);
        }
        if (first + count > limit) {
            return -1;
        }
        taken.set(first, first + count);
        return first;
    }

    /**
     * Gives a run back.
     *
     * @param first what {@link #take} returned.
     * @param count as it was given.
     */
    public void give(final int first, final int count) {
        taken.clear(first, first + count);
    }

    /**
     * The first number above all that are taken.
     *
     * @return 0 when all are free.
     */
    public int end() {
        return taken.length();
    }
}
