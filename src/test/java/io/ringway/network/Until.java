package io.ringway.network;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what announces itself to nobody, such as a counter in a file that another process writes. */
final class Until {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final long LOOK_EVERY_NS = 5_000_000;

    private Until() {}

    /** Looks again and again; fails with what was seen last when it does not come true within twenty seconds. */
    static void isTrue(final String what, final BooleanSupplier condition, final Supplier<String> seen) {
        final long deadlineNs = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError(what + " did not come true; seen last: " + seen.get());
            }
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
    }
}
