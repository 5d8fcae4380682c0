package io.ringway.engine;

import io.ringway.engine.frame.Doorbell;
import io.ringway.settings.IdleMode;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;

/** What an idle thread does. */
final class IdleStrategies {
    private static final int MAX_SPINS = 100;
    private static final int MAX_YIELDS = 10;
    private static final long MIN_PARK_NS = 1_000;
    private static final long MAX_PARK_NS = 1_000_000;

    private IdleStrategies() {}

    /**
     * The strategy of a mode.
     *
     * @param doorbell  what others ring when they have work for the thread; null when nobody would.
     * @param socketFds sockets that it waits for.
     * @param polls     counts sleeps.
     */
    static IdleStrategy of(
            final IdleMode mode,
            final Stage stage,
            final Doorbell doorbell,
            final int[] socketFds,
            final AtomicCounter polls) {
        return switch (mode) {
            case INTERRUPT -> new PollIdleStrategy(stage, doorbell, socketFds, polls);
            case BACKOFF -> new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS);
            case SPIN -> new BusySpinIdleStrategy();
        };
    }
}
