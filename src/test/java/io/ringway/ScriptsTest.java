package io.ringway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gate of the shell scripts: every one parses, can be executed, and leaves shellcheck with nothing to say. */
class ScriptsTest {
    private static final Path ROOT = Path.of(System.getProperty("ringway.basedir", ""));
    private static final List<String> FOLDERS = List.of("bin", ".ci", "perf", "tuning", "src/main/dist");

    @Test
    void findsTheLauncher() throws IOException {
        assertThat(scripts()).contains(ROOT.resolve("bin/ringway"), ROOT.resolve("bin/mvnw"), ROOT.resolve(".ci/run"));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void parses(final Path script) throws Exception {
        assertThat(outputOf("bash", "-n", script.toString())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void isExecutable(final Path script) {
        assertThat(script).isExecutable();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void satisfiesShellcheck(final Path script) throws Exception {
        assertThat(outputOf("shellcheck", "--", script.toString())).isEmpty();
    }

    static List<Path> scripts() throws IOException {
        final List<Path> found = new ArrayList<>();
        for (final String folder : FOLDERS) {
            final Path start = ROOT.resolve(folder);
            if (Files.isDirectory(start)) {
                try (Stream<Path> files = Files.walk(start)) {
                    files.filter(Files::isRegularFile)
                            .filter(ScriptsTest::isShellScript)
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private static boolean isShellScript(final Path file) {
        try (var in = Files.newInputStream(file)) {
            final String start = new String(in.readNBytes(64), StandardCharsets.ISO_8859_1);
            final String firstLine = start.lines().findFirst().orElse("");
            return firstLine.startsWith("#!") && firstLine.matches(".*\\b(ba)?sh\\b.*");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command prints on both streams, with its status when that is not 0. */
    private static String outputOf(final String... command) throws IOException, InterruptedException {
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        final int status = process.waitFor();
        return status == 0 ? output : output + "exit status " + status;
    }
}
