package io.ringway.lab.experiment;

import io.ringway.lab.contender.Scenario.Spacing;
import io.ringway.lab.contender.Scenario.Sweep;
import java.util.ArrayList;
import java.util.List;

/** Chooses the rates of a sweep. */
final class Rates {
    private static final long ROUNDED_TO = 1_000;

    private Rates() {}

    /**
     * The lowest, and then rates in equal steps or ratios between the sweep's shares of what the injector can send.
     *
     * @param ceiling queries a second.
     * @param steps   at least two.
     * @param sweep   the job's.
     * @return ascending, different from each other.
     */
    static List<Long> upTo(final double ceiling, final int steps, final Sweep sweep) {
        final double highest = Math.max(2.0 * sweep.lowest(), ceiling * sweep.to());
        final double second = Math.max((double) sweep.lowest(), ceiling * sweep.from());
        final List<Long> rates = new ArrayList<>(List.of(sweep.lowest()));
        for (int step = 1; step < steps; step++) {
            final double share = steps == 2 ? 1 : (step - 1.0) / (steps - 2);
            final double rate = sweep.spacing() == Spacing.EVEN
                    ? second + (highest - second) * share
                    : second * Math.pow(highest / second, share);
            rates.add(Math.round(rate / ROUNDED_TO) * ROUNDED_TO);
        }
        return rates.stream().distinct().toList();
    }
}
