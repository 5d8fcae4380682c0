package io.ringway.lab.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * Searches by halving for the highest rate that loses no more than allowed, between the rates of a sweep. A trial that loses is repeated once
 * before it counts: a pair of virtual interfaces drops a stray packet now and then.
 */
final class LimitSearch {
    private static final double PRECISION = 0.05;
    private static final int MOST_STEPS = 5;

    private final LongFunction<Trial> runner;
    private final List<Trial> known = new ArrayList<>();

    /**
     * One run at a rate.
     *
     * @param asked   what the injector was told to send, queries a second
     * @param offered what it sent
     * @param loss    share without a reply, 0 to 1
     */
    record Trial(long asked, double offered, double loss) {}

    /**
     * What was found.
     *
     * @param rate   queries a second really offered, 0 when even the lowest rate lost more
     * @param trials runs that it took
     */
    record Found(double rate, int trials) {}

    LimitSearch(final List<Trial> sweep, final LongFunction<Trial> runner) {
        this.runner = runner;
        known.addAll(sweep);
    }

    /** Searches; trials of an earlier search narrow the bracket of a later one. */
    Found find(final double maxLoss) {
        int trials = 0;
        for (int step = 0; step < MOST_STEPS; step++) {
            final long low = lowest(maxLoss);
            final OptionalLong high = firstAbove(low);
            if (high.isEmpty() || high.getAsLong() - low <= PRECISION * high.getAsLong()) {
                break;
            }
            final long asked = (low + high.getAsLong()) / 2;
            Trial trial = run(asked);
            trials++;
            if (trial.loss > maxLoss) {
                trial = run(asked);
                trials++;
            }
        }
        final double rate = known.stream()
                .filter(trial -> trial.loss <= maxLoss)
                .mapToDouble(Trial::offered)
                .max()
                .orElse(0);
        return new Found(rate, trials);
    }

    private Trial run(final long asked) {
        final Trial trial = runner.apply(asked);
        known.add(trial);
        return trial;
    }

    /** The highest asked rate that passed; one below it that failed was a stray. */
    private long lowest(final double maxLoss) {
        return known.stream()
                .filter(trial -> trial.loss <= maxLoss)
                .map(Trial::asked)
                .max(Comparator.naturalOrder())
                .orElse(0L);
    }

    /** Everything asked above the highest that passed has failed. */
    private OptionalLong firstAbove(final long low) {
        return known.stream()
                .mapToLong(Trial::asked)
                .filter(asked -> asked > low)
                .min();
    }
}
