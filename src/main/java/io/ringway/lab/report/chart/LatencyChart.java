package io.ringway.lab.report.chart;

import io.ringway.lab.report.figures.Evaluation;
import io.ringway.lab.report.figures.Fractions;
import io.ringway.lab.report.figures.Latencies;
import io.ringway.lab.report.figures.Setting;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.LatencyRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Latency by percentile, one panel for each share of the contenders' own peaks. */
public final class LatencyChart {
    private static final List<String> PERCENTILES = List.of("90", "99", "99.9", "99.99", "99.999", "99.9999");
    private static final double LEFT = 0.115;
    private static final double RIGHT = 0.985;
    private static final double GAP = 0.025;
    private static final double LABEL_ROOM = 1.7;
    private static final double LEAST_US = 0.01;
    private static final double AXIS_ROOM = 0.145;
    private static final double LEGEND_ROW = 0.038;
    private static final int COLUMNS = 3;

    private LatencyChart() {}

    /** One curve of a panel. */
    private record Curve(Contender contender, List<Latencies.Point> points) {}

    /** Nothing when no latency was taken. */
    public static Optional<Chart> of(final Evaluation evaluation) {
        final List<List<Curve>> panels = new ArrayList<>();
        final List<Double> fractions = new ArrayList<>();
        for (final double fraction : evaluation.fractions()) {
            final List<Curve> curves = curves(evaluation, fraction);
            if (!curves.isEmpty()) {
                panels.add(curves);
                fractions.add(fraction);
            }
        }
        if (panels.isEmpty()) {
            return Optional.empty();
        }
        final List<Latencies.Point> points = panels.stream()
                .flatMap(List::stream)
                .flatMap(curve -> curve.points.stream())
                .toList();
        final List<Contender> shown = evaluation.contenders().stream()
                .filter(contender ->
                        panels.stream().flatMap(List::stream).anyMatch(curve -> curve.contender.equals(contender)))
                .toList();
        final Script script = new Script();
        final Script.LogRange range = Script.LogRange.around(
                Math.max(points.stream().mapToDouble(Latencies.Point::us).min().orElse(1), LEAST_US),
                Math.max(points.stream().mapToDouble(Latencies.Point::us).max().orElse(1), LEAST_US));
        script.titles("Latency by percentile", Setting.line(evaluation.results()));
        axes(script, points, rows(shown.size()));
        script.line("set yrange [%.6f:%.6f]", range.from(), range.to());
        script.line("set ytics %s", Script.logTicks(range, true));
        final Map<String, CurveStyle> styles = CurveStyle.of(evaluation.contenders());
        final double width = (RIGHT - LEFT + GAP) / panels.size();
        for (int i = 0; i < panels.size(); i++) {
            script.line("set lmargin at screen %.4f", LEFT + i * width)
                    .line("set rmargin at screen %.4f", LEFT + (i + 1) * width - GAP)
                    .line("set title %s", Script.quoted("at " + Fractions.name(fractions.get(i)) + " peak"));
            if (i == 1) {
                script.withoutTitles().line("unset ylabel").line("set ytics %s", Script.logTicks(range, false));
            }
            panel(script, i, panels.get(i), styles);
        }
        legend(script, shown, styles);
        return Optional.of(new Chart(
                "latency",
                "Latency",
                "Latency by percentile, at shares of each contender's own peak",
                script.line("unset multiplot").toString()));
    }

    private static List<Curve> curves(final Evaluation evaluation, final double fraction) {
        final List<Curve> curves = new ArrayList<>();
        for (final Contender contender : evaluation.contenders()) {
            final List<LatencyRun> runs = evaluation.latency(contender, fraction);
            final List<Latencies.Point> points = Latencies.of(runs).curve();
            if (!points.isEmpty()) {
                curves.add(new Curve(contender, points));
            }
        }
        return curves;
    }

    private static int rows(final int contenders) {
        return (contenders + COLUMNS - 1) / COLUMNS;
    }

    private static void axes(final Script script, final List<Latencies.Point> points, final int legendRows) {
        final double nines =
                points.stream().mapToDouble(Latencies.Point::nines).max().orElse(10);
        final double right = Math.max(nines * 1.8, 20);
        script.line("set multiplot")
                .line("set tmargin at screen 0.80")
                .line("set bmargin at screen %.3f", AXIS_ROOM + legendRows * LEGEND_ROW)
                .line("set logscale xy")
                .line("set grid xtics ytics")
                .line("set xrange [1:%.3f]", right)
                .line("set xtics %s font ',18'", percentileTicks(right))
                .line("set xlabel \"percentile\"")
                .line("set ylabel \"latency, µs (logarithmic)\"")
                .line("unset key");
    }

    /** Ticks that leave their labels room before the next panel. */
    private static String percentileTicks(final double right) {
        final List<String> ticks = new ArrayList<>(List.of("'0' 1", "'50' 2"));
        double nines = 10;
        for (final String percentile : PERCENTILES) {
            if (nines < right / LABEL_ROOM) {
                ticks.add(String.format(Locale.ROOT, "'%s' %.0f", percentile, nines));
            }
            nines *= 10;
        }
        return "(" + String.join(", ", ticks) + ")";
    }

    private static void panel(
            final Script script, final int index, final List<Curve> curves, final Map<String, CurveStyle> styles) {
        final List<String> bands = new ArrayList<>();
        final List<String> lines = new ArrayList<>();
        for (int i = 0; i < curves.size(); i++) {
            final Curve curve = curves.get(i);
            final String name = "c" + index + "_" + i;
            final CurveStyle style = styles.get(curve.contender.id());
            script.data(
                    name,
                    curve.points.stream()
                            .map(point ->
                                    new double[] {point.nines(), point.us(), point.minimumUs(), point.maximumUs()})
                            .toList());
            if (curve.points.stream().anyMatch(point -> !Double.isNaN(point.minimumUs()))) {
                bands.add(
                        String.format(Locale.ROOT, "$%s using 1:3:4 with filledcurves %s notitle", name, style.band()));
            }
            lines.add(String.format(
                    Locale.ROOT,
                    "$%1$s using 1:2 with lines %2$s notitle, $%1$s using 1:2 every %3$d::%3$d with points %4$s notitle",
                    name,
                    style.line(),
                    Latencies.STEPS_PER_DECADE,
                    style.linePoints()));
        }
        bands.addAll(lines);
        script.plot(bands);
    }

    /** A plot without data below the panels, for its key. */
    private static void legend(final Script script, final List<Contender> shown, final Map<String, CurveStyle> styles) {
        // One part that is no entry of the key: gnuplot 5.4 takes a plot of entries alone for one without axes.
        final List<String> entries = new ArrayList<>(List.of("NaN notitle"));
        shown.forEach(contender -> entries.add("keyentry with linespoints "
                + styles.get(contender.id()).linePoints()
                + " title "
                + Script.legend(contender.title())));
        script.withoutTitles()
                .line("unset title")
                .line("unset xlabel")
                .line("unset ylabel")
                .line("unset logscale")
                .line("unset grid")
                .line("set lmargin at screen 0.02")
                .line("set rmargin at screen 0.98")
                .line("set bmargin at screen 0.005")
                .line("set tmargin at screen %.3f", rows(shown.size()) * LEGEND_ROW + 0.015)
                .line("unset border")
                .line("unset tics")
                .line("set xrange [0:1]")
                .line("set yrange [0:1]")
                .line(
                        "set key center center vertical Left reverse font ',18' samplen 2.5 width 3 maxrows %d",
                        rows(shown.size()))
                .plot(entries);
    }
}
