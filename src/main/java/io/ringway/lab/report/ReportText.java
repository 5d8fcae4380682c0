package io.ringway.lab.report;

import io.ringway.lab.report.figures.Evaluation;
import io.ringway.lab.report.figures.Numbers;
import io.ringway.lab.report.figures.Setting;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.Limit;
import io.ringway.lab.results.RateRun;
import io.ringway.lab.results.Results;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** What a report says: ratios first, then charts, tables, warnings, and how it was measured. */
final class ReportText {
    private final Evaluation evaluation;
    private final Results results;
    private final List<Document.Figure> figures;
    private final List<String> leftOut;

    ReportText(final Evaluation evaluation, final List<Document.Figure> figures, final List<String> leftOut) {
        this.evaluation = evaluation;
        this.results = evaluation.results();
        this.figures = figures;
        this.leftOut = leftOut;
    }

    Document document() {
        final Document document = new Document("DNS servers compared: " + Setting.line(results));
        final List<String> warnings = new ArrayList<>(leftOut);
        warnings.addAll(new ReportWarnings(evaluation).all());
        document.warnings(warnings);
        new Headline(evaluation).append(document);
        chart(document, "answered");
        rates(document);
        chart(document, "cpu");
        processorTime(document);
        chart(document, "latency");
        new LatencyText(evaluation).append(document);
        manifest(document);
        return document.heading("How it was measured").paragraph(method());
    }

    private void chart(final Document document, final String name) {
        final Optional<Document.Figure> found = figures.stream()
                .filter(figure -> figure.chart().name().equals(name))
                .findFirst();
        found.ifPresent(figure -> document.heading(figure.chart().heading()).figure(figure.chart(), figure.svg()));
    }

    private void rates(final Document document) {
        final Grid grid = new Grid(
                2, "server", "version", "best answered, /s", "offered there, /s", "lost there", "NDR, /s", "PDR, /s");
        for (final Contender contender : evaluation.contenders()) {
            final SortedMap<Integer, RateRun> best = evaluation.best(contender);
            grid.row(
                    contender.title(),
                    contender.version(),
                    spread(best, RateRun::answeredRate, Numbers::rate),
                    median(best, RateRun::offeredRate, Numbers::rate),
                    median(best, RateRun::loss, Numbers::percent),
                    Numbers.spread(
                            List.copyOf(evaluation.limit(contender, Limit.NDR).values()), Numbers::rate),
                    Numbers.spread(
                            List.copyOf(evaluation.limit(contender, Limit.PDR).values()), Numbers::rate));
        }
        document.table(grid);
        if (!grid.isEmpty()) {
            document.paragraph(
                    "Medians of the repetitions with their range. NDR is the highest offered rate without any loss"
                            + " (RFC 2544, section 26.1), PDR the highest with at most half a percent; 0 means that even the lowest"
                            + " rate lost more. Asked for far more than it can send, kxdpgun has no time left to receive: there a"
                            + " curve bends down without the server answering less.");
        }
    }

    private void processorTime(final Document document) {
        final OptionalLong lowest = evaluation.lowestCommonRate();
        final Grid grid =
                new Grid(2, "server", "at", "answered, /s", "user, µs", "system, µs", "softirq, µs", "together, µs");
        for (final Contender contender : evaluation.contenders()) {
            if (lowest.isPresent()) {
                final long rate = lowest.getAsLong();
                addParts(grid, contender, Numbers.si((double) rate) + "/s", evaluation.at(contender, rate));
            }
            addParts(grid, contender, "its best", evaluation.best(contender));
        }
        document.table(grid);
        if (!grid.isEmpty()) {
            document.paragraph(
                    "For each answer, medians of the repetitions: everything that the server's processors did, on a veth pair"
                            + " the one that the server has to itself. The sum is exact, its division into user space, system calls and"
                            + " interrupts is sampled by the timer's ticks and rough. The curves end at the best rate.");
        }
    }

    private static void addParts(
            final Grid grid, final Contender contender, final String where, final SortedMap<Integer, RateRun> runs) {
        if (runs.isEmpty()) {
            return;
        }
        grid.row(
                contender.title(),
                where,
                median(runs, RateRun::answeredRate, Numbers::rate),
                median(runs, RateRun::userUs, Numbers::measure),
                median(runs, RateRun::systemUs, Numbers::measure),
                median(runs, RateRun::softirqUs, Numbers::measure),
                spread(runs, RateRun::cpuUs, Numbers::measure));
    }

    private void manifest(final Document document) {
        final Grid grid = new Grid(2, "what", "on this run");
        grid.row("started at", results.startedAt());
        results.manifest().forEach(grid::row);
        if (results.injectorCeiling() > 0) {
            grid.row("kxdpgun sends at most", Numbers.rate(results.injectorCeiling()) + " queries/s");
        }
        document.heading("Measured on").table(grid);
    }

    private String method() {
        final Collection<RateRun> sweep = results.rateRuns().stream()
                .filter(run -> run.phase() == RateRun.Phase.SWEEP)
                .toList();
        final StringBuilder text = new StringBuilder();
        if (!sweep.isEmpty()) {
            text.append("kxdpgun offered ")
                    .append(Numbers.si(
                            sweep.stream().mapToDouble(RateRun::askedRate).min().orElse(0)))
                    .append(" to ")
                    .append(Numbers.si(
                            sweep.stream().mapToDouble(RateRun::askedRate).max().orElse(0)))
                    .append(" queries/s, ")
                    .append(Numbers.si(sweep.iterator().next().seconds()))
                    .append(" s at each rate, to every server in turns; repetitions begun: ")
                    .append(evaluation.repetitions())
                    .append(", each with servers started anew. ");
        }
        if (!results.limits().isEmpty()) {
            text.append("NDR and PDR were searched for with runs of their own, which are not in the curves. ");
        }
        if (!results.latencyRuns().isEmpty()) {
            text.append(
                            "Latencies are those of probes on a queue of their own, sent at fixed moments while kxdpgun loaded")
                    .append(
                            " another queue; they count from the intended moment, so that a server that stalls cannot hide")
                    .append(" it. ");
        }
        return text.append("All measurements are in results.json; perf/compare compares two of these folders.")
                .toString();
    }

    private static String spread(
            final SortedMap<Integer, RateRun> runs,
            final ToDoubleFunction<RateRun> measure,
            final DoubleFunction<String> format) {
        return Numbers.spread(List.copyOf(Evaluation.each(runs, measure).values()), format);
    }

    private static String median(
            final SortedMap<Integer, RateRun> runs,
            final ToDoubleFunction<RateRun> measure,
            final DoubleFunction<String> format) {
        return Numbers.median(List.copyOf(Evaluation.each(runs, measure).values()), format);
    }
}
