package io.ringway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.Settings;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.rules.RuleSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The edge of docs/examples, and the page of the manual that explains it. */
class EdgeExampleTest {
    private static final Path DOCS = Path.of(System.getProperty("ringway.basedir", "."), "docs");
    private static final Pattern BLOCK = Pattern.compile("```lua\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private static String example() throws IOException {
        return Files.readString(DOCS.resolve("examples/edge.conf"));
    }

    @Test
    void isReadWithoutAWarning() throws IOException {
        final Configurations configurations = new Configurations(folder);
        final Settings settings = configurations.load(example());
        assertThat(configurations.warnings).isEmpty();
        assertThat(settings.xsks()).hasSize(3);
        assertThat(settings.listeners()).hasSize(6);
        assertThat(settings.rules()).hasSizeGreaterThan(30);
        assertThat(settings.rules())
                .extracting(RuleSettings::name)
                .doesNotContain("")
                .doesNotHaveDuplicates();
        assertThat(settings.forwarding().backends())
                .extracting(BackendSettings::name)
                .containsExactly("resolver1", "resolver2", "auth1", "auth2", "transfers", "abuse");
    }

    /** Every line of the file stands in the manual, in its order, and no other. */
    @Test
    void isExplainedToTheLastLine() throws IOException {
        final Matcher matcher = BLOCK.matcher(Files.readString(DOCS.resolve("manual/edge.md")));
        final List<String> explained = new ArrayList<>();
        while (matcher.find()) {
            matcher.group(1).lines().filter(line -> !line.isBlank()).forEach(explained::add);
        }
        assertThat(explained)
                .isEqualTo(example().lines().filter(line -> !line.isBlank()).toList());
    }

    @Test
    void everyPoolOfARuleHasAServer() throws IOException {
        final Settings settings = new Configurations(folder).load(example());
        final HashSet<String> served = new HashSet<>();
        settings.forwarding().backends().forEach(backend -> served.addAll(backend.pools()));
        assertThat(served).contains("", "auth", "transfers", "abuse");
        assertThat(settings.forwarding().pools())
                .allSatisfy(pool -> assertThat(served).contains(pool.name()));
    }
}
