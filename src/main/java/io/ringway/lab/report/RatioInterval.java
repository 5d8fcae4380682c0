package io.ringway.lab.report;

import io.ringway.lab.Spread;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The ratio of the medians of two samples, and where it would lie if they had been taken again. The same samples give the same interval.
 *
 * @param ratio  of the medians, the second divided by the first
 * @param low    lower end of the interval
 * @param high   upper end of the interval
 * @param method how the interval was found
 */
public record RatioInterval(double ratio, double low, double high, Method method) {
    /** Fewer repetitions say nothing about their own spread. */
    private static final int LEAST_REPETITIONS = 3;

    private static final int RESAMPLES = 10_000;
    private static final double TAIL = 0.025;
    private static final long SEED = 20_260_101;

    /** How an interval is found. */
    public enum Method {
        /** Percentile bootstrap over the repetitions, 95 %. */
        BOOTSTRAP,
        /** The least and the greatest ratio of any two repetitions, where a side has fewer than three. */
        RANGE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Compares two samples, which need not be paired.
     *
     * @param first  at least one value.
     * @param second at least one value.
     * @return the ratio of second to first.
     */
    public static RatioInterval of(final List<Double> first, final List<Double> second) {
        final double ratio = ratio(Spread.of(first).median(), Spread.of(second).median());
        final boolean few = first.size() < LEAST_REPETITIONS || second.size() < LEAST_REPETITIONS;
        final List<Double> ratios = few ? pairs(first, second) : resampled(first, second);
        Collections.sort(ratios);
        final int cut = few ? 0 : (int) Math.floor(TAIL * ratios.size());
        return new RatioInterval(
                ratio, ratios.get(cut), ratios.get(ratios.size() - 1 - cut), few ? Method.RANGE : Method.BOOTSTRAP);
    }

    /**
     * Whether the interval leaves it open if there is any difference.
     *
     * @return true when it holds 1.
     */
    public boolean holdsOne() {
        return low <= 1 && high >= 1;
    }

    private static List<Double> pairs(final List<Double> first, final List<Double> second) {
        final List<Double> ratios = new ArrayList<>();
        first.forEach(one -> second.forEach(other -> ratios.add(ratio(one, other))));
        return ratios;
    }

    private static List<Double> resampled(final List<Double> first, final List<Double> second) {
        final SplittableRandom random = new SplittableRandom(SEED);
        final List<Double> ratios = new ArrayList<>(RESAMPLES);
        for (int i = 0; i < RESAMPLES; i++) {
            ratios.add(ratio(resampledMedian(first, random), resampledMedian(second, random)));
        }
        return ratios;
    }

    private static double resampledMedian(final List<Double> values, final SplittableRandom random) {
        final List<Double> drawn = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            drawn.add(values.get(random.nextInt(values.size())));
        }
        return Spread.of(drawn).median();
    }

    /** Nothing is as much as nothing, and infinitely less than something. */
    private static double ratio(final double under, final double over) {
        return under == over ? 1 : over / under;
    }
}
