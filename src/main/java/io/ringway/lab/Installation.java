package io.ringway.lab;

import io.ringway.settings.SetupException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the tree is that this program was built in: examples and the reflector stand beside the jar's folder. */
public final class Installation {
    private Installation() {}

    /**
     * Finds a file of the tree.
     *
     * @param relative its path from the top.
     * @return its absolute path.
     * @throws SetupException when the jar was taken away from the tree.
     */
    public static Path file(final String relative) {
        try {
            final Path built = Path.of(Installation.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
            // target/ringway.jar or target/classes
            final Path file = built.getParent().getParent().resolve(relative);
            if (Files.exists(file)) {
                return file;
            }
            throw new SetupException(
                    relative + " is not beside " + built + "; run bin/ringway from a clone of the sources");
        } catch (final URISyntaxException e) {
            throw new SetupException("the place of this program is not a file: " + e.getMessage(), e);
        }
    }
}
