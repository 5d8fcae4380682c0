package io.ringway.backend.health;

import io.ringway.settings.SetupException;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.HealthCheckSettings.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/**
 * Checks the health of all backends on one thread, through the kernel's stack, as the dialect's {@code healthCheckMode}, {@code check…},
 * {@code maxCheckFailures}, {@code rise} and {@code lazyHealthCheck…} say.
 *
 * <p>{@link #add}, {@link #remove}, {@link #setMode} and {@link #wakeUp} may be called by any thread; what they ask for happens in a later
 * {@link #doWork}. All else belongs to one thread: the one that runs {@link #firstRound} before the agent is started, then the agent's, with
 * {@link #idleStrategy} for its sleep. A {@code checkFunction} runs on it, too, and keeps all other checks waiting while it does.
 */
public final class HealthChecker implements Agent, AutoCloseable {
    /** How long a sleep lasts at most, so that a thread notices that it is to end. */
    private static final long MAX_SLEEP_MS = 100;

    /** Clocks may wrap around: moments are compared by their difference. */
    private static final Comparator<BackendMonitor> BY_DUE_TIME = (one, other) -> one.dueNs() == other.dueNs()
            ? Integer.compare(one.number(), other.number())
            : Long.signum(one.dueNs() - other.dueNs());

    private final CheckResources resources;
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Map<UUID, BackendMonitor> monitors = new HashMap<>();
    private final TreeSet<BackendMonitor> agenda = new TreeSet<>(BY_DUE_TIME);
    private int nextNumber;
    private int ready;

    /**
     * Without backends.
     *
     * @param clock   what time-outs and intervals go by.
     * @param seed    decides how checks are spread over time.
     * @param verbose whether each check that fails is logged ({@code setVerboseHealthChecks}).
     * @throws SetupException when the system has no descriptors left.
     */
    public HealthChecker(final NanoClock clock, final long seed, final boolean verbose) {
        try {
            resources = new CheckResources(clock, seed, verbose);
        } catch (final IOException e) {
            throw new SetupException("health checks: cannot make a selector: " + e.getMessage(), e);
        }
    }

    /**
     * Watches a backend from now on, in place of one with the same {@link BackendSettings#id}. Its first check comes at once and alone
     * decides whether it is up; until then, it is not, and nothing is told.
     *
     * @param backend  what is watched.
     * @param samples  what workers see of it, one for each; needed in lazy mode alone.
     * @param listener learns the result.
     */
    public void add(final BackendSettings backend, final List<LazySamples> samples, final HealthListener listener) {
        submit(() -> {
            drop(backend.id());
            final BackendMonitor monitor = new BackendMonitor(nextNumber++, backend, samples, listener, resources);
            monitors.put(backend.id(), monitor);
            advance(monitor, one -> one.start(resources.clock().nanoTime()));
        });
    }

    /**
     * Watches a backend no longer: its listener is not called again, and a check on its way is given up. Without effect when there is none.
     *
     * @param id that of the backend.
     */
    public void remove(final UUID id) {
        submit(() -> drop(id));
    }

    /**
     * Changes who decides whether a backend is up, as {@code setUp}, {@code setDown} and {@code setAuto} do. Back in {@link Mode#AUTO} or
     * {@link Mode#LAZY}, it has the status that checks found last, or keeps the one it had until the first check ends, and is checked at once
     * (in lazy mode, unless it is up). Without effect when there is none.
     *
     * @param id   that of the backend.
     * @param mode what holds from now on.
     */
    public void setMode(final UUID id, final Mode mode) {
        setMode(id, mode, Optional.empty());
    }

    /**
     * The same with a status to start from, as {@code setAuto(true)} and {@code setAuto(false)} do.
     *
     * @param id   that of the backend.
     * @param mode what holds from now on.
     * @param up   whether it is up until checks find otherwise.
     */
    public void setMode(final UUID id, final Mode mode, final boolean up) {
        setMode(id, mode, Optional.of(up));
    }

    private void setMode(final UUID id, final Mode mode, final Optional<Boolean> up) {
        submit(() -> {
            final BackendMonitor monitor = monitors.get(id);
            if (monitor != null) {
                advance(monitor, one -> one.setMode(mode, up, resources.clock().nanoTime()));
            }
        });
    }

