package io.ringway.lab.experiment;

import java.util.ArrayList;
import java.util.List;

/** Chooses the rates of a sweep. */
final class Rates {
    /** The lowest: every contender should keep up with it. */
    static final long LOWEST = 60_000;

    private static final double BEYOND_CEILING = 1.1;
    private static final long ROUNDED_TO = 1_000;

    private Rates() {}

    /**
     * Rates from the lowest to a tenth beyond what the injector can send, in equal ratios: contenders differ by factors.
     *
     * @param ceiling queries a second.
     * @param steps   at least two.
     * @return ascending, different from each other.
     */
    static List<Long> upTo(final double ceiling, final int steps) {
        final double highest = Math.max(2.0 * LOWEST, ceiling * BEYOND_CEILING);
        final double ratio = Math.pow(highest / LOWEST, 1.0 / (steps - 1));
        final List<Long> rates = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            rates.add(Math.round(LOWEST * Math.pow(ratio, step) / ROUNDED_TO) * ROUNDED_TO);
        }
        return rates.stream().distinct().toList();
    }
}
