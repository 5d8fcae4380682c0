package io.ringway.lab.report.figures;

import io.ringway.lab.results.LatencyRun;
import io.ringway.settings.SetupException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** The latencies of one contender at one load: of each repetition, and of all together. */
public final class Latencies {
    /** A percentile is worth showing when at least so many samples lie above it. */
    public static final int SAMPLES_ABOVE = 5;

    /** Points of a curve between 90 % and 99 %, 99 % and 99.9 %, and so on. */
    public static final int STEPS_PER_DECADE = 20;

    private static final double NS_PER_US = 1e3;

    private final List<Histogram> repetitions;
    private final Histogram all;

    /** {@code nines} is 1/(1-p), the scale on which 90 %, 99 % and 99.9 % are equally far apart; latencies in microseconds. */
    public record Point(double nines, double us, double minimumUs, double maximumUs) {}

    private Latencies(final List<Histogram> repetitions) {
        this.repetitions = repetitions;
        this.all = new Histogram(3);
        all.setAutoResize(true);
        repetitions.forEach(all::add);
    }

    /** Of runs with the same load, a repetition each. */
    public static Latencies of(final List<LatencyRun> runs) {
        return new Latencies(runs.stream().map(Latencies::decoded).toList());
    }

    /** The samples of a run, in nanoseconds; {@link SetupException} when its result file has none that can be read. */
    public static Histogram decoded(final LatencyRun run) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(run.histogram())), 0);
        } catch (final DataFormatException | RuntimeException e) {
            throw new SetupException(
                    "the latencies of " + run.contender() + " in repetition " + run.repetition()
                            + " are no HdrHistogram; measure again",
                    e);
        }
    }

    /** Whether there is no sample. */
    public boolean isEmpty() {
        return all.getTotalCount() == 0;
    }

    /** Of all repetitions together, in microseconds; NaN without samples. */
    public double us(final double percentile) {
        return us(all, percentile);
    }

    /** The longest of all repetitions, in microseconds; NaN without samples. */
    public double maximumUs() {
        return isEmpty() ? Double.NaN : all.getMaxValue() / NS_PER_US;
    }

    /** Whether enough samples lie above a percentile. */
    public boolean reaches(final double percentile) {
        return reaches(all, percentile);
    }

    /** Whether enough samples of a histogram lie above a percentile. */
    public static boolean reaches(final Histogram histogram, final double percentile) {
        return reachesNines(histogram, 1 / (1 - percentile / 100));
    }

    /** A percentile of a histogram in microseconds; NaN without samples. */
    public static double us(final Histogram histogram, final double percentile) {
        return histogram.getTotalCount() == 0 ? Double.NaN : histogram.getValueAtPercentile(percentile) / NS_PER_US;
    }

    /** The curve up to the last percentile that is worth showing, with the band of the repetitions that reach it. */
    public List<Point> curve() {
        final List<Point> points = new ArrayList<>();
        for (int step = 0; reachesNines(all, ninesAt(step)); step++) {
            final double nines = ninesAt(step);
            final double percentile = percentile(nines);
            final List<Double> values = repetitions.stream()
                    .filter(histogram -> reachesNines(histogram, nines))
                    .map(histogram -> us(histogram, percentile))
                    .toList();
            final double us = us(percentile);
            final boolean band = values.size() > 1;
            points.add(new Point(
                    nines,
                    us,
                    band ? values.stream().min(Double::compare).orElse(us) : Double.NaN,
                    band ? values.stream().max(Double::compare).orElse(us) : Double.NaN));
        }
        return points;
    }

    /** The percentile that stands at a place on the scale of nines. */
    public static double percentile(final double nines) {
        return 100 * (1 - 1 / nines);
    }

    private static double ninesAt(final int step) {
        return Math.pow(10, (double) step / STEPS_PER_DECADE);
    }

    private static boolean reachesNines(final Histogram histogram, final double nines) {
        return histogram.getTotalCount() / nines >= SAMPLES_ABOVE;
    }
}
