package io.ringway.config.lua;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant, by edit distance without regard to case; two letters exchanged count as one edit. */
public final class NearestName {
    private NearestName() {}

    /** The nearest of {@code candidates}, unless even that is a different word. */
    static Optional<String> of(final String name, final Collection<String> candidates) {
        final int tolerance = Math.max(2, name.length() / 3);
        return candidates.stream()
                .filter(candidate -> distance(name, candidate) <= tolerance)
                .min(Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /**
     * What to add to a message.
     *
     * @param name       what was written.
     * @param candidates what there is.
     * @return {@code "; did you mean 'X'?"}, or nothing.
     */
    public static String hint(final String name, final Collection<String> candidates) {
        return of(name, candidates)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("");
    }

    static int distance(final String a, final String b) {
        final String left = a.toLowerCase(Locale.ROOT);
        final String right = b.toLowerCase(Locale.ROOT);
        final int[][] distances = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            distances[i][0] = i;
        }
        for (int j = 0; j <= right.length(); j++) {
            distances[0][j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            for (int j = 1; j <= right.length(); j++) {
                final boolean same = left.charAt(i - 1) == right.charAt(j - 1);
                int least = Math.min(
                        distances[i - 1][j - 1] + (same ? 0 : 1),
                        1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
                if (i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1)) {
                    least = Math.min(least, distances[i - 2][j - 2] + 1);
                }
                distances[i][j] = least;
            }
        }
        return distances[left.length()][right.length()];
    }
}
