package io.ringway.lab.results;

/**
 * Probes on a queue of their own while the injector loads another one.
 *
 * @param contender  identity of the contender
 * @param repetition from 1
 * @param fraction   share of this contender's peak that the injector offers, 0.25, 0.5 or 0.75
 * @param loadRate   what that is, queries a second
 * @param seconds    how long
 * @param probes     probes that were intended
 * @param answered   probes whose nonce came back in time
 * @param duplicates replies beyond the first to a probe
 * @param sendLagNs  99th percentile of how late the prober itself sent, nanoseconds; it is part of every latency
 * @param histogram  latencies from the intended moment in nanoseconds, as HdrHistogram encodes them (V2, compressed), in Base64
 */
public record LatencyRun(
        String contender,
        int repetition,
        double fraction,
        long loadRate,
        double seconds,
        long probes,
        long answered,
        long duplicates,
        long sendLagNs,
        String histogram) {}
