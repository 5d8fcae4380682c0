package io.ringway.backend.health;

import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.settings.backend.HealthCheckSettings.Mode;
import java.util.concurrent.TimeUnit;

/**
 * What is known of one backend, and what the next check is to wait for: no sockets, no clock.
 *
 * <pre>
 *   UNKNOWN            first check succeeds              → HEALTHY
 *                      first check fails                 → FAILED
 *   HEALTHY            maxFailures checks in a row fail  → FAILED
 *                      clients' queries end badly (lazy) → POTENTIAL_FAILURE
 *   POTENTIAL_FAILURE  a check succeeds                  → HEALTHY
 *                      maxFailures checks in a row fail  → FAILED
 *   FAILED             rise checks in a row succeed      → HEALTHY
 * </pre>
 *
 * <p>It is up while {@code HEALTHY} or {@code POTENTIAL_FAILURE}. The first check alone decides, whatever {@code maxCheckFailures} and
 * {@code rise} say.
 * {@link Mode#UP} and {@link Mode#DOWN} hide this state and keep it for the time after. Belongs to the health thread.
 */
final class HealthState {
    /** Seconds after which the results of clients' queries are looked at again. */
    static final int LOOK_INTERVAL_S = 1;

    private static final int MAX_DOUBLINGS = 31;

    private final HealthCheckSettings settings;
    private Mode mode;
    private Phase phase = Phase.UNKNOWN;
    private int failures;
    private int successes;

    /** Where a backend stands. */
    enum Phase {
        /** Not checked yet; counts as down. */
        UNKNOWN,
        /** Up. */
        HEALTHY,
        /** Up, but clients' queries have ended badly; in lazy mode alone. */
        POTENTIAL_FAILURE,
        /** Down. */
        FAILED
    }

    HealthState(final HealthCheckSettings settings) {
        this.settings = settings;
        mode = settings.mode();
    }

    Mode mode() {
        return mode;
    }

    Phase phase() {
        return phase;
    }

    boolean isForced() {
        return mode == Mode.UP || mode == Mode.DOWN;
    }

    boolean isKnown() {
        return isForced() || phase != Phase.UNKNOWN;
    }

    boolean isUp() {
        return isForced() ? mode == Mode.UP : phase == Phase.HEALTHY || phase == Phase.POTENTIAL_FAILURE;
    }

    /** Whether answers to clients' queries decide for now, instead of checks. */
    boolean isLookedAt() {
        return mode == Mode.LAZY && phase == Phase.HEALTHY;
    }

    void checkSucceeded() {
        failures = 0;
        successes++;
        if (phase != Phase.FAILED || successes >= settings.rise()) {
            phase = Phase.HEALTHY;
        }
    }

    void checkFailed() {
        successes = 0;
        failures++;
        if (phase == Phase.UNKNOWN || (phase != Phase.FAILED && failures >= settings.maxFailures())) {
            phase = Phase.FAILED;
            // The back-off counts from the failure that took it down.
            failures = 1;
        }
    }

    /** Clients' queries have ended badly while it was looked at. */
    void suspect() {
        phase = Phase.POTENTIAL_FAILURE;
        failures = 0;
        successes = 0;
    }

    /** Changes who decides; a status that checks have found is kept. */
    void setMode(final Mode newMode) {
        mode = newMode;
        if (phase == Phase.POTENTIAL_FAILURE) {
            phase = Phase.HEALTHY;
        }
        successes = 0;
        failures = phase == Phase.FAILED ? 1 : 0;
    }

    /** Changes who decides, and the status from which that starts. */
    void setMode(final Mode newMode, final boolean up) {
        phase = up ? Phase.HEALTHY : Phase.FAILED;
        setMode(newMode);
    }

    /** Nanoseconds between what has just been due and what is due next, a check or a look; at least one second once anything is known. */
    long delayNs() {
        return TimeUnit.SECONDS.toNanos(delayS());
    }

    private long delayS() {
        if (phase == Phase.UNKNOWN) {
            return 0;
        }
        if (isLookedAt()) {
            return LOOK_INTERVAL_S;
        }
        if (mode == Mode.LAZY && phase == Phase.FAILED) {
            return failedDelayS();
        }
        return settings.intervalS();
    }

    /** After a check that has succeeded, though not often enough, the next one follows at the usual interval. */
    private long failedDelayS() {
        final HealthCheckSettings.Lazy lazy = settings.lazy();
        if (!lazy.exponentialBackOff() || successes > 0) {
            return lazy.failedIntervalS();
        }
        final int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
        return Math.min((long) lazy.failedIntervalS() << doublings, lazy.maxBackOffS());
    }
}
