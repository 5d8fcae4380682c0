package io.ringway.lab.report;

import io.ringway.lab.report.chart.AnsweredChart;
import io.ringway.lab.report.chart.Chart;
import io.ringway.lab.report.chart.CpuChart;
import io.ringway.lab.report.chart.Gnuplot;
import io.ringway.lab.report.chart.LatencyChart;
import io.ringway.lab.report.chart.Svg;
import io.ringway.lab.report.figures.Evaluation;
import io.ringway.lab.results.Results;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of a result: {@code results.json}, {@code report.md}, {@code report.html}, and the charts as PNG and SVG. */
public final class Report {
    private static final Logger LOG = LoggerFactory.getLogger(Report.class);
    private static final List<String> CHARTS = List.of("answered", "cpu", "latency");
    private static final String STYLE = "report.css";

    private final Evaluation evaluation;
    private final Path folder;
    private final List<Document.Figure> figures = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private Report(final Results results, final Path folder) {
        this.evaluation = new Evaluation(results);
        this.folder = folder;
    }

    /**
     * Writes all files, over those of an earlier report. The results come first, so that nothing can lose them; charts that have no data, or that
     * gnuplot does not draw, are left out and the report says so.
     *
     * @param results whatever was measured, also when that is not all.
     * @param folder  an existing folder.
     * @throws UncheckedIOException when a file cannot be written.
     */
    public static void write(final Results results, final Path folder) {
        results.write(folder);
        final Report report = new Report(results, folder);
        try {
            report.draw();
            final Document document = new ReportText(report.evaluation, report.figures, report.leftOut).document();
            Files.writeString(folder.resolve("report.md"), document.markdown());
            Files.writeString(folder.resolve("report.html"), document.html(style()));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void draw() throws IOException {
        for (final String name : CHARTS) {
            Files.deleteIfExists(folder.resolve(name + ".png"));
            Files.deleteIfExists(folder.resolve(name + ".svg"));
        }
        try {
            draw("There is no chart of answered rates: no rate was run.", AnsweredChart.of(evaluation));
            draw("There is no chart of processor time: nobody answered.", CpuChart.of(evaluation));
            draw("There is no chart of latencies: none were measured.", LatencyChart.of(evaluation));
        } catch (final SetupException e) {
            LOG.warn("charts left out: {}", e.getMessage());
            leftOut.add("Charts are missing: " + e.getMessage() + ".");
        }
    }

    private void draw(final String missing, final Optional<Chart> drawn) throws IOException {
        if (drawn.isEmpty()) {
            leftOut.add(missing);
            return;
        }
        final Chart chart = drawn.get();
        final String svg = Svg.titled(Gnuplot.svg(chart.script()), chart.caption());
        Files.write(folder.resolve(chart.name() + ".png"), Gnuplot.png(chart.script()));
        Files.writeString(folder.resolve(chart.name() + ".svg"), svg);
        figures.add(new Document.Figure(chart, svg));
    }

    private static String style() throws IOException {
        try (InputStream style = Report.class.getResourceAsStream(STYLE)) {
            return new String(style.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
