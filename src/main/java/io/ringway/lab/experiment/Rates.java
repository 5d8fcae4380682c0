package io.ringway.lab.experiment;

import java.util.ArrayList;
import java.util.List;

/** Chooses the rates of a sweep. */
final class Rates {
    /** The lowest: every contender should keep up with it. */
    static final long LOWEST = 60_000;

    private static final double FROM_CEILING = 0.3;
    private static final double BEYOND_CEILING = 1.1;
    private static final long ROUNDED_TO = 1_000;

    private Rates() {}

    /**
     * The lowest, and then rates in equal steps from three tenths of what the injector can send to a tenth beyond that, where the best of every
     * contender is to be expected.
     *
     * @param ceiling queries a second.
     * @param steps   at least two.
     * @return ascending, different from each other.
     */
    static List<Long> upTo(final double ceiling, final int steps) {
        final double highest = Math.max(2.0 * LOWEST, ceiling * BEYOND_CEILING);
        final double second = Math.max(LOWEST, ceiling * FROM_CEILING);
        final List<Long> rates = new ArrayList<>(List.of(LOWEST));
        for (int step = 1; step < steps; step++) {
            final double share = steps == 2 ? 1 : (step - 1.0) / (steps - 2);
            rates.add(Math.round((second + (highest - second) * share) / ROUNDED_TO) * ROUNDED_TO);
        }
        return rates.stream().distinct().toList();
    }
}
