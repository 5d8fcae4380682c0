package io.ringway.backend.health;

import io.ringway.settings.backend.HealthCheckSettings;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How the latest queries of one worker to one backend ended, for lazy health checks: a ring with one bit for each, set where it ended badly.
 *
 * <pre>
 *   words    0 … 7    not used: keeps the neighbours' cache lines apart
 *            8        results ever written
 *            9 …      result n in bit n mod 64 of word 9 + (n mod capacity) / 64
 *            … + 8    not used
 * </pre>
 *
 * <p>Single writer: the worker, which neither locks nor allocates. One reader: the health thread, which may find that results it has not read
 * yet have been overwritten by newer ones; that is as good, since only the latest count.
 */
public final class LazySamples {
    private static final int PADDING_WORDS = 8;
    private static final int WRITTEN = PADDING_WORDS;
    private static final int FIRST = WRITTEN + 1;
    private static final int WORD_SHIFT = 6;
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Takes results one by one. */
    @FunctionalInterface
    interface ResultReader {
        /** The next one. */
        void read(boolean bad);
    }

    private final boolean timeoutsOnly;
    private final long mask;
    private final long[] words;
    private long read;

    /**
     * Room for the results that count.
     *
     * @param lazy which they are.
     */
    public LazySamples(final HealthCheckSettings.Lazy lazy) {
        timeoutsOnly = lazy.timeoutsOnly();
        final int capacity = Math.max(Long.SIZE, Integer.highestOneBit(Math.max(1, 2 * lazy.sampleSize() - 1)));
        mask = capacity - 1L;
        words = new long[FIRST + (capacity >> WORD_SHIFT) + PADDING_WORDS];
    }

    /** A query had no answer in time, or could not be sent. By the worker. */
    public void timedOut() {
        add(true);
    }

    /**
     * A query was answered. By the worker.
     *
     * @param rcode of the answer.
     */
    public void answered(final int rcode) {
        add(!timeoutsOnly && rcode == CheckQuery.SERVFAIL);
    }

    private void add(final boolean bad) {
        final long written = words[WRITTEN];
        final int index = FIRST + (int) ((written & mask) >>> WORD_SHIFT);
        final long bit = 1L << written;
        WORDS.setOpaque(words, index, bad ? words[index] | bit : words[index] & ~bit);
        WORDS.setRelease(words, WRITTEN, written + 1);
    }

    /** Results written that have not been read. By the health thread, as all below. */
    long unread() {
        return (long) WORDS.getAcquire(words, WRITTEN) - read;
    }

    /**
     * Reads the latest results in the order in which they were written, and leaves out those before them.
     *
     * @param unread what {@link #unread} has returned.
     * @param count  how many of those, at most the sample size.
     * @param reader takes them.
     */
    void take(final long unread, final int count, final ResultReader reader) {
        final long end = read + unread;
        for (long n = end - count; n < end; n++) {
            final long word = (long) WORDS.getOpaque(words, FIRST + (int) ((n & mask) >>> WORD_SHIFT));
            reader.read((word >>> n & 1) != 0);
        }
        read = end;
    }
}
