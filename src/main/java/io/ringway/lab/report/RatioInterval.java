package io.ringway.lab.report;

import io.ringway.lab.Spread;
import java.util.ArrayList;
import java.util.Arrays;
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
        final double[] under = array(first);
        final double[] over = array(second);
        final double[] drawnUnder = new double[under.length];
        final double[] drawnOver = new double[over.length];
        final List<Double> ratios = new ArrayList<>(RESAMPLES);
        for (int i = 0; i < RESAMPLES; i++) {
            ratios.add(ratio(resampledMedian(under, drawnUnder, random), resampledMedian(over, drawnOver, random)));
        }
        return ratios;
    }

    /** As {@link Spread} has it, but a million times a comparison. */
    private static double resampledMedian(final double[] values, final double[] drawn, final SplittableRandom random) {
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = values[random.nextInt(values.length)];
        }
        Arrays.sort(drawn);
        return (drawn[(drawn.length - 1) / 2] + drawn[drawn.length / 2]) / 2;
    }

    private static double[] array(final List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Nothing is as much as nothing, and infinitely less than something. */
    private static double ratio(final double under, final double over) {
        return under == over ? 1 : over / under;
    }
}
