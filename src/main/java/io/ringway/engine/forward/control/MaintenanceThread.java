package io.ringway.engine.forward.control;

import io.ringway.rules.RuleBook;
import io.ringway.settings.Maintenance;
import io.ringway.xdp.ThreadPriority;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the configuration's maintenance once a second, and sees several times a second to servers that change.
 *
 * <p>The control thread of everything that changes while Ringway runs; no packet waits for it. What fails is logged once for each text, since it would
 * fail again a second later.
 */
public final class MaintenanceThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceThread.class);
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int END_TIMEOUT_MS = 1_000;
    private static final int MAX_TEXTS = 1_000;
    private static final int NICE = 10;

    private final ServerChanges changes;
    private final RuleBook rules;
    private final Optional<Maintenance> task;
    private final LongSupplier clock;
    private final Set<String> reported = new HashSet<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("maintenance").unstarted(this::run);
    private volatile boolean ended;
    private long nextNs;

    /**
     * A thread that is not started.
     *
     * @param changes what it sees to.
     * @param rules   what the configuration may change besides.
     * @param task    what the configuration does, if anything.
     * @param clock   nanoseconds.
     */
    public MaintenanceThread(
            final ServerChanges changes,
            final RuleBook rules,
            final Optional<Maintenance> task,
            final LongSupplier clock) {
        this.changes = changes;
        this.rules = rules;
        this.task = task;
        this.clock = clock;
        nextNs = clock.getAsLong();
    }

    /** Starts it. */
    public void start() {
        thread.start();
    }

    private void run() {
        ThreadPriority.lower(NICE);
        while (!ended) {
            step();
            LockSupport.parkNanos(STEP_NS);
        }
    }

    /** Does what is due now. */
    void step() {
        try {
            final long nowNs = clock.getAsLong();
            if (task.isPresent() && nowNs - nextNs >= 0) {
                // Where a run took longer, the seconds that it missed are not made up for.
                nextNs = nowNs + INTERVAL_NS;
                task.get().run(changes, rules, this::report);
                changes.commit();
                // Behind the servers, whose pools they know by their numbers.
                rules.commit();
            }
            changes.progress();
        } catch (final RuntimeException e) {
            if (isNew(e.toString())) {
                LOG.error("maintenance: {}", e.toString(), e);
            }
        }
    }

    private void report(final String failure) {
        if (isNew(failure)) {
            LOG.warn("maintenance: {}", failure);
        }
    }

    private boolean isNew(final String text) {
        return reported.size() < MAX_TEXTS && reported.add(text);
    }

    /** Ends it after what it does now; a function of the configuration that does not come to an end is left to itself. */
    @Override
    public void close() {
        ended = true;
        LockSupport.unpark(thread);
        try {
            thread.join(END_TIMEOUT_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("maintenance: a function of the configuration has not ended");
        }
    }
}
