package io.ringway.lab.report.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.results.Contender;
import io.ringway.lab.results.RateRun;
import io.ringway.lab.results.RateRun.Phase;
import io.ringway.lab.results.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Results by contender and repetition. */
class EvaluationTest {
    private static final Contender ONE = new Contender("one", "One", "1", Contender.Role.RINGWAY);
    private static final Contender OTHER = new Contender("other", "Other", "1", Contender.Role.PEER);

    private final List<RateRun> runs = new ArrayList<>();

    @Test
    void takesTheBestOfEachRepetitionsSweepAlone() {
        run(ONE, 1, Phase.SWEEP, 100, 90);
        run(ONE, 1, Phase.SWEEP, 200, 120);
        run(ONE, 1, Phase.SEARCH, 300, 250);
        run(ONE, 1, Phase.CEILING, 400, 400);
        run(ONE, 2, Phase.SWEEP, 100, 80);
        assertThat(Evaluation.each(evaluation().best(ONE), RateRun::answeredRate))
                .isEqualTo(Map.of(1, 120.0, 2, 80.0));
    }

    @Test
    void findsTheLowestRateOfAllWhoHaveAny() {
        run(ONE, 1, Phase.SWEEP, 50, 50);
        run(ONE, 1, Phase.SWEEP, 100, 100);
        run(OTHER, 1, Phase.SWEEP, 100, 100);
        run(OTHER, 1, Phase.SWEEP, 200, 100);
        assertThat(evaluation().lowestCommonRate()).hasValue(100);
        runs.removeIf(run -> run.contender().equals("other"));
        assertThat(evaluation().lowestCommonRate()).hasValue(50);
        runs.clear();
        assertThat(evaluation().lowestCommonRate()).isEmpty();
    }

    @Test
    void hasNoLowestRateWhereNoneIsCommon() {
        run(ONE, 1, Phase.SWEEP, 50, 50);
        run(OTHER, 1, Phase.SWEEP, 100, 100);
        assertThat(evaluation().lowestCommonRate()).isEmpty();
    }

    @Test
    void pairsRatiosByRepetition() {
        final TreeMap<Integer, Double> over = new TreeMap<>(Map.of(1, 10.0, 2, 30.0, 4, 5.0));
        final TreeMap<Integer, Double> under = new TreeMap<>(Map.of(1, 5.0, 2, 10.0, 3, 1.0, 4, 0.0));
        assertThat(Evaluation.pairedRatios(over, under)).containsExactly(2.0, 3.0);
    }

    @Test
    void leavesOutTheProcessorTimeOfNoAnswers() {
        run(ONE, 1, Phase.SWEEP, 100, 0);
        run(ONE, 2, Phase.SWEEP, 100, 10);
        assertThat(Evaluation.each(evaluation().best(ONE), RateRun::cpuUs)).containsOnlyKeys(2);
    }

    private void run(
            final Contender contender, final int repetition, final Phase phase, final long asked, final long answered) {
        runs.add(new RateRun(contender.id(), repetition, phase, asked, 1, asked, answered, 1, 1, 1));
    }

    private Evaluation evaluation() {
        return new Evaluation(
                new Results("refused", "now", true, Map.of(), List.of(ONE, OTHER), 0, runs, List.of(), List.of()));
    }
}
