package io.ringway.lab.report;

import io.ringway.lab.report.figures.Evaluation;
import io.ringway.lab.report.figures.Latencies;
import io.ringway.lab.report.figures.Numbers;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.LatencyRun;
import io.ringway.lab.results.Limit;
import io.ringway.lab.results.RateRun;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * Something that two results are compared by.
 *
 * @param name       with its unit
 * @param moreBetter false when less is better
 * @param values     one for each repetition in which it was measured
 */
record Measure(String name, boolean moreBetter, Function<Evaluation, List<Double>> values) {
    private static final List<Double> PERCENTILES = List.of(50.0, 99.0, 99.9);

    /** What a contender can be compared by in two results. */
    static List<Measure> of(final Contender contender, final Evaluation first, final Evaluation second) {
        final List<Measure> measures = new ArrayList<>();
        measures.add(new Measure(
                "best answered rate, /s", true, evaluation -> best(evaluation, contender, RateRun::answeredRate)));
        measures.add(new Measure(
                "CPU per answer there, µs", false, evaluation -> best(evaluation, contender, RateRun::cpuUs)));
        final OptionalLong lowest = lowestRate(contender, first, second);
        if (lowest.isPresent()) {
            final long rate = lowest.getAsLong();
            measures.add(new Measure(
                    "CPU per answer at " + Numbers.si((double) rate) + "/s, µs",
                    false,
                    evaluation -> List.copyOf(Evaluation.each(evaluation.at(contender, rate), RateRun::cpuUs)
                            .values())));
        }
        measures.add(new Measure("NDR, /s", true, evaluation -> limit(evaluation, contender, Limit.NDR)));
        measures.add(new Measure("PDR, /s", true, evaluation -> limit(evaluation, contender, Limit.PDR)));
        final SortedSet<Double> fractions = new TreeSet<>(first.fractions());
        fractions.addAll(second.fractions());
        for (final double fraction : fractions) {
            for (final double percentile : PERCENTILES) {
                measures.add(new Measure(
                        "p" + (percentile == Math.rint(percentile) ? Numbers.si(percentile) : percentile) + " at "
                                + Numbers.si(100 * fraction) + " % of peak, µs",
                        false,
                        evaluation -> latency(evaluation, contender, fraction, percentile)));
            }
        }
        return measures;
    }

    private static OptionalLong lowestRate(final Contender contender, final Evaluation first, final Evaluation second) {
        final SortedSet<Long> rates = new TreeSet<>(first.askedRates(contender));
        rates.retainAll(second.askedRates(contender));
        return rates.isEmpty() ? OptionalLong.empty() : OptionalLong.of(rates.first());
    }

    private static List<Double> best(
            final Evaluation evaluation, final Contender contender, final ToDoubleFunction<RateRun> measure) {
        return List.copyOf(Evaluation.each(evaluation.best(contender), measure).values());
    }

    private static List<Double> limit(final Evaluation evaluation, final Contender contender, final double maxLoss) {
        return List.copyOf(evaluation.limit(contender, maxLoss).values());
    }

    /** Of each repetition that has enough samples above the percentile. */
    private static List<Double> latency(
            final Evaluation evaluation, final Contender contender, final double fraction, final double percentile) {
        final List<Double> values = new ArrayList<>();
        for (final LatencyRun run : evaluation.latency(contender, fraction)) {
            final Histogram histogram = Latencies.decoded(run);
            if (Latencies.reaches(histogram, percentile)) {
                values.add(Latencies.us(histogram, percentile));
            }
        }
        return values;
    }
}
