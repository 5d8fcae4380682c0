package io.ringway.lab.contender;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What Ringway says it has dropped of a flood: by rules, in its workers, and by its XDP program, whose counts it takes over once a second.
 *
 * @param counters its counters file
 */
record DropCount(Path counters) {
    private static final long SETTLED_NS = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final long LOOK_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Waits until the count has not changed for longer than Ringway takes to bring it up to date; nothing may flood it any more. */
    long settled() {
        long dropped = read();
        long sinceNs = System.nanoTime();
        while (System.nanoTime() - sinceNs < SETTLED_NS) {
            LockSupport.parkNanos(LOOK_EVERY_NS);
            final long now = read();
            if (now != dropped) {
                dropped = now;
                sinceNs = System.nanoTime();
            }
        }
        return dropped;
    }

    private long read() {
        final CountersSnapshot snapshot = CountersSnapshot.read(counters);
        return snapshot.sum(CounterDescriptor.DROP_RULE) + snapshot.sum(CounterDescriptor.XDP_DROP_BLOCKED);
    }
}
