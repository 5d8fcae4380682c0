package io.ringway.lab;

import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a short command to its end. */
public final class Command {
    private Command() {}

    /**
     * Runs a command.
     *
     * @param command program and arguments.
     * @return what it printed on both streams.
     * @throws SetupException when it cannot be started or fails, with its last line.
     */
    public static String run(final List<String> command) {
        try {
            final Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            final int status = process.waitFor();
            if (status != 0) {
                throw new SetupException("'" + String.join(" ", command) + "' failed with status " + status + ": "
                        + output.strip().lines().reduce("", (first, second) -> second));
            }
            return output;
        } catch (final IOException e) {
            throw new SetupException("'" + command.getFirst() + "' cannot be started: " + e.getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted", e);
        }
    }

    /**
     * Runs a command given as one line.
     *
     * @param line words separated by single spaces, none of which holds a space.
     * @return what it printed on both streams.
     */
    public static String run(final String line) {
        return run(List.of(line.split(" ", -1)));
    }
}
