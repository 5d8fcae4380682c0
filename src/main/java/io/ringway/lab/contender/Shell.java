package io.ringway.lab.contender;

import java.util.List;
import java.util.stream.Collectors;

/** Writes commands as a shell reads them. */
public final class Shell {
    private Shell() {}

    /**
     * One command.
     *
     * @param command program and arguments.
     * @return the same as a line, quoted where it must be.
     */
    public static String line(final List<String> command) {
        return command.stream()
                .map(word -> word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
