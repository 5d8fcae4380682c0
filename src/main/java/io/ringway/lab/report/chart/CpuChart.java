package io.ringway.lab.report.chart;

import io.ringway.lab.Spread;
import io.ringway.lab.report.figures.Evaluation;
import io.ringway.lab.report.figures.Numbers;
import io.ringway.lab.report.figures.Setting;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.RateRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Processor time of an answer: curves over the answered rate on the left; on the right, as bars, what it is made of at the lowest common
 * rate and at the best. The names beside the bars are the legend of both.
 */
public final class CpuChart {
    private static final double ROOM = 1.06;
    private static final double BAR_ROOM = 1.85;
    private static final double BAR = 0.17;
    private static final double BAR_OFFSET = 0.2;
    private static final int NAME_WIDTH = 16;
    private static final int NAME_LINES = 2;
    private static final int LEAST_ROWS = 4;
    private static final List<String> PART_NAMES = List.of("user", "system", "softirq");
    private static final List<String> PART_COLOURS = List.of("#2b3a67", "#7d8cc4", "#d3d9ef");

    private CpuChart() {}

    /** Medians of the parts of the processor time of an answer, and of their sum, in microseconds. */
    public record Parts(double user, double system, double softirq, double total) {
        static Optional<Parts> of(final Collection<RateRun> runs) {
            final List<RateRun> answering =
                    runs.stream().filter(run -> run.answered() > 0).toList();
            return answering.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Parts(
                            median(answering, RateRun::userUs),
                            median(answering, RateRun::systemUs),
                            median(answering, RateRun::softirqUs),
                            median(answering, RateRun::cpuUs)));
        }

