package io.ringway.lab.tcp;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What all clients have counted so far. */
final class LoadTally {
    private static final int DIGITS = 3;

    long queries;
    long answers;
    long duplicates;
    long wrong;
    long closed;
    private final Histogram times = new Histogram(TimeUnit.MINUTES.toNanos(10), DIGITS);

    void took(final long ns) {
        times.recordValue(Math.min(ns, times.getHighestTrackableValue()));
    }

    TcpLoadReport report(final long connections, final long missing) {
        return new TcpLoadReport(
                connections,
                queries,
                answers,
                missing,
                duplicates,
                wrong,
                closed,
                TimeUnit.NANOSECONDS.toMicros(times.getValueAtPercentile(50)),
                TimeUnit.NANOSECONDS.toMicros(times.getMaxValue()));
    }
}
