package io.ringway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replays what the fuzzer has found worth keeping. */
class CorpusTest {
    private static final Path CORPUS =
            Path.of(System.getProperty("ringway.basedir", "."), "src", "test", "resources", "fuzz");
    private static final int LEAST = 20;

    /** The targets, each with the folder of its corpus. */
    enum Target {
        WIRE("WireParsingFuzzer", WireParsingFuzzer::fuzzerTestOneInput),
        FRAME("FrameFuzzer", FrameFuzzer::fuzzerTestOneInput),
        CACHE("CacheFuzzer", CacheFuzzer::fuzzerTestOneInput),
        RULES("RulesFuzzer", RulesFuzzer::fuzzerTestOneInput);

        private final String folder;

        @SuppressWarnings("ImmutableEnumChecker") // a static method
        private final Consumer<byte[]> function;

        Target(final String folder, final Consumer<byte[]> function) {
            this.folder = folder;
            this.function = function;
        }
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void findsNothingInTheCorpus(final Target target) throws IOException {
        final List<Path> files;
        try (Stream<Path> all = Files.list(CORPUS.resolve(target.folder))) {
            files = all.sorted().toList();
        }
        assertThat(files).as("corpus of %s", target.folder).hasSizeGreaterThan(LEAST);
        for (final Path file : files) {
            try {
                target.function.accept(Files.readAllBytes(file));
            } catch (final AssertionError | RuntimeException e) {
                throw new AssertionError(file + ": " + e.getMessage(), e);
            }
        }
    }
}
