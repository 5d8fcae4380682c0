package io.ringway.backend.health;

import io.ringway.settings.backend.BackendSettings;

/** Learns whether a backend is up: once as soon as that is known, then whenever it changes. */
@FunctionalInterface
public interface HealthListener {
    /**
     * What is known of a backend now. Called by the thread that runs {@link HealthChecker}; must not block.
     *
     * @param backend which.
     * @param up      whether queries may be sent to it.
     * @param why     for people, for instance {@code no answer within 1,000 ms}.
     */
    void changed(BackendSettings backend, boolean up, String why);
}
