package io.ringway.engine.forward.control;

import io.ringway.backend.Backend;
import io.ringway.backend.BackendShare;
import io.ringway.backend.NumberRuns;
import io.ringway.backend.health.HealthChecker;
import io.ringway.settings.SetupException;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.settings.backend.RunningServers;
import io.ringway.xdp.NativeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the servers while queries are forwarded. What concerns the choice of servers reaches the threads together, by {@link #commit}.
 *
 * <p>A server that is removed leaves in two steps: when every thread knows that it is in no pool and none of its queries waits, it is taken out of
 * their snapshots; when no thread uses an earlier one any more, its sockets are closed and its ports given up.
 *
 * <p>Control thread, but for what only tells, and {@link #checked}, which is the health thread's.
 */
public final class ServerChanges implements RunningServers {
    private static final Logger LOG = LoggerFactory.getLogger(ServerChanges.class);
    private static final double NS_PER_US = 1e3;

    private final List<ForwardingThread> threads = new ArrayList<>();
    private final NumberRuns numbers = new NumberRuns(Integer.MAX_VALUE);
    private final HealthChecker health;
    private final Consumer<BackendSettings> forgetNextHops;

    /** Those that are published: in use, or about to leave. */
    private final List<Backend> published = new ArrayList<>();

    private final Map<UUID, Backend> inUse = new ConcurrentHashMap<>();
    private final Set<Backend> leaving = new LinkedHashSet<>();
    private final Set<Backend> retired = new LinkedHashSet<>();
    private final Map<UUID, Boolean> known = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Backend> cameUp = new ConcurrentLinkedQueue<>();
    private ForwardingSettings settings;
    private boolean changed;

    /**
     * The servers of the configuration, whose threads are yet to come.
     *
     * @param settings       servers, pools and policies.
     * @param health         checks them.
     * @param forgetNextHops told of servers that are gone.
     */
    public ServerChanges(
            final ForwardingSettings settings,
            final HealthChecker health,
            final Consumer<BackendSettings> forgetNextHops) {
        this.settings = settings;
        this.health = health;
        this.forgetNextHops = forgetNextHops;
        for (final BackendSettings server : settings.backends()) {
            final Backend backend = new Backend(numbers.take(1), server);
            published.add(backend);
            inUse.put(server.id(), backend);
        }
    }

    /**
     * The servers of the snapshots.
     *
     * @return in the order in which they were made.
     */
    public List<Backend> backends() {
        return published;
    }

    /**
     * Makes a thread known that all servers are prepared for. Before {@link #start}.
     *
     * @param thread one that forwards.
     */
    public void follow(final ForwardingThread thread) {
        threads.add(thread);
    }

    /** Has the health of all servers checked, once every thread is known. */
    public void start() {
        published.forEach(this::watch);
    }

    private void watch(final Backend backend) {
        health.add(
                backend.settings(),
                threads.stream().map(thread -> thread.samples(backend)).toList(),
                (of, up, why) -> checked(backend, up));
    }

    /**
     * Takes in what a check found.
     *
     * @param backend which server.
     * @param up      whether it is up.
     */
    void checked(final Backend backend, final boolean up) {
        backend.checked(up);
        final Boolean before = known.put(backend.settings().id(), up);
        if (up && Boolean.FALSE.equals(before) && backend.settings().reconnectOnUp()) {
            cameUp.add(backend);
        }
    }

    @Override
    public void add(final BackendSettings server) {
        final Backend backend = new Backend(numbers.take(1), server);
        final List<ForwardingThread> prepared = new ArrayList<>();
        try {
            for (final ForwardingThread thread : threads) {
                thread.prepare(backend);
                prepared.add(thread);
            }
        } catch (final RuntimeException e) {
            for (final ForwardingThread thread : prepared) {
                thread.retire(backend);
                thread.release(backend);
            }
            forgetNextHops.accept(server);
            numbers.give(backend.number(), 1);
            throw e instanceof NativeException ? new SetupException(server.location(), e.getMessage(), e) : e;
        }
        published.add(backend);
        inUse.put(server.id(), backend);
        changed = true;
        watch(backend);
        LOG.info("{}: added", server.displayName());
    }

    @Override
    public void remove(final UUID id) {
        final Backend backend = inUse.remove(id);
        if (backend != null) {
            health.remove(id);
            backend.pools(List.of());
            leaving.add(backend);
            changed = true;
            LOG.info("{}: removed, no new queries", backend.settings().displayName());
        }
    }

    @Override
    public void mode(final UUID id, final HealthCheckSettings.Mode mode, final Optional<Boolean> up) {
        final Backend backend = inUse.get(id);
        if (backend != null) {
            backend.force(mode);
            up.ifPresentOrElse(
                    status -> {
                        backend.checked(status);
                        health.setMode(id, mode, status);
                    },
                    () -> health.setMode(id, mode));
        }
    }

    @Override
    public void order(final UUID id, final int order) {
        change(id, backend -> {
            changed |= backend.order() != order;
            backend.order(order);
        });
    }

    @Override
    public void weight(final UUID id, final int weight) {
        change(id, backend -> backend.weight(weight));
    }

    @Override
    public void qps(final UUID id, final int qps) {
        change(id, backend -> backend.qps(qps));
    }

    @Override
    public void pools(final UUID id, final List<String> pools) {
        change(id, backend -> {
            changed |= !backend.pools().equals(pools);
            backend.pools(pools);
        });
    }

    private void change(final UUID id, final Consumer<Backend> change) {
        final Backend backend = inUse.get(id);
        if (backend != null) {
            change.accept(backend);
        }
    }

    @Override
    public void policies(final ForwardingSettings fresh) {
        settings = fresh;
        changed = true;
    }

    /** Publishes what has changed since the last time, if anything has. */
    public void commit() {
        if (changed) {
            changed = false;
            final List<Backend> now = List.copyOf(published);
            threads.forEach(thread -> thread.publish(settings, now));
        }
    }

    /** Does what is due: servers that leave go on, those that came up get fresh sockets where their settings say so. */
    public void progress() {
        for (final ForwardingThread thread : threads) {
            changed |= thread.tidy();
        }
        if (!changed) {
            releaseRetired();
            retireLeaving();
        }
        for (Backend backend = cameUp.poll(); backend != null; backend = cameUp.poll()) {
            if (inUse.containsValue(backend)) {
                reconnect(backend);
            }
        }
        commit();
    }

    private boolean areFollowed() {
        return threads.stream().allMatch(ForwardingThread::isFollowed);
    }

    private void releaseRetired() {
        if (retired.isEmpty() || !areFollowed()) {
            return;
        }
        for (final Backend backend : retired) {
            threads.forEach(thread -> thread.release(backend));
            forgetNextHops.accept(backend.settings());
            numbers.give(backend.number(), 1);
            known.remove(backend.settings().id());
            LOG.info("{}: gone, its sockets are closed", backend.settings().displayName());
        }
        retired.clear();
    }

    private void retireLeaving() {
        if (leaving.isEmpty() || !areFollowed()) {
            return;
        }
        final Iterator<Backend> each = leaving.iterator();
        while (each.hasNext()) {
            final Backend backend = each.next();
            if (outstanding(backend) == 0) {
                each.remove();
                published.remove(backend);
                threads.forEach(thread -> thread.retire(backend));
                retired.add(backend);
                changed = true;
            }
        }
    }

    private void reconnect(final Backend backend) {
        try {
            for (final ForwardingThread thread : threads) {
                changed |= thread.reconnect(backend);
            }
            LOG.debug("{}: fresh sockets", backend.settings().displayName());
        } catch (final SetupException e) {
            LOG.warn("{}: keeps its old sockets: {}", backend.settings().displayName(), e.getMessage());
        }
    }

    /**
     * Whether a server is on its way out.
     *
     * @return false when everything of those that were removed is gone.
     */
    public boolean isChanging() {
        return changed || !leaving.isEmpty() || !retired.isEmpty();
    }

    @Override
    public boolean isUp(final UUID id) {
        final Backend backend = inUse.get(id);
        return backend != null && backend.isUp();
    }

    @Override
    public int outstanding(final UUID id) {
        final Backend backend = inUse.get(id);
        return backend == null ? 0 : outstanding(backend);
    }

    private int outstanding(final Backend backend) {
        int sum = 0;
        for (final BackendShare share : shares(backend)) {
            sum += share.outstanding();
        }
        return sum;
    }

    @Override
    public double latencyUs(final UUID id) {
        final Backend backend = inUse.get(id);
        return backend == null
                ? 0
                : shares(backend).stream()
                                .mapToLong(BackendShare::latencyNs)
                                .filter(latencyNs -> latencyNs > 0)
                                .average()
                                .orElse(0)
                        / NS_PER_US;
    }

    @Override
    public long timeouts(final UUID id) {
        final Backend backend = inUse.get(id);
        return backend == null
                ? 0
                : shares(backend).stream().mapToLong(BackendShare::timeouts).sum();
    }

    /** A server that is added is in the snapshots from the next {@link #commit} on. */
    private List<BackendShare> shares(final Backend backend) {
        final List<BackendShare> shares = new ArrayList<>();
        for (final ForwardingThread thread : threads) {
            final BackendShare share = thread.share(backend);
            if (share != null && share.backend() == backend) {
                shares.add(share);
            }
        }
        return shares;
    }
}
