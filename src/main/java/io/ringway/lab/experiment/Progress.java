package io.ringway.lab.experiment;

import io.ringway.lab.results.RateRun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/** Says what runs, how much is left, and when it will end: planned times, corrected by what the finished steps really took. */
final class Progress {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final double MS_PER_S = 1e3;

    private final Consumer<String> out;
    private final InstantSource clock;
    private final ZoneId zone;
    private final int steps;
    private final Instant startedAt;
    private double leftS;
    private double plannedDoneS;
    private double currentS;
    private int begun;

    Progress(final Consumer<String> out, final InstantSource clock, final ZoneId zone, final Plan plan) {
        this.out = out;
        this.clock = clock;
        this.zone = zone;
        this.steps = plan.stepCount();
        this.leftS = plan.durationS();
        this.startedAt = clock.instant();
    }

    /** Begins the next step, which ends the one before. */
    void begin(final String what, final double plannedS) {
        plannedDoneS += currentS;
        leftS -= currentS;
        currentS = plannedS;
        begun++;
        out.accept(String.format(
                Locale.ROOT, "[%d of %d, until about %s] %s", begun, steps, CLOCK.format(end().atZone(zone)), what));
    }

    /** Takes a step out that will not be run, or the rest of one. */
    void skip(final int skipped, final double plannedS) {
        begun += skipped;
        leftS -= plannedS;
    }

    /** When the current step and all that follow should be done. */
    Instant end() {
        final double spentS = Duration.between(startedAt, clock.instant()).toMillis() / MS_PER_S;
        // One start-up does not say much: the correction begins once a few steps are through.
        final double factor = begun > 2 && plannedDoneS > 0 ? spentS / plannedDoneS : 1;
        return clock.instant().plusMillis(Math.round(leftS * factor * MS_PER_S));
    }

    /** Shows a finished run. */
    void ran(final RateRun run) {
        out.accept(String.format(
                Locale.ROOT,
                "  %-21s offered %,9.0f /s   answered %,9.0f /s   loss %6.2f %%   CPU %5.2f µs an answer",
                run.contender(),
                run.offeredRate(),
                run.answeredRate(),
                run.loss() * 100,
                run.cpuUs()));
    }

    void note(final String text) {
        out.accept(text);
    }
}
