package io.ringway.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringway.lab.contender.CacheScenario;
import io.ringway.lab.contender.ContenderKind;
import io.ringway.lab.contender.ForwardScenario;
import io.ringway.lab.contender.RefusedScenario;
import io.ringway.lab.contender.RulesScenario;
import io.ringway.lab.contender.Scenario;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long the plans should take, in which order contenders run, and which rates are chosen. */
class PlanTest {
    private static final List<ContenderKind> ALL = new RefusedScenario().contenders();

    @Test
    void theFullPlanTakesAboutTenMinutesAndTheQuickOneTwo() {
        assertThat(new Plan(ALL, 3, 2, List.of(), 5, true, true).durationS()).isBetween(540.0, 780.0);
        assertThat(new Plan(ALL, 1, 1, List.of(), 5, false, false).durationS()).isBetween(90.0, 130.0);
    }

    @Test
    void durationIsTheSumOfItsSteps() {
        final Plan plan = new Plan(ALL.subList(0, 2), 3, 2, List.of(10L, 20L), 5, true, true);
        assertThat(plan.durationS())
                .isCloseTo(
                        plan.ceilingS() + 2 * (3 * (plan.startS() + plan.sweepS()) + plan.searchS() + plan.latencyS()),
                        within(1e-6));
        assertThat(plan.stepCount()).isEqualTo(1 + 2 * (3 + 1 + 1));
        assertThat(plan.with(plan.kinds(), false).latencyS()).isZero();
    }

    @Test
    void eachContenderIsFirstInTurn() {
        final Plan plan = new Plan(ALL, ALL.size(), 2, List.of(), 5, true, true);
        assertThat(IntStream.rangeClosed(1, ALL.size())
                        .mapToObj(repetition -> plan.order(repetition).getFirst())
                        .toList())
                .containsExactlyElementsOf(ALL);
        assertThat(plan.order(3)).containsExactlyInAnyOrderElementsOf(ALL);
    }

    @Test
    void forwardingTakesAboutAsLong() {
        final Scenario forward = new ForwardScenario();
        final List<ContenderKind> kinds = forward.usualContenders();
        final int steps = forward.sweep().steps();
        assertThat(new Plan(kinds, 3, 2, List.of(), steps, true, true).durationS())
                .isBetween(540.0, 780.0);
        assertThat(new Plan(kinds, 1, 1, List.of(), steps, false, false).durationS())
                .isBetween(90.0, 130.0);
    }

    @Test
    void theInjectorsCeilingIsFoundAgainstTwoServersOfEveryScenario() {
        for (final Scenario scenario : List.of(new RefusedScenario(), new CacheScenario(), new RulesScenario())) {
            assertThat(Plan.ceilingKinds(scenario)).hasSize(2).startsWith(ContenderKind.FLOOR);
        }
    }

    @Test
    void ratesRiseFromTheLowestAndThenEvenlyToATenthBeyondTheCeiling() {
        final Scenario.Sweep sweep = new RefusedScenario().sweep();
        assertThat(Rates.upTo(500_000, 5, sweep)).containsExactly(60_000L, 150_000L, 283_000L, 417_000L, 550_000L);
        assertThat(Rates.upTo(10_000, 3, sweep)).containsExactly(60_000L, 120_000L);
        assertThat(Rates.upTo(500_000, 2, sweep)).containsExactly(60_000L, 550_000L);
    }

    @Test
    void ratesOfForwardingRiseByEqualRatiosToTheCeiling() {
        final Scenario.Sweep sweep = new ForwardScenario().sweep();
        assertThat(Rates.upTo(500_000, 4, sweep)).containsExactly(20_000L, 90_000L, 212_000L, 500_000L);
        assertThat(Rates.upTo(10_000, 3, sweep)).containsExactly(20_000L, 40_000L);
    }
}
