package io.ringway.rules.rate;

/**
 * How counts over time are kept: of the window that the time is in, and of the one before, of which as much counts as a window's length back from now still
 * covers.
 *
 * <pre>
 *   an entry, a long:
 *    63              40 39              20 19                0
 *   +------------------+------------------+------------------+
 *   |  window's number | count before     |  count           |   counts stop at 1,048,575
 *   +------------------+------------------+------------------+
 * </pre>
 *
 * <p>Such sums can be added over workers, which the state of a token bucket cannot. Immutable; any thread.
 */
final class Window {
    /** The most that a window counts. */
    static final int MAX_COUNT = (1 << 20) - 1;

    private static final int COUNT_BITS = 20;
    private static final int NUMBER_SHIFT = 2 * COUNT_BITS;
    private static final long NUMBER_MASK = (1L << (Long.SIZE - NUMBER_SHIFT)) - 1;
    private static final long SECOND_US = 1_000_000L;
    private static final long US_NS = 1_000L;

    private final long lengthUs;
    private final int limit;

    /** {@code qps} a second on the average and {@code burst} at once: the window is as long as {@code burst} takes at that rate. */
    Window(final int qps, final int burst) {
        limit = Math.min(burst, MAX_COUNT);
        lengthUs = Math.max(1, (long) limit * SECOND_US / qps);
    }

    /** What fits into a window. */
    int limit() {
        return limit;
    }

    /** The number of the window that a time is in. */
    long number(final long nowNs) {
        return (nowNs / US_NS / lengthUs) & NUMBER_MASK;
    }

    /** The entry brought up to a window. */
    static long at(final long entry, final long number) {
        final long behind = (number - (entry >>> NUMBER_SHIFT)) & NUMBER_MASK;
        if (behind == 0) {
            return entry;
        }
        final long before = behind == 1 ? entry & MAX_COUNT : 0;
        return (number << NUMBER_SHIFT) | (before << COUNT_BITS);
    }

    /** Whether the entry says nothing any more. */
    static boolean isOver(final long entry, final long number) {
        return ((number - (entry >>> NUMBER_SHIFT)) & NUMBER_MASK) > 1;
    }

    /** What both windows of an entry count. */
    static long total(final long entry) {
        return ((entry >>> COUNT_BITS) & MAX_COUNT) + (entry & MAX_COUNT);
    }

    /** What an entry that is up to date counts at a time, in parts of a count: times the window's length. */
    long weight(final long entry, final long nowNs) {
        final long before = (entry >>> COUNT_BITS) & MAX_COUNT;
        return before * (lengthUs - nowNs / US_NS % lengthUs) + (entry & MAX_COUNT) * lengthUs;
    }

    /** Whether there is room for one more beside a sum of weights, in one of {@code parts} equal shares. */
    boolean hasRoom(final long weight, final int parts) {
        return (weight + lengthUs) * parts <= limit * lengthUs;
    }
}
