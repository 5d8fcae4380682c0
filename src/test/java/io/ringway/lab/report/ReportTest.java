package io.ringway.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.report.chart.CurveStyle;
import io.ringway.lab.report.chart.Gnuplot;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.RateRun;
import io.ringway.lab.results.Results;
import io.ringway.lab.results.Target;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The folder of a result, drawn by the real gnuplot. */
class ReportTest {
    private static final List<String> CHARTS = List.of("answered", "cpu", "latency");
    private static final List<String> LOADING = List.of("src", "href", "xlink:href", "data", "srcset", "action");

    @TempDir
    private Path folder;

    @Test
    void writesEverythingOfCompleteResults() throws Exception {
        Report.write(SyntheticResults.complete(), folder);
        assertThat(files())
                .containsExactlyInAnyOrder(
                        "results.json",
                        "report.md",
                        "report.html",
                        "answered.png",
                        "answered.svg",
                        "cpu.png",
                        "cpu.svg",
                        "latency.png",
                        "latency.svg");
        for (final String chart : CHARTS) {
            final BufferedImage image =
                    ImageIO.read(folder.resolve(chart + ".png").toFile());
            assertThat(image.getWidth()).isEqualTo(Gnuplot.WIDTH);
            assertThat(image.getHeight()).isEqualTo(Gnuplot.HEIGHT);
            assertThat(parsed(chart + ".svg").getDocumentElement().getTagName()).isEqualTo("svg");
        }
        assertThat(Results.read(folder)).isEqualTo(SyntheticResults.complete());
    }

    @Test
    void holdsEveryChartInOnePageThatLoadsNothing() throws Exception {
        Report.write(SyntheticResults.complete(), folder);
        final Document page = parsed("report.html");
        assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(CHARTS.size());
        final NodeList elements = page.getElementsByTagName("*");
        final Set<String> ids = new HashSet<>();
        for (int i = 0; i < elements.getLength(); i++) {
            final Element element = (Element) elements.item(i);
            assertThat(element.getTagName()).isNotIn("script", "link", "img", "iframe", "object", "image");
            if (element.hasAttribute("id")) {
                assertThat(ids.add(element.getAttribute("id")))
                        .as(element.getAttribute("id"))
                        .isTrue();
            }
        }
        for (int i = 0; i < elements.getLength(); i++) {
            final Element element = (Element) elements.item(i);
            for (final String attribute : LOADING) {
                if (element.hasAttribute(attribute)) {
                    assertThat(element.getAttribute(attribute)).startsWith("#");
                    assertThat(ids).contains(element.getAttribute(attribute).substring(1));
                }
            }
        }
        assertThat(text("report.html")).doesNotContain("@import").doesNotContain("url(http");
    }

    @Test
    void drawsAContenderAlikeInAllCharts() throws Exception {
        Report.write(SyntheticResults.complete(), folder);
        final CurveStyle style =
                CurveStyle.of(SyntheticResults.complete().contenders()).get("ringway-xdp-shared");
        assertThat(style.colour()).isEqualTo("#0072b2");
        for (final String chart : CHARTS) {
            assertThat(text(chart + ".svg")).contains("rgb(  0, 114, 178)").contains("Ringway AF_XDP");
        }
    }

    @Test
    void saysTheRatiosAndTheWarnings() throws Exception {
        Report.write(SyntheticResults.seven(3, 1.1).build(), folder);
        assertThat(text("report.md"))
                .contains("| Ringway AF_XDP, shared against | best answered rate |")
                .contains("| dnsdist AF_XDP | 2.")
                .contains("Ringway AF_XDP, shared: limited by the injector.")
                .contains("probes lost, which are in no percentile: 9 of 60,009 at a quarter of its peak")
                .contains("![Answered rate against offered rate")
                .contains("| kernel | 6.12.0 |")
                .doesNotContain("NaN");
        assertThat(text("report.html")).contains("limited by the injector").doesNotContain("NaN");
    }

    @Test
    void comparesForwardingWithWhoeverGoesTheSameWay() throws Exception {
        final Contender.Role ringway = Contender.Role.RINGWAY;
        final Contender.Role peer = Contender.Role.PEER;
        final Results results = new SyntheticResults()
                .scenario("forward")
                .contender("floor", "C reflector", Contender.Role.FLOOR, 500_000, 1, 1)
                .contender("ringway-xdp-xdp", "Ringway AF_XDP to AF_XDP", ringway, 200_000, 4, 1)
                .contender("ringway-xdp-regular", "Ringway AF_XDP to regular", ringway, 120_000, 7, 1)
                .contender("ringway-regular", "Ringway regular stack", ringway, 100_000, 9, 1)
                .contender("dnsdist-xdp-xdp", "dnsdist AF_XDP to AF_XDP", peer, 80_000, 10, 1)
                .contender("dnsdist-regular", "dnsdist regular stack", peer, 70_000, 12, 1)
                .build();
        Report.write(results, folder);
        assertThat(text("report.md"))
                .contains("| server | against | best answered rate |")
                .contains("| Ringway AF_XDP to AF_XDP | dnsdist AF_XDP to AF_XDP | 2.")
                .contains("| Ringway regular stack | dnsdist regular stack | 1.")
                .contains("Ringway AF_XDP to AF_XDP answers ", "Ringway regular stack answers ")
                .doesNotContain("Ringway AF_XDP to regular answers ")
                .doesNotContain("| Ringway AF_XDP to AF_XDP | dnsdist regular stack |")
                .doesNotContain("| Ringway AF_XDP to AF_XDP | C reflector |");
    }

