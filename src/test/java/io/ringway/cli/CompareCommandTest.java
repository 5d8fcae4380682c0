package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.results.Contender;
import io.ringway.lab.results.RateRun;
import io.ringway.lab.results.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The {@code compare} command: what it prints, and its status. */
class CompareCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void measureTwice() throws IOException {
        write("a", 100, "6.12");
        write("b", 200, "6.12");
        write("c", 200, "7.0");
    }

    @Test
    void printsATable() {
        assertThat(compare("a", "b")).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("best answered rate, /s")
                .contains("2.000")
                .contains("better");
    }

    @Test
    void printsJson() {
        assertThat(compare("a", "b", "--json")).as(err.toString()).isZero();
        final JsonNode row =
                JsonMapper.shared().readTree(out.toString()).get("rows").get(0);
        assertThat(row.get("contender").asString()).isEqualTo("one");
        assertThat(row.get("a").asDouble()).isEqualTo(100);
        assertThat(row.get("b").asDouble()).isEqualTo(200);
        assertThat(row.get("interval").get("ratio").asDouble()).isEqualTo(2);
        assertThat(row.get("interval").get("method").asString()).isEqualTo("bootstrap");
        assertThat(row.get("verdict").asString()).isEqualTo("better");
    }

    @Test
    void refusesAnotherMachine() {
        assertThat(compare("a", "c")).isEqualTo(Ringway.FAILURE);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("ringway: ").contains("\n  kernel: 6.12 in A, 7.0 in B\n");
    }

    @Test
    void saysWhichFolderHasNoResults() {
        assertThat(compare("a", "nowhere")).isEqualTo(Ringway.FAILURE);
        assertThat(err.toString())
                .contains("no results in " + folder.resolve("nowhere"))
                .contains("perf/lab");
    }

    private int compare(final String a, final String b, final String... options) {
        final String[] arguments = new String[3 + options.length];
        arguments[0] = "compare";
        arguments[1] = folder.resolve(a).toString();
        arguments[2] = folder.resolve(b).toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        final CommandLine commandLine = Ringway.commandLine(arguments);
        return commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private void write(final String name, final int answered, final String kernel) throws IOException {
        final List<RateRun> runs = List.of(run(1, answered), run(2, answered), run(3, answered));
        new Results(
                        "refused",
                        "now",
                        true,
                        Map.of(Results.COMMIT, name, "kernel", kernel),
                        List.of(new Contender("one", "One", "1", Contender.Role.RINGWAY)),
                        0,
                        runs,
                        List.of(),
                        List.of())
                .write(Files.createDirectories(folder.resolve(name)));
    }

    private static RateRun run(final int repetition, final int answered) {
        return new RateRun("one", repetition, RateRun.Phase.SWEEP, 300, 1, 300, answered, 1, 1, 1);
    }
}
