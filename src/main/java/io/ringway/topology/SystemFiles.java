package io.ringway.topology;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's files below {@code /sys} and {@code /proc}, or a recording of them below another root. A file that is missing or that the kernel
 * does not let one read is an absent value: what a machine does not tell, it does not have. Any thread.
 *
 * @param root {@code /} for the machine itself
 */
public record SystemFiles(Path root) {
    /** Those of this machine. */
    public static final SystemFiles LIVE = new SystemFiles(Path.of("/"));

    /**
     * Reads a file.
     *
     * @param path absolute, below the root.
     * @return its text without white space at both ends.
     */
    public Optional<String> text(final String path) {
        try {
            return Optional.of(Files.readString(resolve(path)).strip());
        } catch (final IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads a number.
     *
     * @param path     absolute, below the root.
     * @param fallback what stands for a missing one.
     * @return the number.
     */
    public int number(final String path, final int fallback) {
        try {
            return text(path).map(Integer::parseInt).orElse(fallback);
        } catch (final NumberFormatException e) {
            return fallback;
        }
    }

    /**
     * Reads a list of processors.
     *
     * @param path absolute, below the root.
     * @return empty when there is none.
     */
    public CpuSet cpus(final String path) {
        try {
            return text(path).map(CpuSet::parse).orElse(CpuSet.NONE);
        } catch (final IllegalArgumentException e) {
            return CpuSet.NONE;
        }
    }

    /**
     * The value of a line {@code name: value} or {@code name<tab>value}.
     *
     * @param path absolute, below the root.
     * @param name what the line begins with, its colon included.
     * @return the rest of the first such line.
     */
    public Optional<String> line(final String path, final String name) {
        return text(path)
                .flatMap(text -> text.lines()
                        .filter(line -> line.startsWith(name))
                        .map(line -> line.substring(name.length()).strip())
                        .findFirst());
    }

    /**
     * The names in a folder.
     *
     * @param path absolute, below the root.
     * @return sorted; empty when there is no such folder.
     */
    public List<String> names(final String path) {
        final List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(resolve(path))) {
            for (final Path entry : entries) {
                names.add(entry.getFileName().toString());
            }
        } catch (final IOException e) {
            return List.of();
        }
        Collections.sort(names);
        return names;
    }

    private Path resolve(final String path) {
        return root.resolve(path.substring(1));
    }
}
