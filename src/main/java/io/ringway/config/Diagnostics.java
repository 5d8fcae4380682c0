package io.ringway.config;

import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import java.util.function.Consumer;

/** Where warnings go: to the operator, or with {@code --strict} into an error. */
final class Diagnostics {
    private final boolean strict;
    private final Consumer<String> warnings;

    Diagnostics(final boolean strict, final Consumer<String> warnings) {
        this.strict = strict;
        this.warnings = warnings;
    }

    void warn(final SourceLocation location, final String message) {
        if (strict) {
            throw new SetupException(location, message + " (an error because of --strict)");
        }
        warnings.accept(location + ": " + message);
    }
}
