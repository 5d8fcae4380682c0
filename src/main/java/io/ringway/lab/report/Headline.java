package io.ringway.lab.report;

import io.ringway.lab.Spread;
import io.ringway.lab.report.figures.Evaluation;
import io.ringway.lab.report.figures.Numbers;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.RateRun;
import io.ringway.lab.results.Results;
import io.ringway.lab.results.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** The ratios that a report begins with. */
final class Headline {
    private final Evaluation evaluation;
    private final OptionalLong lowest;

    Headline(final Evaluation evaluation) {
        this.evaluation = evaluation;
        this.lowest = evaluation.lowestCommonRate();
    }

    void append(final Document document) {
        final List<Evaluation.Pair> pairs = evaluation.pairs().stream()
                .filter(pair -> !evaluation.best(pair.subject()).isEmpty()
                        && !evaluation.best(pair.other()).isEmpty())
                .toList();
        final List<Contender> subjects = pairs.isEmpty()
                ? alone()
                : pairs.stream().map(Evaluation.Pair::subject).distinct().toList();
        if (subjects.isEmpty()) {
            return;
        }
        document.heading("In short");
        final String answers = evaluation.results().manifest().get(Results.ANSWERS);
        if (answers != null) {
            document.paragraph("Counted as answers is " + answers + ".");
        }
        subjects.forEach(subject -> document.paragraph(rate(subject)));
        if (pairs.isEmpty()) {
            return;
        }
        document.table(subjects.size() == 1 ? against(subjects.getFirst(), pairs) : inPairs(pairs))
                .paragraph("Ratios to the other server, medians of the repetitions with their range. A ratio is taken"
                        + " within a repetition, whose runs take turns: the machine drifts from one repetition to the next."
                        + " More is better of a rate, less of processor time.");
    }

    /** The subject when nobody is there to compare it with. */
    private List<Contender> alone() {
        return evaluation.subject().stream()
                .filter(subject -> !evaluation.best(subject).isEmpty())
                .toList();
    }

    private String rate(final Contender subject) {
        final SortedMap<Integer, RateRun> best = evaluation.best(subject);
        return subject.title() + " answers " + spread(best, RateRun::answeredRate, Numbers::rate)
                + " queries/s at best, with " + spread(best, RateRun::cpuUs, Numbers::measure)
                + " µs of processor time for each.";
    }

    private Grid against(final Contender subject, final List<Evaluation.Pair> pairs) {
        final Grid grid = new Grid(1, heads(pairs, subject.title() + " against"));
        for (final Evaluation.Pair pair : pairs) {
            grid.row(row(pairs, pair, pair.other().title()));
        }
        return grid;
    }

    private Grid inPairs(final List<Evaluation.Pair> pairs) {
        final Grid grid = new Grid(2, heads(pairs, "server", "against"));
        for (final Evaluation.Pair pair : pairs) {
            grid.row(row(pairs, pair, pair.subject().title(), pair.other().title()));
        }
        return grid;
    }

    private String[] heads(final List<Evaluation.Pair> pairs, final String... names) {
        final List<String> heads = new ArrayList<>(List.of(names));
        heads.add("best answered rate");
        if (hasTargets(pairs)) {
            heads.add("target");
        }
        heads.addAll(List.of("CPU per answer there", lowestName()));
        return heads.toArray(String[]::new);
    }

    private String[] row(final List<Evaluation.Pair> pairs, final Evaluation.Pair pair, final String... names) {
        final List<String> row = new ArrayList<>(List.of(names));
        row.add(bestRate(pair));
        if (hasTargets(pairs)) {
            row.add(target(pair));
        }
        row.addAll(List.of(bestCpu(pair), lowestCpu(pair)));
        return row.toArray(String[]::new);
    }

    private boolean hasTargets(final List<Evaluation.Pair> pairs) {
        return pairs.stream().anyMatch(pair -> evaluation.target(pair).isPresent());
    }

    /** What was to be reached, and whether the median does. */
    private String target(final Evaluation.Pair pair) {
        final Optional<Target> target = evaluation.target(pair);
        if (target.isEmpty()) {
            return Numbers.NONE;
        }
        final boolean rate = target.get().measure() == Target.Measure.RATE;
        final ToDoubleFunction<RateRun> measure = rate ? RateRun::answeredRate : run -> 1 / run.cpuUs();
        final List<Double> ratios = Evaluation.pairedRatios(
                Evaluation.each(evaluation.best(pair.subject()), measure),
                Evaluation.each(evaluation.best(pair.other()), measure));
        if (ratios.isEmpty()) {
            return Numbers.NONE;
        }
        final double median = Spread.of(ratios).median();
        return "at least " + Numbers.measure(target.get().atLeast())
                + (rate ? "" : " for a processor, is " + Numbers.measure(median))
                + (median >= target.get().atLeast() ? ": reached" : ": missed");
    }

    private String lowestName() {
        return lowest.isPresent()
                ? "CPU per answer at " + Numbers.si((double) lowest.getAsLong()) + "/s"
                : "CPU per answer at the same rate";
    }

    private String bestRate(final Evaluation.Pair pair) {
        return ratio(evaluation.best(pair.subject()), evaluation.best(pair.other()), RateRun::answeredRate);
    }

    private String bestCpu(final Evaluation.Pair pair) {
        return ratio(evaluation.best(pair.subject()), evaluation.best(pair.other()), RateRun::cpuUs);
    }

    private String lowestCpu(final Evaluation.Pair pair) {
        return lowest.isEmpty()
                ? Numbers.NONE
                : ratio(
                        evaluation.at(pair.subject(), lowest.getAsLong()),
                        evaluation.at(pair.other(), lowest.getAsLong()),
                        RateRun::cpuUs);
    }

    private static String ratio(
            final SortedMap<Integer, RateRun> over,
            final SortedMap<Integer, RateRun> under,
            final ToDoubleFunction<RateRun> measure) {
        return Numbers.spread(
                Evaluation.pairedRatios(Evaluation.each(over, measure), Evaluation.each(under, measure)),
                Numbers::measure);
    }

    private static String spread(
            final SortedMap<Integer, RateRun> runs,
            final ToDoubleFunction<RateRun> measure,
            final DoubleFunction<String> format) {
        return Numbers.spread(List.copyOf(Evaluation.each(runs, measure).values()), format);
    }
}
