package io.ringway.tuning;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One run of ringway-tune that has ended.
 *
 * @param status exit status; 137 after SIGKILL
 * @param output standard output
 * @param errors standard error
 */
record TuneRun(int status, String output, String errors) {
    /** Runs a command with variables added to the environment, and waits for its end. */
    static TuneRun of(final List<String> command, final Map<String, String> environment) throws IOException {
        final Path errors = Files.createTempFile("ringway-tune-", ".errors");
        try {
            final ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            final Process process = builder.start();
            process.getOutputStream().close();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            final int status = process.waitFor();
            return new TuneRun(status, output, Files.readString(errors));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a command ran: " + command, e);
        } finally {
            Files.deleteIfExists(errors);
        }
    }
}
