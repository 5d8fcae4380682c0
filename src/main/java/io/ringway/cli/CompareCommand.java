package io.ringway.cli;

import io.ringway.lab.report.Comparison;
import io.ringway.lab.results.Results;
import io.ringway.settings.SetupException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Compares two result folders of the lab; {@code perf/compare} calls it. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Say what became better or worse from one result folder of the lab to another.")
final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "The older result folder.")
    private Path a;

    @Parameters(index = "1", paramLabel = "B", description = "The newer result folder.")
    private Path b;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    CompareCommand() {}

    @Override
    public Integer call() {
        final Comparison comparison = Comparison.of(read(a), read(b));
        final PrintWriter out = spec.commandLine().getOut();
        out.print(json ? json(comparison) : comparison.text());
        out.flush();
        return 0;
    }

    private static Results read(final Path folder) {
        try {
            return Results.read(folder);
        } catch (final UncheckedIOException e) {
            throw new SetupException(
                    "no results in " + folder + " (" + e.getCause().getMessage()
                            + "); name a folder that perf/lab wrote",
                    e);
        }
    }

    private static String json(final Comparison comparison) {
        return JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(comparison)
                + "\n";
    }
}
