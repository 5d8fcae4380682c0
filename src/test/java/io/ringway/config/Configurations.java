package io.ringway.config;

import io.ringway.settings.Settings;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Evaluates configurations for tests, and says what came of them without the folder in front of the file's name. */
final class Configurations {
    private final Path file;

    /** Warnings of all loads so far. */
    final List<String> warnings = new ArrayList<>();

    Configurations(final Path folder) {
        file = folder.resolve("ringway.conf");
    }

    Settings load(final String text) {
        try {
            Files.writeString(file, text);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ConfigurationLoader(false, warning -> warnings.add(shortened(warning)))
                .load(Optional.of(file), List.of(), List.of(), false);
    }

    /** The one line of a configuration that is wrong; empty when nothing is. */
    String errorOf(final String text) {
        try {
            load(text);
            return "";
        } catch (final SetupException e) {
            return shortened(e.getMessage());
        }
    }

    String shortened(final String message) {
        return message.replace(file.toString(), "ringway.conf");
    }
}