    private void submit(final Runnable command) {
        commands.add(command);
        wakeUp();
    }

    /** Ends a sleep of {@link #idleStrategy}, or the next one. */
    public void wakeUp() {
        resources.selector().wakeup();
    }

    /**
     * Runs the first check of every backend that has been added, to the end, so that a start knows which are up.
     *
     * @param timeoutMs milliseconds after which those that are not known yet are left to {@link #doWork}; they count as down meanwhile.
     * @return how many those are.
     */
    public int firstRound(final long timeoutMs) {
        final NanoClock clock = resources.clock();
        final long endNs = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (true) {
            doWork();
            final int unknown = (int)
                    monitors.values().stream().filter(one -> !one.isKnown()).count();
            final long leftNs = endNs - clock.nanoTime();
            if (unknown == 0 || leftNs <= 0) {
                return unknown;
            }
            sleep(leftNs);
        }
    }

    /**
     * Does what has been asked for, reads what has come, then sees to what is due: in this order, so that an answer which came in time counts
     * even when this thread is late.
     *
     * @return how much that was.
     */
    @Override
    public int doWork() {
        int work = 0;
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
            work++;
        }
        work += readSockets();
        final long nowNs = resources.clock().nanoTime();
        while (!agenda.isEmpty() && agenda.first().dueNs() - nowNs <= 0) {
            advance(agenda.first(), one -> one.onDue(nowNs));
            work++;
        }
        return work;
    }

    private int readSockets() {
        ready = 0;
        try {
            resources.selector().selectNow(this::onReady);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return ready;
    }

    private void onReady(final SelectionKey key) {
        ready++;
        advance((BackendMonitor) key.attachment(), BackendMonitor::onReady);
    }

    /** The agenda is ordered by what a step may change. */
    private void advance(final BackendMonitor monitor, final Consumer<BackendMonitor> step) {
        agenda.remove(monitor);
        try {
            step.accept(monitor);
        } finally {
            if (monitor.isDue()) {
                agenda.add(monitor);
            }
        }
    }

    private void drop(final UUID id) {
        final BackendMonitor monitor = monitors.remove(id);
        if (monitor != null) {
            advance(monitor, BackendMonitor::close);
        }
    }

    /**
     * Time until something is due; answers, commands and {@link #wakeUp} may come before.
     *
     * @return nanoseconds, 0 when it is due, {@link Long#MAX_VALUE} when nothing ever is.
     */
    public long untilDueNs() {
        return agenda.isEmpty()
                ? Long.MAX_VALUE
                : Math.max(0, agenda.first().dueNs() - resources.clock().nanoTime());
    }

    /** Checks on their way, no more than one for each backend. */
    int checksInFlight() {
        return (int)
                monitors.values().stream().filter(BackendMonitor::isChecking).count();
    }

    /**
     * Sleeps in {@code select} until an answer comes, something is due, another thread asks for something, or 100 ms have gone.
     *
     * @return for the thread that runs this agent.
     */
    public IdleStrategy idleStrategy() {
        return new SelectIdleStrategy();
    }

    private void sleep(final long maxNs) {
        final long sleepNs = Math.min(Math.min(maxNs, untilDueNs()), TimeUnit.MILLISECONDS.toNanos(MAX_SLEEP_MS));
        if (sleepNs <= 0) {
            return;
        }
        try {
            // Rounded up, or the last part of a millisecond would be spent awake. What is ready stays so until doWork
            // looks.
            resources.selector().select(TimeUnit.NANOSECONDS.toMillis(sleepNs) + 1);
            resources.selector().selectedKeys().clear();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes every socket; called by the agent's thread. */
    @Override
    public void onClose() {
        new ArrayList<>(monitors.keySet()).forEach(this::drop);
        resources.close();
    }

    /** The same as {@link #onClose}, where no agent's thread has been started. */
    @Override
    public void close() {
        onClose();
    }

    @Override
    public String roleName() {
        return "health";
    }

    private final class SelectIdleStrategy implements IdleStrategy {
        @Override
        public void idle(final int workCount) {
            if (workCount == 0) {
                idle();
            }
        }

        @Override
        public void idle() {
            sleep(Long.MAX_VALUE);
        }

        @Override
        public void reset() {
            // Nothing is remembered between sleeps.
        }

        @Override
        public String alias() {
            return "select";
        }
    }
}
