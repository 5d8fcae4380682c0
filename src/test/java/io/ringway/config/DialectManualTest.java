package io.ringway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.config.lua.Diagnostics;
import io.ringway.config.lua.LuaRuntime;
import io.ringway.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/manual/dialect.md and the registry together. */
class DialectManualTest {
    private static final Path MANUAL =
            Path.of(System.getProperty("ringway.basedir", "."), "docs", "manual", "dialect.md");
    private static final Pattern BLOCK = Pattern.compile("(?s)```lua\\n(.*?)```");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyExampleRuns() throws IOException {
        final List<DynamicTest> tests = new ArrayList<>();
        final Matcher blocks = BLOCK.matcher(Files.readString(MANUAL));
        while (blocks.find()) {
            final String example = blocks.group(1);
            tests.add(DynamicTest.dynamicTest(example.lines().findFirst().orElseThrow(), () -> {
                final Path file = Files.writeString(folder.resolve("example.conf"), example);
                final List<String> warnings = new ArrayList<>();
                final Settings settings = new ConfigurationLoader(false, warnings::add)
                        .load(Optional.of(file), List.of(), List.of(), false);
                final RecordingServers servers = new RecordingServers();
                final RecordingRules rules = new RecordingRules();
                for (int second = 0; second < 3; second++) {
                    settings.maintenance().ifPresent(task -> task.run(servers, rules, warnings::add));
                }
                assertThat(warnings).isEmpty();
            }));
        }
        assertThat(tests).hasSizeGreaterThan(8);
        return tests.stream();
    }

    @Test
    void everyServedFunctionIsDescribed() throws IOException {
        final String manual = Files.readString(MANUAL);
        for (final String name : served()) {
            assertThat(manual).as("docs/manual/dialect.md describes %s", name).contains(name + "(");
        }
    }

    @Test
    void theListsAtTheEndAreTheRegistrys() throws IOException {
        final String manual = Files.readString(MANUAL);
        final int accepted = manual.indexOf("## Accepted without effect");
        final int refused = manual.indexOf("## Not served yet");
        assertThat(names(manual.substring(accepted, refused)))
                .isEqualTo(new TreeSet<>(UnservedFunctions.ACCEPTED.keySet()));
        assertThat(names(manual.substring(refused))).isEqualTo(new TreeSet<>(UnservedFunctions.REFUSED.keySet()));
    }

    @Test
    void noNameIsBothServedAndRefused() {
        final List<String> served = served();
        assertThat(UnservedFunctions.REFUSED.keySet()).doesNotContainAnyElementsOf(served);
        assertThat(UnservedFunctions.ACCEPTED.keySet()).doesNotContainAnyElementsOf(served);
        assertThat(UnservedFunctions.REFUSED.keySet()).doesNotContainAnyElementsOf(UnservedFunctions.ACCEPTED.keySet());
    }

    private static List<String> served() {
        try (LuaRuntime runtime = new LuaRuntime(new Diagnostics(false, warning -> {}))) {
            return List.copyOf(
                    new Dialect(new SettingsBuilder(), runtime).served().keySet());
        }
    }

    private static Set<String> names(final String text) {
        final Set<String> names = new TreeSet<>();
        final Matcher matcher = NAME.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
