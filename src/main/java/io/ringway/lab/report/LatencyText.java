package io.ringway.lab.report;

import io.ringway.lab.report.figures.Evaluation;
import io.ringway.lab.report.figures.Fractions;
import io.ringway.lab.report.figures.Latencies;
import io.ringway.lab.report.figures.Numbers;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.LatencyRun;
import java.util.List;

/** The table of latencies. */
final class LatencyText {
    private final Evaluation evaluation;

    LatencyText(final Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    void append(final Document document) {
        final Grid grid = new Grid(
                2,
                "server",
                "load",
                "load, /s",
                "p50, µs",
                "p90, µs",
                "p99, µs",
                "p99.9, µs",
                "max, µs",
                "probes",
                "lost",
                "sent late (p99), µs");
        for (final double fraction : evaluation.fractions()) {
            for (final Contender contender : evaluation.contenders()) {
                final List<LatencyRun> runs = evaluation.latency(contender, fraction);
                if (!runs.isEmpty()) {
                    add(grid, contender, fraction, runs);
                }
            }
        }
        document.table(grid);
        if (!grid.isEmpty()) {
            document.paragraph("Latencies of all repetitions together; a percentile with fewer than "
                    + Latencies.SAMPLES_ABOVE
                    + " samples above it is left out. Lost probes are in no percentile. How late"
                    + " the prober itself sent is the worst repetition's, and part of every latency.");
        }
    }

    private static void add(
            final Grid grid, final Contender contender, final double fraction, final List<LatencyRun> runs) {
        final Latencies latencies = Latencies.of(runs);
        final long probes = runs.stream().mapToLong(LatencyRun::probes).sum();
        final long lost = runs.stream().mapToLong(LatencyText::lost).sum();
        grid.row(
                contender.title(),
                Fractions.name(fraction) + " peak",
                Numbers.median(runs.stream().map(run -> (double) run.loadRate()).toList(), Numbers::rate),
                percentile(latencies, 50),
                percentile(latencies, 90),
                percentile(latencies, 99),
                percentile(latencies, 99.9),
                Numbers.measure(latencies.maximumUs()),
                Numbers.count(probes),
                lost == 0 ? "0" : Numbers.count(lost) + " (" + Numbers.percent((double) lost / probes) + ")",
                Numbers.measure(
                        runs.stream().mapToDouble(LatencyRun::sendLagNs).max().orElse(0) / 1e3));
    }

    static long lost(final LatencyRun run) {
        return Math.max(0, run.probes() - run.answered());
    }

    private static String percentile(final Latencies latencies, final double percentile) {
        return latencies.reaches(percentile) ? Numbers.measure(latencies.us(percentile)) : Numbers.NONE;
    }
}
