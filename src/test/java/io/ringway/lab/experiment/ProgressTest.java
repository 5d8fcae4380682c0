package io.ringway.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.contender.ContenderKind;
import io.ringway.lab.results.RateRun;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What the progress says, with a clock that the test turns. */
class ProgressTest {
    private static final Instant START = Instant.parse("2026-01-02T10:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final List<String> lines = new ArrayList<>();
    private final Plan plan = new Plan(List.of(ContenderKind.FLOOR), 4, 2, List.of(1_000L), 5, false, false);
    private final Progress progress = new Progress(lines::add, now::get, ZoneOffset.UTC, plan);

    @Test
    void saysHowManyStepsAreLeftAndTheEndCorrectedAsItGoes() {
        final double stepS = plan.startS() + plan.sweepS();
        progress.begin("ceiling", plan.ceilingS());
        assertThat(lines.getLast()).startsWith("[1 of 5, until about 10:00:").endsWith("] ceiling");
        assertThat(progress.end()).isEqualTo(START.plusMillis(Math.round(plan.durationS() * 1e3)));
        now.set(START.plusMillis(Math.round(plan.ceilingS() * 2e3)));
        progress.begin("one", stepS);
        now.set(now.get().plusMillis(Math.round(stepS * 2e3)));
        progress.begin("two", stepS);
        assertThat(progress.end())
                .as("every step took twice its time, three are left")
                .isEqualTo(now.get().plusMillis(Math.round(3 * stepS * 2e3)));
    }

    @Test
    void whatIsSkippedIsNotWaitedFor() {
        progress.begin("ceiling", plan.ceilingS());
        progress.skip(4, plan.durationS() - plan.ceilingS());
        assertThat(progress.end()).isEqualTo(START.plusMillis(Math.round(plan.ceilingS() * 1e3)));
    }

    @Test
    void showsARun() {
        progress.ran(new RateRun("floor", 1, RateRun.Phase.SWEEP, 60_000, 2, 120_000, 119_400, 0.1, 0.2, 0.0582));
        assertThat(lines.getLast())
                .isEqualTo("  floor                 offered    60,000 /s   answered    59,700 /s   loss   0.50 %"
                        + "   CPU  3.00 µs an answer");
    }
}
