package io.ringway.lab.report.chart;

import io.ringway.lab.Spread;
import io.ringway.lab.report.figures.Evaluation;
import io.ringway.lab.report.figures.Numbers;
import io.ringway.lab.report.figures.Setting;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.RateRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Answered rate against offered rate: medians of the repetitions, in the band of all of them. */
public final class AnsweredChart {
    private static final double ROOM = 1.06;
    private static final int COLUMNS = 3;
    private static final double AXIS_ROOM = 0.145;
    private static final double LEGEND_ROW = 0.038;

    private AnsweredChart() {}

    /** Nothing when no rate was run. */
    public static Optional<Chart> of(final Evaluation evaluation) {
        final List<Contender> shown = evaluation.contenders().stream()
                .filter(contender -> !evaluation.sweep(contender).isEmpty())
                .toList();
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        final double ceiling = evaluation.results().injectorCeiling();
        final double offered = shown.stream()
                .flatMap(contender -> evaluation.sweep(contender).stream())
                .mapToDouble(RateRun::offeredRate)
                .max()
                .orElse(0);
        final double answered = shown.stream()
                .flatMap(contender -> evaluation.sweep(contender).stream())
                .mapToDouble(RateRun::answeredRate)
                .max()
                .orElse(0);
        final double right = Math.max(1, Math.max(offered, ceiling) * ROOM);
        final double top = Math.max(answered, right / 4) * ROOM;
        final Script script = new Script()
                .titles("Answered rate against offered rate", Setting.line(evaluation.results()))
                .line("set xlabel \"offered, queries/s\"")
                .line("set ylabel \"answered, replies/s\" offset 0.5,0")
                .line("set xrange [0:%.3f]", right)
                .line("set yrange [0:%.3f]", top)
                .line("set xtics %s", Script.siTicks(right, 10))
                .line("set ytics %s", Script.siTicks(top, 8))
                .line("set lmargin at screen 0.11")
                .line("set rmargin at screen 0.97")
                .line("set tmargin at screen 0.83")
                .line("set bmargin at screen %.3f", AXIS_ROOM + rows(shown.size() + 1) * LEGEND_ROW)
                .line(
                        "set key at screen 0.5, %.3f center top vertical Left reverse font ',18' samplen 2.5 width 3 maxrows %d",
                        rows(shown.size() + 1) * LEGEND_ROW + 0.015, rows(shown.size() + 1));
        if (ceiling > 0) {
            final String align = ceiling < right / 2 ? "left" : "right";
            script.line(
                            "set arrow 1 from %1$.3f, graph 0 to %1$.3f, graph 1.05 nohead dt '-' lw 2.5 lc rgb '#444444'",
                            ceiling)
                    .line(
                            "set label 1 %s at %.3f, graph 1.035 %s offset %d,0 textcolor rgb '#444444' font ',18'",
                            Script.quoted("what kxdpgun can send here: " + Numbers.si(ceiling) + "/s"),
                            ceiling,
                            align,
                            ceiling < right / 2 ? 1 : -1);
        }
        return Optional.of(new Chart(
                "answered",
                "Answered rate",
                "Answered rate against offered rate, one curve for each contender",
                curves(script, evaluation, shown, right).toString()));
    }

    private static int rows(final int entries) {
        return (entries + COLUMNS - 1) / COLUMNS;
    }

    private static Script curves(
            final Script script, final Evaluation evaluation, final List<Contender> shown, final double right) {
        final Map<String, CurveStyle> styles = CurveStyle.of(evaluation.contenders());
        final List<String> bands = new ArrayList<>();
        final List<String> lines = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            final Contender contender = shown.get(i);
            final CurveStyle style = styles.get(contender.id());
            script.data("c" + i, rows(evaluation, contender));
            bands.add(String.format(Locale.ROOT, "$c%d using 1:3:4 with filledcurves %s notitle", i, style.band()));
            lines.add(String.format(
                    Locale.ROOT,
                    "$c%d using 1:2 with linespoints %s title %s",
                    i,
                    style.linePoints(),
                    Script.legend(contender.title())));
        }
        final List<String> parts = new ArrayList<>(bands);
        parts.add(String.format(
                Locale.ROOT,
                "[0:%.3f] x with lines dt '-' lw 1.5 lc rgb '#444444' title 'everything answered'",
                right));
        parts.addAll(lines);
        return script.plot(parts);
    }

    /** Offered rate, then median, minimum and maximum of the answered rate; by asked rate. */
    private static List<double[]> rows(final Evaluation evaluation, final Contender contender) {
        final List<double[]> rows = new ArrayList<>();
        for (final long rate : evaluation.askedRates(contender)) {
            final List<RateRun> runs =
                    List.copyOf(evaluation.at(contender, rate).values());
            final Spread answered =
                    Spread.of(runs.stream().map(RateRun::answeredRate).toList());
            rows.add(new double[] {
                Spread.of(runs.stream().map(RateRun::offeredRate).toList()).median(),
                answered.median(),
                answered.minimum(),
                answered.maximum()
            });
        }
        return rows;
    }
}
