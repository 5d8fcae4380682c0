package io.ringway.backend;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one worker knows of one backend: how many of its queries wait there, how long answers took, and how much of {@code qps} is left.
 *
 * <p>Written by that worker's thread alone. {@link #outstanding}, {@link #latencyNs} and {@link #timeouts} may be read by any thread, which
 * sees them a little late.
 */
public final class BackendShare {
    private static final VarHandle OUTSTANDING;
    private static final VarHandle LATENCY;
    private static final VarHandle TIMEOUTS;

    /** Binary logarithm of the number of answers that the average goes over, as in dnsdist. */
    private static final int LATENCY_SHIFT = 7;

    private static final long NS_PER_S = 1_000_000_000;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            OUTSTANDING = lookup.findVarHandle(BackendShare.class, "outstanding", int.class);
            LATENCY = lookup.findVarHandle(BackendShare.class, "scaledLatencyNs", long.class);
            TIMEOUTS = lookup.findVarHandle(BackendShare.class, "timeouts", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Backend backend;
    private final int workers;
    private final int maxOutstanding;

    private int outstanding;

    /** The average latency times 128, so that nothing is lost by rounding. */
    private long scaledLatencyNs;

    private long timeouts;

    /**
     * The token bucket for {@code qps}, told as a time: what lies between it and now are tokens, one for each {@link #tokenNs}, and a second's
     * worth of them at the most.
     */
    private long tokensSinceNs;

    private boolean tokensCounted;
    private int tokensQps;
    private long tokenNs;

    /**
     * Nothing known yet.
     *
     * @param backend which one.
     * @param workers how many workers share its {@code qps}; each may use an equal part.
     */
    public BackendShare(final Backend backend, final int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException(workers + " workers are below 1");
        }
        this.backend = backend;
        this.workers = workers;
        final int max = backend.settings().maxOutstanding();
        maxOutstanding = max == 0 ? Integer.MAX_VALUE : max;
    }

    /**
     * The backend.
     *
     * @return the one given.
     */
    public Backend backend() {
        return backend;
    }

    /**
     * Queries that wait for an answer. Any thread.
     *
     * @return queries of this worker.
     */
    public int outstanding() {
        return (int) OUTSTANDING.getOpaque(this);
    }

    /**
     * Queries that may wait for an answer at a time.
     *
     * @return {@code maxOutstandingQueries}, or the largest number where there is no limit.
     */
    public int maxOutstanding() {
        return maxOutstanding;
    }

    /**
     * Whether a query may be sent to it now.
     *
     * @return true when it is up and has fewer queries than it may have.
     */
    public boolean isUsable() {
        return outstanding < maxOutstanding && backend.isUp();
    }

    /**
     * A query was sent.
     *
     * @param nowNs the time now.
     */
    public void sent(final long nowNs) {
        OUTSTANDING.setOpaque(this, outstanding + 1);
        if (backend.qps() != 0) {
            useToken(nowNs);
        }
    }

    /**
     * A query was answered.
     *
     * @param latencyNs nanoseconds that it took.
     */
    public void answered(final long latencyNs) {
        OUTSTANDING.setOpaque(this, outstanding - 1);
        LATENCY.setOpaque(this, scaledLatencyNs + latencyNs - (scaledLatencyNs >> LATENCY_SHIFT));
    }

    /** A query was not answered in time. The average latency stays as it is, as in dnsdist. */
    public void timedOut() {
        OUTSTANDING.setOpaque(this, outstanding - 1);
        TIMEOUTS.setOpaque(this, timeouts + 1);
    }

    /**
     * How long answers took: an exponential average over 128, which begins at 0, so that a server of which nothing is known is tried. Any
     * thread.
     *
     * @return nanoseconds.
     */
    public long latencyNs() {
        return (long) LATENCY.getOpaque(this) >> LATENCY_SHIFT;
    }

    /**
     * Queries that were not answered in time. Any thread.
     *
     * @return since the start.
     */
    public long timeouts() {
        return (long) TIMEOUTS.getOpaque(this);
    }

    /**
     * Whether this worker's part of {@code qps} is not used up. A bucket holds one second's queries, and is full at the start.
     *
     * @param nowNs the time now.
     * @return true also where there is no limit.
     */
    public boolean hasQps(final long nowNs) {
        return backend.qps() == 0 || !tokensCounted || tokensQps != backend.qps() || nowNs - tokensSinceNs >= tokenNs;
    }

    /** A query that was sent without a token, because no server had one, leaves no debt. */
    private void useToken(final long nowNs) {
        final int qps = backend.qps();
        if (!tokensCounted || tokensQps != qps) {
            tokensCounted = true;
            tokensQps = qps;
            tokenNs = qps == 0 ? 0 : NS_PER_S * workers / qps;
            tokensSinceNs = nowNs - Math.max(NS_PER_S, tokenNs);
        }
        final long tokensNs = Math.min(nowNs - tokensSinceNs, Math.max(NS_PER_S, tokenNs));
        tokensSinceNs = nowNs - Math.max(0, tokensNs - tokenNs);
    }
}
