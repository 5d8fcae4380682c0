package io.ringway.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.lab.report.Comparison.Verdict;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.Results;
import io.ringway.settings.SetupException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two results of the same measurement. */
class ComparisonTest {
    private static final String SHARED = "ringway-xdp-shared";

    @Test
    void findsWhatBecameFaster() {
        // Half as fast before: where the injector does not hide the difference.
        final Comparison comparison = Comparison.of(
                SyntheticResults.seven(5, 0.5).manifest("commit", "a").build(),
                SyntheticResults.seven(5, 0.9).manifest("commit", "b").build());
        assertThat(row(comparison, SHARED, "best answered rate, /s").verdict()).isEqualTo(Verdict.BETTER);
        assertThat(row(comparison, SHARED, "CPU per answer there, µs").verdict())
                .isEqualTo(Verdict.BETTER);
        assertThat(row(comparison, SHARED, "CPU per answer at 60 k/s, µs").verdict())
                .isEqualTo(Verdict.BETTER);
        assertThat(row(comparison, SHARED, "NDR, /s").verdict()).isEqualTo(Verdict.BETTER);
        assertThat(row(comparison, SHARED, "p50 at 25 % of peak, µs").verdict()).isEqualTo(Verdict.BETTER);
        assertThat(row(comparison, "knotd-xdp", "best answered rate, /s").verdict())
                .isEqualTo(Verdict.SAME);
        assertThat(comparison.notes()).isEmpty();
    }

    @Test
    void findsWhatBecameSlower() {
        final Comparison comparison = Comparison.of(
                SyntheticResults.seven(5, 0.9).build(),
                SyntheticResults.seven(5, 0.5).build());
        assertThat(row(comparison, SHARED, "best answered rate, /s").verdict()).isEqualTo(Verdict.WORSE);
        assertThat(row(comparison, SHARED, "CPU per answer there, µs").verdict())
                .isEqualTo(Verdict.WORSE);
    }

    @Test
    void findsNothingBetweenAResultAndItself() {
        final Results results = SyntheticResults.complete();
        assertThat(Comparison.of(results, results).rows())
                .hasSize(7 * 14)
                .allSatisfy(row -> assertThat(row.verdict()).as(row.toString()).isEqualTo(Verdict.SAME));
    }

    @Test
    void refusesWhatWasNotMeasuredAlike() {
        final Results a = SyntheticResults.seven(1, 1).manifest("commit", "a").build();
        final Results b = SyntheticResults.seven(1, 1)
                .manifest("commit", "b")
                .manifest("kernel", "7.0")
                .manifest("MTU", "9000")
                .build();
        assertThatThrownBy(() -> Comparison.of(a, b))
                .isInstanceOf(SetupException.class)
                .hasMessage("""
                        these results were not measured alike; measure both in one place and way:
                          kernel: 6.12.0 in A, 7.0 in B
                          MTU: nothing in A, 9000 in B""");
    }

    @Test
    void saysWhatIsOnOneSideOnly() {
        final Results a = one("knotd-xdp", 5).build();
        final Results b = one(SHARED, 5).incomplete().build();
        final Comparison comparison = Comparison.of(a, b);
        assertThat(comparison.rows()).isEmpty();
        assertThat(comparison.notes())
                .containsExactly(
                        "B is incomplete: its run was ended before everything was measured.",
                        "A server is in A only.",
                        "A server is in B only.");
        assertThat(comparison.text()).startsWith("nothing was measured in both\n");
    }

    @Test
    void comparesWithOtherServersBesides() {
        final Results a = one(SHARED, 3)
                .manifest("contenders", SHARED)
                .manifest("contender knotd-xdp", "left out: not installed")
                .build();
        final Results b =
                one(SHARED, 3).manifest("contenders", SHARED + ", knotd-xdp").build();
        final Comparison comparison = Comparison.of(a, b);
        assertThat(comparison.rows()).hasSize(14);
        assertThat(comparison.notes())
                .containsExactly(
                        "contenders: " + SHARED + " in A, " + SHARED + ", knotd-xdp in B",
                        "contender knotd-xdp: left out: not installed in A, nothing in B");
    }

    @Test
    void saysThatOneSideLacksAMeasure() {
        final Results b = one(SHARED, 5).build();
        final Results a = new Results(
                b.scenario(),
                b.startedAt(),
                true,
                b.manifest(),
                b.contenders(),
                b.injectorCeiling(),
                b.rateRuns(),
                b.latencyRuns(),
                List.of());
        assertThat(Comparison.of(a, b).notes())
                .containsExactly("A server: NDR, /s is in B only.", "A server: PDR, /s is in B only.");
    }

    @Test
    void marksTheRangesOfFewRepetitions() {
        final Comparison comparison =
                Comparison.of(one(SHARED, 2).build(), one(SHARED, 5).build());
        assertThat(comparison.rows())
                .allSatisfy(row -> assertThat(row.interval().method()).isEqualTo(RatioInterval.Method.RANGE));
        assertThat(comparison.text()).contains("* ").contains("Fewer than three repetitions");
    }

    @Test
    void alignsItsColumns() {
        final Results results = one(SHARED, 3).build();
        final List<String> lines =
                Comparison.of(results, results).text().lines().toList();
        assertThat(lines.getFirst()).matches("A server +A +B +B/A +interval +verdict");
        assertThat(lines).hasSize(15).allSatisfy(line -> assertThat(line).hasSameSizeAs(lines.getFirst()));
        assertThat(lines.get(1))
                .contains("best answered rate, /s")
                .contains(" 1.000 ")
                .endsWith("same");
    }

    private static SyntheticResults one(final String id, final int repetitions) {
        return new SyntheticResults().contender(id, "A server", Contender.Role.RINGWAY, 300_000, 3, repetitions);
    }

    private static Comparison.Row row(final Comparison comparison, final String contender, final String measure) {
        return comparison.rows().stream()
                .filter(row ->
                        row.contender().equals(contender) && row.measure().equals(measure))
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError(measure + " of " + contender + " is not in " + comparison.rows()));
    }
}