        private static double median(final List<RateRun> runs, final Function<RateRun, Double> measure) {
            return Spread.of(runs.stream().map(measure).toList()).median();
        }
    }

    /** One bar: where on the axis of contenders, what it is made of, and what is written beside it. */
    private record Bar(double y, Parts parts, String note) {}

    /** Nothing when nobody answered at any rate. */
    public static Optional<Chart> of(final Evaluation evaluation) {
        final List<Contender> shown = evaluation.contenders().stream()
                .filter(contender -> !evaluation.sweep(contender).isEmpty())
                .toList();
        if (shown.stream()
                .noneMatch(contender -> evaluation.sweep(contender).stream().anyMatch(run -> run.answered() > 0))) {
            return Optional.empty();
        }
        final Script script = new Script()
                .titles("Processor time of an answer", Setting.line(evaluation.results()))
                .line("set multiplot");
        curves(script, evaluation, shown);
        bars(script, evaluation, shown);
        script.line("unset multiplot");
        return Optional.of(new Chart(
                "cpu",
                "Processor time",
                "Processor time of an answer against answered rate, and what it is made of",
                script.toString()));
    }

    private static void curves(final Script script, final Evaluation evaluation, final List<Contender> shown) {
        final Map<String, CurveStyle> styles = CurveStyle.of(evaluation.contenders());
        final List<String> parts = new ArrayList<>();
        double right = 1;
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int i = 0; i < shown.size(); i++) {
            final List<double[]> rows = rows(evaluation, shown.get(i));
            if (rows.isEmpty()) {
                continue;
            }
            for (final double[] row : rows) {
                right = Math.max(right, row[0]);
                least = Math.min(least, row[1]);
                most = Math.max(most, row[1]);
            }
            script.data("c" + i, rows);
            parts.add(String.format(
                    Locale.ROOT,
                    "$c%d using 1:2 with linespoints %s notitle",
                    i,
                    styles.get(shown.get(i).id()).linePoints()));
        }
        final Script.LogRange range = Script.LogRange.around(least, most);
        script.line("set lmargin at screen 0.10")
                .line("set rmargin at screen 0.44")
                .line("set tmargin at screen 0.80")
                .line("set bmargin at screen 0.13")
                .line("set title \"against the answered rate\"")
                .line("set xlabel \"answered, replies/s\"")
                .line("set ylabel \"CPU per answer, µs (logarithmic)\"")
                .line("set xrange [0:%.3f]", right * ROOM)
                .line("set logscale y")
                .line("set yrange [%.6f:%.6f]", range.from(), range.to())
                .line("set xtics %s", Script.siTicks(right * ROOM, 5))
                .line("set ytics %s", Script.logTicks(range, true))
                .line("unset key")
                .plot(parts);
    }

    private static void bars(final Script script, final Evaluation evaluation, final List<Contender> shown) {
        final Map<String, CurveStyle> styles = CurveStyle.of(evaluation.contenders());
        final OptionalLong lowest = evaluation.lowestCommonRate();
        final List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            final double y = shown.size() - i;
            if (lowest.isPresent()) {
                add(
                        bars,
                        y + BAR_OFFSET,
                        evaluation.at(shown.get(i), lowest.getAsLong()).values());
            }
            add(bars, y - BAR_OFFSET, evaluation.best(shown.get(i)).values());
            if (evaluation.sweep(shown.get(i)).stream().allMatch(run -> run.answered() == 0)) {
                script.line("set label 'no answers' at 0, %.3f left offset 0.4,0 font ',16'", y);
            }
            label(script, shown.get(i), styles.get(shown.get(i).id()), y);
        }
        final double most =
                bars.stream().mapToDouble(bar -> bar.parts.total).max().orElse(1);
        for (final Bar bar : bars) {
            script.line(
                    "set label %s at %.6f, %.3f left offset 0.4,0 font ',16'",
                    Script.quoted(bar.note), bar.parts.total, bar.y);
        }
        script.withoutTitles()
                .line("set lmargin at screen 0.66")
                .line("set rmargin at screen 0.985")
                .line("set title \"what it is made of\"")
                .line("set xlabel \"CPU per answer, µs\"")
                .line("unset ylabel")
                .line("unset logscale y")
                .line("unset ytics")
                .line("set grid xtics noytics")
                .line("set xrange [0:%.6f]", most * BAR_ROOM)
                .line("set yrange [%.1f:%.1f]", Math.min(0, shown.size() - LEAST_ROWS) + 0.4, shown.size() + 1.2)
                .line("set xtics %s", Script.siTicks(most * BAR_ROOM, 8))
                .line("set key top right horizontal Left reverse samplen 1 maxrows 1 font ',17'");
        final List<String> plots = new ArrayList<>();
        for (int part = 0; part < PART_NAMES.size(); part++) {
            script.data("p" + part, boxes(bars, part));
            plots.add(String.format(
                    Locale.ROOT,
                    "$p%d using (($1+$2)/2):3:1:2:($3-%s):($3+%s) with boxxyerror fs solid 1 noborder lc rgb '%s' title '%s'",
                    part,
                    BAR,
                    BAR,
                    PART_COLOURS.get(part),
                    PART_NAMES.get(part)));
        }
        script.plot(plots);
    }

    private static void add(final List<Bar> bars, final double y, final Collection<RateRun> runs) {
        Parts.of(runs).ifPresent(parts -> {
            final double rate =
                    Spread.of(runs.stream().map(RateRun::answeredRate).toList()).median();
            bars.add(new Bar(y, parts, Numbers.measure(parts.total) + " µs at " + Numbers.si(rate) + "/s"));
        });
    }

    /** A contender's name left of its bars, with its point as the curves have it. */
    private static void label(final Script script, final Contender contender, final CurveStyle style, final double y) {
        final List<String> lines = Script.wrapped(contender.title(), NAME_WIDTH);
        final String name = lines.size() <= NAME_LINES
                ? String.join("\n", lines)
                : String.join("\n", lines.subList(0, NAME_LINES)) + "…";
        script.line(
                "set label %s at graph -0.50, first %.3f left point pt %d %s offset 1.2,0 font ',17'",
                Script.quoted(name), y, style.pointType(), style.line());
    }

    /** Left and right end of a part of each bar, and its place. A bar is as long as the sum, which medians of its parts need not add up to. */
    private static List<double[]> boxes(final List<Bar> bars, final int part) {
        return bars.stream()
                .map(bar -> {
                    final double sum = bar.parts.user + bar.parts.system + bar.parts.softirq;
                    final double scale = sum > 0 ? bar.parts.total / sum : 0;
                    final double[] ends = {0, bar.parts.user, bar.parts.user + bar.parts.system, sum};
                    return new double[] {ends[part] * scale, ends[part + 1] * scale, bar.y};
                })
                .toList();
    }

    /** Median answered rate and median processor time of an answer, by asked rate, up to the best: beyond it the curve would turn back. */
    private static List<double[]> rows(final Evaluation evaluation, final Contender contender) {
        final List<double[]> rows = new ArrayList<>();
        double best = 0;
        for (final long rate : evaluation.askedRates(contender)) {
            final Collection<RateRun> runs = evaluation.at(contender, rate).values();
            final double answered =
                    Spread.of(runs.stream().map(RateRun::answeredRate).toList()).median();
            if (answered > best) {
                best = answered;
                Parts.of(runs).ifPresent(parts -> rows.add(new double[] {answered, parts.total}));
            }
        }
        return rows;
    }
}
