package io.ringway.settings.backend;

import java.util.Optional;

/**
 * How the health of a backend is checked: the dialect's {@code healthCheckMode}, {@code check…}, {@code maxCheckFailures}, {@code rise} and
 * {@code lazyHealthCheck…}.
 *
 * @param mode        who decides whether it is up
 * @param name        name that is asked for, with the final dot
 * @param type        type that is asked for
 * @param qclass      class that is asked for
 * @param intervalS   seconds between two checks, at least 1
 * @param timeoutMs   milliseconds that an answer may take
 * @param maxFailures checks in a row that must fail before it is down, at least 1
 * @param rise        checks in a row that must succeed before it is up again, at least 1
 * @param tcp         whether checks go over TCP
 * @param setCd       whether the CD bit is set
 * @param mustResolve whether the answer may be neither NXDOMAIN nor an error of any kind
 * @param lazy        what lazy mode goes by
 * @param function    {@code checkFunction}, which chooses what is asked
 */
public record HealthCheckSettings(
        Mode mode,
        String name,
        int type,
        int qclass,
        int intervalS,
        int timeoutMs,
        int maxFailures,
        int rise,
        boolean tcp,
        boolean setCd,
        boolean mustResolve,
        Lazy lazy,
        Optional<HealthCheckFunction> function) {
    /** The dialect's defaults. */
    public static final HealthCheckSettings DEFAULT = new HealthCheckSettings(
            Mode.AUTO, "a.root-servers.net.", 1, 1, 1, 1000, 1, 1, false, false, false, Lazy.DEFAULT, Optional.empty());

    /**
     * The same with another mode.
     *
     * @param value the new one.
     * @return a copy.
     */
    public HealthCheckSettings withMode(final Mode value) {
        return new HealthCheckSettings(
                value,
                name,
                type,
                qclass,
                intervalS,
                timeoutMs,
                maxFailures,
                rise,
                tcp,
                setCd,
                mustResolve,
                lazy,
                function);
    }

    /** Who decides whether a backend is up. */
    public enum Mode {
        /** Checks at fixed intervals. */
        AUTO,
        /** Always up. */
        UP,
        /** Always down. */
        DOWN,
        /** The answers to clients' queries; checks only after those have become bad. */
        LAZY
    }

    /**
     * When lazy mode begins to check, and how often it does then.
     *
     * @param sampleSize           answers of late that are looked at ({@code lazyHealthCheckSampleSize})
     * @param minSampleCount       answers that there must be before any of it counts ({@code lazyHealthCheckMinSampleCount})
     * @param thresholdPercent     share of bad ones from which on it is checked, 1 to 100 ({@code lazyHealthCheckThreshold})
     * @param timeoutsOnly         whether only time-outs are bad ({@code lazyHealthCheckMode="TimeoutOnly"}), else SERVFAIL as well
     * @param failedIntervalS      seconds between checks while it is down ({@code lazyHealthCheckFailedInterval})
     * @param exponentialBackOff   whether that doubles with each failure ({@code lazyHealthCheckUseExponentialBackOff})
     * @param maxBackOffS          seconds to which it may double ({@code lazyHealthCheckMaxBackOff})
     */
    public record Lazy(
            int sampleSize,
            int minSampleCount,
            int thresholdPercent,
            boolean timeoutsOnly,
            int failedIntervalS,
            boolean exponentialBackOff,
            int maxBackOffS) {
        /** The dialect's defaults. */
        public static final Lazy DEFAULT = new Lazy(100, 1, 20, false, 30, false, 3600);
    }
}
