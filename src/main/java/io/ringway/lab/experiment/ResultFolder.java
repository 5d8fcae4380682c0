package io.ringway.lab.experiment;

import io.ringway.lab.report.Report;
import io.ringway.lab.results.Results;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where the results go: written once, when all is measured, or by {@link #close()} with what there is when a signal ends the experiment. Any
 * thread.
 */
final class ResultFolder implements AutoCloseable {
    private final Path folder;
    private final Recording recording;
    private final Consumer<String> say;
    private boolean written;

    ResultFolder(final Path folder, final Recording recording, final Consumer<String> say) {
        this.folder = folder;
        this.recording = recording;
        this.say = say;
        try {
            if (Files.exists(folder.resolve(Results.FILE_NAME))) {
                throw new SetupException(folder + " holds results already; name another folder by --output");
            }
            Files.createDirectories(folder);
        } catch (final IOException e) {
            throw new SetupException("the folder for the results cannot be made: " + e.getMessage(), e);
        }
    }

    /** Writes the results unless they are written. */
    synchronized void write(final boolean complete) {
        if (written) {
            return;
        }
        written = true;
        report(recording.results(complete), folder);
        say.accept((complete ? "results: " : "ended early; what was measured: ") + folder.toAbsolutePath());
    }

    private static void report(final Results results, final Path folder) {
        Report.write(results, folder);
    }

    @Override
    public void close() throws IOException {
        if (!recording.isEmpty()) {
            write(false);
            return;
        }
        try (var files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(folder);
    }
}
