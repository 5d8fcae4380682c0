package io.ringway.lab;

import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A folder for files that only an experiment needs, {@code ringway-PID-…}: what a killed process left, the next one removes. */
public final class ScratchFolder implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("java.io.tmpdir"));
    private static final Pattern NAME = Pattern.compile("ringway-(\\d+)-.*");

    private final Path path;

    private ScratchFolder(final Path path) {
        this.path = path;
    }

    /**
     * Makes an empty folder.
     *
     * @return the folder, to be closed.
     */
    public static ScratchFolder create() {
        try {
            removeStale();
            return new ScratchFolder(Files.createTempDirectory(
                    ROOT, "ringway-" + ProcessHandle.current().pid() + "-"));
        } catch (final IOException e) {
            throw new SetupException("no folder can be made under " + ROOT + ": " + e.getMessage(), e);
        }
    }

    private static void removeStale() throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(ROOT, "ringway-*")) {
            for (final Path folder : folders) {
                final Matcher matcher = NAME.matcher(folder.getFileName().toString());
                if (matcher.matches()
                        && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                    new ScratchFolder(folder).close();
                }
            }
        }
    }

    /**
     * A file in it.
     *
     * @param name its name.
     * @return its path, whether or not it exists.
     */
    public Path file(final String name) {
        return path.resolve(name);
    }

    /** Removes the folder with everything in it. */
    @Override
    public void close() throws IOException {
        try (var files = Files.walk(path)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
