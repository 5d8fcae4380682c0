package io.ringway.lab.report;

import io.ringway.lab.Spread;
import io.ringway.lab.report.figures.Evaluation;
import io.ringway.lab.report.figures.Fractions;
import io.ringway.lab.report.figures.Latencies;
import io.ringway.lab.report.figures.Numbers;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.LatencyRun;
import io.ringway.lab.results.RateRun;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What keeps a result from saying what it seems to say. */
final class ReportWarnings {
    /** Closer than this share to its ceiling, the injector may be what limits. */
    private static final double NEAR_CEILING = 0.1;

    /** A prober that is later than this share of the median latency is part of what it measures. */
    private static final double LATE = 0.1;

    private static final double NS_PER_US = 1e3;

    private final Evaluation evaluation;

    ReportWarnings(final Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    List<String> all() {
        final List<String> warnings = new ArrayList<>();
        if (!evaluation.results().complete()) {
            warnings.add("Incomplete: the run was ended before everything was measured.");
        }
        if (evaluation.repetitions() == 1) {
            warnings.add("One repetition: nothing tells how much of a difference is noise.");
        }
        for (final Contender contender : evaluation.contenders()) {
            sweep(warnings, contender);
            latency(warnings, contender);
        }
        return warnings;
    }

    private void sweep(final List<String> warnings, final Contender contender) {
        final List<Double> best = evaluation.best(contender).values().stream()
                .map(RateRun::answeredRate)
                .toList();
        final double ceiling = evaluation.results().injectorCeiling();
        if (best.isEmpty()) {
            warnings.add(contender.title() + ": no rate was run.");
        } else if (Spread.of(best).maximum() == 0) {
            warnings.add(contender.title() + ": no answers at any rate.");
        } else if (ceiling > 0 && Spread.of(best).median() >= ceiling * (1 - NEAR_CEILING)) {
            warnings.add(contender.title() + ": limited by the injector. Its best rate is within "
                    + Numbers.si(100 * NEAR_CEILING) + " %" + " of what kxdpgun can send here ("
                    + Numbers.si(ceiling) + "/s), so it may answer more than is shown.");
        }
    }

    private void latency(final List<String> warnings, final Contender contender) {
        final List<String> losses = new ArrayList<>();
        final List<String> lags = new ArrayList<>();
        for (final double fraction : evaluation.fractions()) {
            final List<LatencyRun> runs = evaluation.latency(contender, fraction);
            final String where = " at " + Fractions.name(fraction) + " peak";
            final long lost = runs.stream().mapToLong(LatencyText::lost).sum();
            if (lost > 0) {
                losses.add(Numbers.count(lost) + " of "
                        + Numbers.count(
                                runs.stream().mapToLong(LatencyRun::probes).sum())
                        + where);
            }
            runs.stream()
                    .filter(ReportWarnings::isLate)
                    .mapToDouble(LatencyRun::sendLagNs)
                    .max()
                    .ifPresent(lagNs -> lags.add(Numbers.measure(lagNs / NS_PER_US) + " µs" + where));
        }
        if (!losses.isEmpty()) {
            warnings.add(contender.title() + ": probes lost, which are in no percentile: " + String.join(", ", losses)
                    + ".");
        }
        if (!lags.isEmpty()) {
            warnings.add(contender.title() + ": the prober itself sent late (p99), by more than "
                    + Numbers.si(100 * LATE) + " % of the median latency: " + String.join(", ", lags) + ".");
        }
    }

    private static boolean isLate(final LatencyRun run) {
        final Histogram histogram = Latencies.decoded(run);
        return histogram.getTotalCount() > 0 && run.sendLagNs() > LATE * histogram.getValueAtPercentile(50);
    }
}
