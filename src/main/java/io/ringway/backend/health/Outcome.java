package io.ringway.backend.health;

/**
 * How a check ended.
 *
 * @param success whether it counts as one
 * @param why     for people
 */
record Outcome(boolean success, String why) {
    static Outcome success(final String why) {
        return new Outcome(true, why);
    }

    static Outcome failure(final String why) {
        return new Outcome(false, why);
    }

    /** A failure that an exception tells of, by its message where it has one. */
    static Outcome failure(final Exception exception) {
        return failure(exception.getMessage() == null ? exception.toString() : exception.getMessage());
    }
}