    @Test
    void saysWhetherTargetsAreReached() throws Exception {
        final Results results = new SyntheticResults()
                .scenario("cache")
                .contender("ringway-xdp-refused", "Ringway AF_XDP, REFUSED", Contender.Role.RINGWAY, 300_000, 3, 1)
                .contender("ringway-xdp-cache", "Ringway AF_XDP, cache", Contender.Role.RINGWAY, 200_000, 4, 1)
                .contender("dnsdist-xdp-cache", "dnsdist AF_XDP, cache", Contender.Role.PEER, 80_000, 10, 1)
                .target("ringway-xdp-cache", "ringway-xdp-refused", 0.9)
                .build();
        Report.write(results, folder);
        assertThat(Results.read(folder)).isEqualTo(results);
        assertThat(text("report.md"))
                .contains("| Ringway AF_XDP, cache against | best answered rate | target | CPU per answer there |")
                .containsPattern("\\| Ringway AF_XDP, REFUSED \\| 0\\.\\d+ \\| at least 0.90: missed \\|")
                .containsPattern("\\| dnsdist AF_XDP, cache \\| 2\\.\\d+ \\| – \\|");
        Report.write(
                new SyntheticResults()
                        .contender("a", "A", Contender.Role.RINGWAY, 300_000, 3, 1)
                        .contender("b", "B", Contender.Role.RINGWAY, 200_000, 4, 1)
                        .target("a", "b", 1.2)
                        .target("absent", "b", 1.2)
                        .build(),
                folder);
        assertThat(text("report.md")).contains("| at least 1.20: reached |").doesNotContain("absent");
    }

    @Test
    void comparesWhatAProcessorCouldDoWhereTheInjectorLimits() throws Exception {
        Report.write(
                new SyntheticResults()
                        .scenario("attack")
                        .manifest(Results.ANSWERS, "what the server dropped")
                        .contender("kernel", "In the kernel", Contender.Role.RINGWAY, 600_000, 0.5, 1)
                        .contender("worker", "In the worker", Contender.Role.RINGWAY, 600_000, 2, 1)
                        .target("kernel", "worker", 3, Target.Measure.PROCESSOR)
                        .build(),
                folder);
        assertThat(text("report.md"))
                .contains("Counted as answers is what the server dropped.")
                .containsPattern("at least 3.00 for a processor, is \\d\\.\\d+: reached");
    }

    @Test
    void saysThatTheProberWasLate() throws Exception {
        final Results results = new SyntheticResults()
                .sendLag(20_000)
                .contender("ringway-xdp-shared", "Ringway", Contender.Role.RINGWAY, 300_000, 3, 1)
                .incomplete()
                .build();
        Report.write(results, folder);
        assertThat(text("report.md"))
                .contains(
                        "the prober itself sent late (p99), by more than 10 % of the median latency: 20.0 µs at a quarter")
                .contains("One repetition")
                .contains("Incomplete");
    }

    @Test
    void leavesOutWhatWasNotMeasured() throws Exception {
        Report.write(SyntheticResults.complete(), folder);
        final Results whole = SyntheticResults.complete();
        final List<Contender> contenders = new ArrayList<>(whole.contenders());
        contenders.add(new Contender("silent", "A <silent> | server", "1", Contender.Role.PEER));
        contenders.add(new Contender("absent", "An absent server", "1", Contender.Role.PEER));
        final List<RateRun> runs = new ArrayList<>(whole.rateRuns().subList(0, 20));
        runs.add(new RateRun("silent", 1, RateRun.Phase.SWEEP, 60_000, 5, 300_000, 0, 1, 1, 1));
        Report.write(
                new Results("refused", "now", false, whole.manifest(), contenders, 0, runs, List.of(), List.of()),
                folder);
        assertThat(files()).contains("answered.png", "cpu.svg").doesNotContain("latency.png", "latency.svg");
        assertThat(text("report.md"))
                .contains("There is no chart of latencies")
                .contains("A \\<silent\\> \\| server: no answers at any rate.")
                .contains("An absent server: no rate was run.")
                .doesNotContain("latency.png");
        assertThat(parsed("report.html").getElementsByTagName("svg").getLength())
                .isEqualTo(2);
    }

    @Test
    void writesAReportOfNothing() throws Exception {
        Report.write(
                new Results("refused", "now", false, Map.of(), List.of(), 0, List.of(), List.of(), List.of()), folder);
        assertThat(files()).containsExactlyInAnyOrder("results.json", "report.md", "report.html");
        assertThat(parsed("report.html").getElementsByTagName("svg").getLength())
                .isZero();
        assertThat(text("report.md")).contains("Incomplete").contains("There is no chart of answered rates");
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            final Set<String> names = new HashSet<>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return names;
        }
    }

    private String text(final String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private Document parsed(final String name) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(folder.resolve(name).toFile());
    }
}
