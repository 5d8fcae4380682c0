package io.ringway.lab.results;

/**
 * One offered rate, held for some seconds against a running contender.
 *
 * @param contender  identity of the contender
 * @param repetition from 1; each is a fresh start of the server
 * @param phase      why it was run
 * @param askedRate  what the injector was told to send, queries a second
 * @param seconds    how long
 * @param offered    queries that it sent
 * @param answered   replies that it got
 * @param userS      time that the server's processors worked in user space, seconds
 * @param systemS    the same in system calls
 * @param softirqS   the same in interrupts; on a veth pair they work for the other end's receiver too
 */
public record RateRun(
        String contender,
        int repetition,
        Phase phase,
        long askedRate,
        double seconds,
        long offered,
        long answered,
        double userS,
        double systemS,
        double softirqS) {
    private static final double US_PER_S = 1e6;

    /** Why a rate was run. */
    public enum Phase {
        /** A step of the sweep that the curves are drawn from. */
        SWEEP,
        /** A trial of the search for the highest rate without, or with little, loss. */
        SEARCH,
        /** The injector at its limit. */
        CEILING
    }

    /**
     * The rate that was really offered.
     *
     * @return queries a second.
     */
    public double offeredRate() {
        return offered / seconds;
    }

    /**
     * The rate of the answers.
     *
     * @return replies a second.
     */
    public double answeredRate() {
        return answered / seconds;
    }

    /**
     * The share of queries without a reply.
     *
     * @return 0 to 1; a reply to an earlier run's query may not make it negative.
     */
    public double loss() {
        return offered == 0 ? 0 : Math.max(0, 1 - (double) answered / offered);
    }

    /**
     * Processor time of an answer: everything that the server's processors did.
     *
     * @return microseconds.
     */
    public double cpuUs() {
        return perAnswerUs(userS + systemS + softirqS);
    }

    /**
     * Processor time of an answer in the server's process and its system calls alone.
     *
     * @return microseconds.
     */
    public double processUs() {
        return perAnswerUs(userS + systemS);
    }

    /**
     * Processor time of an answer in user space.
     *
     * @return microseconds.
     */
    public double userUs() {
        return perAnswerUs(userS);
    }

    /**
     * Processor time of an answer in the server's system calls.
     *
     * @return microseconds.
     */
    public double systemUs() {
        return perAnswerUs(systemS);
    }

    /**
     * Processor time of an answer in software interrupts.
     *
     * @return microseconds, NaN without answers, like those above.
     */
    public double softirqUs() {
        return perAnswerUs(softirqS);
    }

    private double perAnswerUs(final double totalS) {
        return answered == 0 ? Double.NaN : totalS * US_PER_S / answered;
    }
}
