package io.ringway.lab.contender;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An installed server of another project.
 *
 * @param program its name
 * @param root    the folder with the system that it belongs to, nothing for this one
 * @param version as it says
 * @param xdp     whether it was built with AF_XDP
 */
public record Peer(String program, Optional<Path> root, Version version, boolean xdp) {
    /**
     * A version number that compares by its parts.
     *
     * @param text digits and points
     */
    public record Version(String text) implements Comparable<Version> {
        @Override
        public int compareTo(final Version other) {
            final String[] mine = text.split("\\.", -1);
            final String[] others = other.text.split("\\.", -1);
            for (int i = 0; i < Math.min(mine.length, others.length); i++) {
                final int difference = Integer.compare(Integer.parseInt(mine[i]), Integer.parseInt(others[i]));
                if (difference != 0) {
                    return difference;
                }
            }
            return Integer.compare(mine.length, others.length);
        }
    }
}
