package io.ringway.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringway.lab.experiment.LimitSearch.Trial;
import io.ringway.lab.results.Limit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The search against servers whose loss is a known function of the rate. */
class LimitSearchTest {
    private final List<Long> asked = new ArrayList<>();

    /** Answers up to its capacity; an injector that sends at most 400,000 a second. */
    private Trial serve(final long rate, final double capacity) {
        asked.add(rate);
        final double offered = Math.min(rate, 400_000);
        return new Trial(rate, offered, Math.max(0, 1 - capacity / offered));
    }

    private List<Trial> sweep(final double capacity, final long... rates) {
        final List<Trial> trials = new ArrayList<>();
        for (final long rate : rates) {
            trials.add(serve(rate, capacity));
        }
        asked.clear();
        return trials;
    }

    @Test
    void halvesBetweenTheBracketingRates() {
        final LimitSearch search =
                new LimitSearch(sweep(170_000, 60_000, 120_000, 240_000, 400_000), rate -> serve(rate, 170_000));
        final LimitSearch.Found found = search.find(Limit.NDR);
        assertThat(found.rate()).as(asked.toString()).isBetween(150_000.0, 170_000.0);
        assertThat(asked).startsWith(180_000L, 180_000L, 150_000L).hasSize(found.trials());
    }

    @Test
    void laterSearchStartsFromWhatAnEarlierOneFound() {
        final LimitSearch search =
                new LimitSearch(sweep(170_000, 60_000, 120_000, 240_000), rate -> serve(rate, 170_000));
        final double partial = search.find(Limit.PDR).rate();
        final LimitSearch.Found none = search.find(Limit.NDR);
        assertThat(none.rate()).isLessThanOrEqualTo(partial);
        assertThat(none.trials()).isLessThanOrEqualTo(2);
    }

    @Test
    void repeatsATrialThatLosesBeforeItCounts() {
        final Set<Long> lostOnce = new HashSet<>();
        final LimitSearch search = new LimitSearch(sweep(170_000, 120_000, 240_000), rate -> {
            final Trial trial = serve(rate, 170_000);
            return lostOnce.add(rate) ? new Trial(rate, trial.offered(), Math.max(trial.loss(), 1e-5)) : trial;
        });
        assertThat(search.find(Limit.NDR).rate()).as(asked.toString()).isCloseTo(170_000, within(10_000.0));
    }

    @Test
    void aStrayBelowARateThatPassedIsNoBracket() {
        final List<Trial> sweep = new ArrayList<>(sweep(300_000, 120_000, 240_000, 400_000));
        sweep.addFirst(new Trial(60_000, 60_000, 1e-5));
        final LimitSearch search = new LimitSearch(sweep, rate -> serve(rate, 300_000));
        assertThat(search.find(Limit.NDR).rate()).as(asked.toString()).isBetween(280_000.0, 300_000.0);
    }

    @Test
    void searchesBelowTheSweepWhenEvenItsLowestRateLoses() {
        final LimitSearch search = new LimitSearch(sweep(20_000, 60_000, 120_000), rate -> serve(rate, 20_000));
        assertThat(search.find(Limit.NDR).rate()).as(asked.toString()).isBetween(15_000.0, 20_000.0);
        final LimitSearch hopeless = new LimitSearch(sweep(0, 60_000), rate -> serve(rate, 0));
        assertThat(hopeless.find(Limit.NDR).rate()).isZero();
    }

    @Test
    void countsWhatWasReallyOfferedWhenTheInjectorIsTheLimit() {
        final LimitSearch search = new LimitSearch(sweep(1e9, 240_000, 600_000), rate -> serve(rate, 1e9));
        assertThat(search.find(Limit.NDR)).isEqualTo(new LimitSearch.Found(400_000, 0));
    }
}
