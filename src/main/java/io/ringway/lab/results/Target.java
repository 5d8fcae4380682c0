package io.ringway.lab.results;

/**
 * What a scenario is about: one contender is to be at least so many times as good as another of the same run.
 *
 * @param subject id of the contender that the ratio is of
 * @param other   id of the one that it is divided by
 * @param atLeast the least ratio that will do
 * @param measure what of them is compared
 */
public record Target(String subject, String other, double atLeast, Measure measure) {
    /** What is compared; more is better. */
    public enum Measure {
        /** Their best rates. */
        RATE,
        /** What a second of processor time does at their best rates: for what is faster than the injector. */
        PROCESSOR
    }

    /**
     * A target for best rates.
     *
     * @param subject id of the contender that the ratio is of.
     * @param other   id of the one that it is divided by.
     * @param atLeast the least ratio that will do.
     */
    public Target(final String subject, final String other, final double atLeast) {
        this(subject, other, atLeast, Measure.RATE);
    }
}
