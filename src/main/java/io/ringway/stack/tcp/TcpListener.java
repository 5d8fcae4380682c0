package io.ringway.stack.tcp;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bound address, as its connections see it.
 *
 * @param binding     its options
 * @param connections how many it has now; any thread
 */
record TcpListener(TcpBinding binding, AtomicInteger connections) {
    TcpListener(final TcpBinding binding) {
        this(binding, new AtomicInteger());
    }

    /** Queries of one connection that may be unanswered at a time. */
    int maxInFlight() {
        return Math.max(1, binding.maxInFlight());
    }
}
