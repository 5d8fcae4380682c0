package io.ringway.cli.machine;

import io.ringway.config.ConfigurationLoader;
import io.ringway.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** {@code -C}, as the server has it. */
final class ConfigurationOption {
    private static final Path DEFAULT_CONFIGURATION = Path.of("/etc/ringway/ringway.conf");

    @Option(
            names = {"-C", "--config"},
            paramLabel = "FILE",
            description = "Configuration, default /etc/ringway/ringway.conf where there is one.")
    private Path configuration;

    ConfigurationOption() {}

    /** What the file asks for; nothing when none was named and there is none at the usual place. */
    Optional<Settings> load() {
        if (configuration == null && !Files.exists(DEFAULT_CONFIGURATION)) {
            return Optional.empty();
        }
        final Path file = configuration == null ? DEFAULT_CONFIGURATION : configuration;
        return Optional.of(new ConfigurationLoader(
                        false,
                        warning -> LoggerFactory.getLogger(ConfigurationOption.class)
                                .warn(warning))
                .load(Optional.of(file), List.of(), List.of(), false));
    }
}
