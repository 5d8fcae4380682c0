package io.ringway.lab.contender;

import io.ringway.lab.results.Target;
import io.ringway.settings.SetupException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The job that all contenders do. */
public interface Scenario {
    /**
     * Its name on the command line and in results.
     *
     * @return one word.
     */
    String id();

    /**
     * Who can do it, in the order of legends.
     *
     * @return every contender that {@link #configuration} knows.
     */
    List<ContenderKind> contenders();

    /**
     * Who is measured unless told otherwise.
     *
     * @return some or all of the contenders.
     */
    default List<ContenderKind> usualContenders() {
        return contenders();
    }

    /**
     * One of its contenders.
     *
     * @param id as on the command line.
     * @return which.
     * @throws SetupException when there is none, naming those that there are.
     */
    default ContenderKind contender(final String id) {
        return contenders().stream()
                .filter(kind -> kind.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new SetupException("no contender '" + id + "' in " + id() + "; there are "
                        + contenders().stream().map(ContenderKind::id).collect(Collectors.joining(", "))));
    }

    /**
     * What is to be reached.
     *
     * @return ratios of contenders that are among {@link #usualContenders}; none when everybody is compared with everybody.
     */
    default List<Target> targets() {
        return List.of();
    }

    /**
     * Whether a contender's answers must come from its packet cache, and its own counts show that.
     *
     * @param kind which contender.
     * @return false when it may answer as it likes.
     */
    default boolean answersFromCache(final ContenderKind kind) {
        return false;
    }

    /**
     * What every answer of a contender must carry.
     *
     * @param kind which contender.
     * @return a response code as kdig and kxdpgun print it.
     */
    String responseCode(ContenderKind kind);

    /**
     * Whether the load is a flood that contenders drop, so that what they count as dropped takes the place of answers.
     *
     * @return false when every query is to be answered.
     */
    default boolean floods() {
        return false;
    }

    /**
     * Whether contenders forward, so that their sites need a backend.
     *
     * @return false when they answer themselves.
     */
    default boolean forwards() {
        return false;
    }

    /**
     * Which rates are offered unless told otherwise.
     *
     * @return the sweep.
     */
    Sweep sweep();

    /**
     * A contender's configuration for the job.
     *
     * @param kind which contender.
     * @param site where it serves.
     * @return the text of its configuration file, which is empty for the reflector; nothing when it cannot do this job.
     */
    Optional<String> configuration(ContenderKind kind, Site site);

    /**
     * Offered rates, ascending: the lowest, and then others between two shares of what the injector can send, where the best of every contender
     * is to be expected.
     *
     * @param lowest   queries a second that every contender should keep up with
     * @param from     share of the injector's ceiling for the second rate, 0 to 1
     * @param to       share for the highest
     * @param spacing  how those between them are chosen
     * @param steps    how many rates
     */
    record Sweep(long lowest, double from, double to, Spacing spacing, int steps) {}

    /** How rates follow each other. */
    enum Spacing {
        /** Equal differences: contenders differ by little. */
        EVEN,
        /** Equal ratios: they differ by much. */
        GEOMETRIC
    }
}
