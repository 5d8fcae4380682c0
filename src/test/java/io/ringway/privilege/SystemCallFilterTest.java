package io.ringway.privilege;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers are the kernel headers', and a process that put the filter on itself is denied what it lists, on threads of before too. */
@Timeout(60)
class SystemCallFilterTest {
    private static final Pattern DEFINITION = Pattern.compile("#define __NR(?:3264)?_(\\w+)\\s+(\\d+)");
    private static final int EPERM = 1;

    private static List<String> linesOfFilteredProcess(final boolean mayLoad) throws Exception {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                FilteredProcess.class.getName(),
                Boolean.toString(mayLoad)));
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    @Test
    void deniesOnThreadsOfBefore() throws Exception {
        final List<String> lines = linesOfFilteredProcess(false);
        final Processor processor = Processor.current().orElseThrow();
        for (final DeniedCall call : DeniedCall.values()) {
            if (call.number(processor) != DeniedCall.ABSENT) {
                assertThat(lines).contains(call + " " + EPERM);
            }
        }
        assertThat(lines).contains("filtered true", "bpf 5 " + EPERM).doesNotContain("bpf 0 " + EPERM);
        assertThat(lines).anyMatch(line -> line.startsWith("exec ") && line.contains("error: 1"));
        if (processor == Processor.X86_64) {
            assertThat(lines).contains("x32 " + EPERM);
        }
    }

    @Test
    void letsProgramsBeLoadedWhereThatIsRetained() throws Exception {
        assertThat(linesOfFilteredProcess(true))
                .doesNotContain("bpf 5 " + EPERM)
                .contains("filtered true");
    }

    @ParameterizedTest
    @EnumSource(Processor.class)
    void numbersAreThoseOfTheKernelsHeaders(final Processor processor) throws IOException {
        final Path header =
                processor == Processor.X86_64 ? find("asm/unistd_64.h") : Path.of("/usr/include/asm-generic/unistd.h");
        if (header == null) {
            // A machine of the other kind has only its own numbers.
            return;
        }
        final Map<String, Integer> numbers = Files.readAllLines(header).stream()
                .map(DEFINITION::matcher)
                .filter(Matcher::find)
                .collect(Collectors.toMap(
                        it -> it.group(1), it -> Integer.parseInt(it.group(2)), (first, second) -> second));
        for (final DeniedCall call : DeniedCall.values()) {
            final String name = call.name().toLowerCase(Locale.ROOT);
            assertThat(call.number(processor)).as(name).isEqualTo(numbers.getOrDefault(name, DeniedCall.ABSENT));
        }
        assertThat(processor.seccompCall()).isEqualTo(numbers.get("seccomp"));
        assertThat(processor.bpfCall()).isEqualTo(numbers.get("bpf"));
    }

    private static Path find(final String name) {
        return List.of("/usr/include/x86_64-linux-gnu", "/usr/include").stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }
}
