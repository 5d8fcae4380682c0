package io.ringway.lab.results;

/**
 * The highest rate that was found to lose no more than allowed.
 *
 * @param contender  identity of the contender
 * @param repetition from 1
 * @param maxLoss    share of queries that may stay without a reply: 0 for the NDR (RFC 2544, section 26.1), 0.005 for the PDR
 * @param rate       queries a second that were really offered, 0 when even the lowest rate lost more
 * @param trials     runs that the search took
 */
public record Limit(String contender, int repetition, double maxLoss, double rate, int trials) {
    /** No loss at all. */
    public static final double NDR = 0;

    /** Half a percent. */
    public static final double PDR = 0.005;
}
