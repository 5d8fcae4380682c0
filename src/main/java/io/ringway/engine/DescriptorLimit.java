package io.ringway.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How many more file descriptors this process may have.
 *
 * <p>The JVM raises the soft limit to the hard one when it starts ({@code -XX:+MaxFDLimit}, its default).
 */
final class DescriptorLimit {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final String NAME = "Max open files";
    /** For files, libraries and the console. */
    private static final int RESERVE = 64;

    private DescriptorLimit() {}

    /** What is left beside those that are open and a reserve; at least one. */
    static int left() {
        try (Stream<Path> open = Files.list(OPEN)) {
            return (int) Math.max(1, softLimit(Files.readString(LIMITS)) - open.count() - RESERVE);
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The soft limit in the text of {@code /proc/self/limits}. */
    static long softLimit(final String limits) {
        final String value = limits.lines()
                .filter(line -> line.startsWith(NAME))
                .map(line -> line.substring(NAME.length()).strip().split(" +", 2)[0])
                .findFirst()
                .orElseThrow();
        return value.equals("unlimited") ? Integer.MAX_VALUE : Math.min(Long.parseLong(value), Integer.MAX_VALUE);
    }
}
