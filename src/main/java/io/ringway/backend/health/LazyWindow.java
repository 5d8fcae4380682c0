package io.ringway.backend.health;

import io.ringway.settings.backend.HealthCheckSettings;
import java.util.BitSet;
import java.util.List;

/** The latest results of all workers for one backend, as many as the sample size. Belongs to the health thread. */
final class LazyWindow {
    private static final double PERCENT = 100;

    private final HealthCheckSettings.Lazy lazy;
    private final List<LazySamples> workers;
    private final BitSet bad = new BitSet();
    private int count;
    private int next;

    LazyWindow(final HealthCheckSettings.Lazy lazy, final List<LazySamples> workers) {
        this.lazy = lazy;
        this.workers = List.copyOf(workers);
    }

    /** Reads what the workers have written; where that is more than the sample size, each worker's part in it is its part in the results. */
    void collect() {
        final long[] unread = workers.stream().mapToLong(LazySamples::unread).toArray();
        long total = 0;
        for (final long one : unread) {
            total += one;
        }
        for (int i = 0; i < unread.length; i++) {
            final double part = total <= lazy.sampleSize() ? 1 : (double) lazy.sampleSize() / total;
            workers.get(i).take(unread[i], (int) Math.round(unread[i] * part), this::add);
        }
    }

    private void add(final boolean isBad) {
        if (lazy.sampleSize() == 0) {
            return;
        }
        bad.set(next, isBad);
        next = (next + 1) % lazy.sampleSize();
        count = Math.min(count + 1, lazy.sampleSize());
    }

    /** Forgets everything, what workers have written up to now included. */
    void clear() {
        collect();
        bad.clear();
        count = 0;
        next = 0;
    }

    /** Whether there are enough results, and enough bad ones among them, for a check. */
    boolean isSuspicious() {
        return count > 0
                && count >= lazy.minSampleCount()
                && PERCENT * bad.cardinality() / count >= lazy.thresholdPercent();
    }

    /** For people: {@code 25 of the last 100 answers were bad}. */
    String summary() {
        return "%d of the last %d queries were not answered, or with SERVFAIL".formatted(bad.cardinality(), count);
    }
}
