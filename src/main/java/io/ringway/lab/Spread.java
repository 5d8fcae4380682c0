package io.ringway.lab;

import java.util.Arrays;
import java.util.List;

/**
 * What repeated measurements say together.
 *
 * @param minimum the smallest
 * @param median  the middle one, or the mean of the two middle ones
 * @param maximum the largest
 */
public record Spread(double minimum, double median, double maximum) {
    /**
     * Sums measurements up.
     *
     * @param values at least one.
     * @return their spread.
     */
    public static Spread of(final List<Double> values) {
        final double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no measurements");
        }
        final int middle = sorted.length / 2;
        final double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, Arrays.stream(sorted).max().orElseThrow());
    }
}
