package io.ringway.config.lua;

import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Where warnings go: to the operator, or with {@code --strict} into an error. */
public final class Diagnostics {
    private final boolean strict;
    private final Consumer<String> warnings;
    private final Set<String> told = new HashSet<>();
    private boolean repeats = true;

    /**
     * Where warnings go.
     *
     * @param strict   whether a warning is an error.
     * @param warnings told of each, one line with its place.
     */
    public Diagnostics(final boolean strict, final Consumer<String> warnings) {
        this.strict = strict;
        this.warnings = warnings;
    }

    /** Tells each warning once from now on: what is run every second would warn every second. */
    public void withoutRepetition() {
        repeats = false;
    }

    /**
     * Warns.
     *
     * @param location where.
     * @param message  one line: what, and how to mend it.
     * @throws SetupException with {@code --strict}.
     */
    public void warn(final SourceLocation location, final String message) {
        if (strict) {
            throw new SetupException(location, message + " (an error because of --strict)");
        }
        final String line = location + ": " + message;
        if (repeats || told.add(line)) {
            warnings.accept(line);
        }
    }
}
