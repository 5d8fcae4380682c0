package io.ringway.backend;

import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import java.util.List;

/**
 * A server that queries are forwarded to: its settings, whether it is up, and what the operator may change while it is in use.
 *
 * <p>Written by the control thread and the one that checks health, read by all. What one worker knows of it is its {@link BackendShare}.
 */
public final class Backend {
    private final int number;
    private final BackendSettings settings;

    private volatile HealthCheckSettings.Mode mode;
    private boolean checkedUp;
    private volatile boolean up;
    private volatile int order;
    private volatile int weight;
    private volatile int qps;
    private volatile List<String> pools;

    /**
     * A backend, down until a check succeeds unless its settings say that it is always up.
     *
     * @param number   from 0; no other backend of the process, removed ones included, has the same.
     * @param settings what its {@code newServer} said.
     */
    public Backend(final int number, final BackendSettings settings) {
        this.number = number;
        this.settings = settings;
        mode = settings.health().mode();
        up = mode == HealthCheckSettings.Mode.UP;
        order = settings.order();
        weight = settings.weight();
        qps = settings.qps();
        pools = settings.pools();
    }

    /**
     * Which one it is.
     *
     * @return from 0.
     */
    public int number() {
        return number;
    }

    /**
     * What its {@code newServer} said.
     *
     * @return the settings, without later changes.
     */
    public BackendSettings settings() {
        return settings;
    }

    /**
     * Whether queries may be sent to it. Any thread.
     *
     * @return what the operator forces, else what the checks found last.
     */
    public boolean isUp() {
        return up;
    }

    /**
     * What the health checks found, failures and successes in a row already counted. Kept, but of no effect, while the operator forces it.
     *
     * @param up whether it is up.
     */
    public synchronized void checked(final boolean up) {
        checkedUp = up;
        decide();
    }

    private synchronized void decide() {
        up = mode == HealthCheckSettings.Mode.UP || (mode != HealthCheckSettings.Mode.DOWN && checkedUp);
    }

    /**
     * Who decides whether it is up.
     *
     * @return the mode of its settings until {@link #force} changed it.
     */
    public HealthCheckSettings.Mode mode() {
        return mode;
    }

    /**
     * Changes who decides whether it is up: the dialect's {@code setUp}, {@code setDown} and {@code setAuto}.
     *
     * @param decides {@code UP} or {@code DOWN} whatever checks say; {@code AUTO} or {@code LAZY} as the checks found last.
     */
    public synchronized void force(final HealthCheckSettings.Mode decides) {
        mode = decides;
        decide();
    }

    /**
     * Its place among the servers of a pool.
     *
     * @return lower is preferred.
     */
    public int order() {
        return order;
    }

    /**
     * Changes its place among the servers of a pool.
     *
     * @param order lower is preferred.
     */
    public void order(final int order) {
        this.order = order;
    }

    /**
     * Its share of the queries, against those of other servers.
     *
     * @return from 1.
     */
    public int weight() {
        return weight;
    }

    /**
     * Changes its share of the queries.
     *
     * @param weight from 1.
     */
    public void weight(final int weight) {
        if (weight < 1) {
            throw new IllegalArgumentException("weight " + weight + " is below 1");
        }
        this.weight = weight;
    }

    /**
     * Queries a second for {@code firstAvailable}, all workers together.
     *
     * @return 0 for any number.
     */
    public int qps() {
        return qps;
    }

    /**
     * Changes the queries a second for {@code firstAvailable}: the dialect's {@code setQPS}.
     *
     * @param qps 0 for any number.
     */
    public void qps(final int qps) {
        if (qps < 0) {
            throw new IllegalArgumentException(qps + " queries a second are below 0");
        }
        this.qps = qps;
    }

    /**
     * The pools that it is in.
     *
     * @return their names, unmodifiable.
     */
    public List<String> pools() {
        return pools;
    }

    /**
     * Changes the pools that it is in: the dialect's {@code addPool} and {@code rmPool}. Workers follow when they are given a new snapshot of
     * the pools.
     *
     * @param pools their names.
     */
    public void pools(final List<String> pools) {
        this.pools = List.copyOf(pools);
    }
}
