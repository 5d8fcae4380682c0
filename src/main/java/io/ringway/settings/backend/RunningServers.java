package io.ringway.settings.backend;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The servers of a process that runs, each known by its {@link BackendSettings#id}. What changes them belongs to the thread that runs
 * {@link io.ringway.settings.Maintenance}; what only tells is for any thread. An id that no server has, or has any more, changes nothing, and
 * is told of as down, with nothing outstanding.
 */
public interface RunningServers {
    /**
     * Adds a server: it gets queries as soon as its first health check succeeds.
     *
     * @param server with an id that no other one has.
     * @throws io.ringway.settings.SetupException when something that it needs cannot be had; nothing of it is left then.
     */
    void add(BackendSettings server);

    /**
     * Removes a server: it gets no new queries; those that wait are answered or time out.
     *
     * @param id whose.
     */
    void remove(UUID id);

    /**
     * Changes who decides whether a server is up.
     *
     * @param id   whose.
     * @param mode what holds from now on.
     * @param up   whether it is up until checks find otherwise; absent for what they found last.
     */
    void mode(UUID id, HealthCheckSettings.Mode mode, Optional<Boolean> up);

    /**
     * Changes the place among servers of a pool.
     *
     * @param id    whose.
     * @param order lower is preferred.
     */
    void order(UUID id, int order);

    /**
     * Changes the share of queries.
     *
     * @param id     whose.
     * @param weight from 1.
     */
    void weight(UUID id, int weight);

    /**
     * Changes the queries a second for {@code firstAvailable}.
     *
     * @param id  whose.
     * @param qps 0 for any number.
     */
    void qps(UUID id, int qps);

    /**
     * Changes the pools that a server is in.
     *
     * @param id    whose.
     * @param pools their names; new ones must come with {@link #policies}.
     */
    void pools(UUID id, List<String> pools);

    /**
     * Changes pools and policies.
     *
     * @param settings whose servers do not count; its pools in an order that only grows, since rules know them by their numbers.
     */
    void policies(ForwardingSettings settings);

    /**
     * Whether a server gets queries.
     *
     * @param id whose.
     * @return what the operator forces, else what the checks found last.
     */
    boolean isUp(UUID id);

    /**
     * Queries without an answer.
     *
     * @param id whose.
     * @return over UDP and TCP, of all threads.
     */
    int outstanding(UUID id);

    /**
     * How long answers took.
     *
     * @param id whose.
     * @return microseconds: the mean over threads that had answers; 0 when there was none.
     */
    double latencyUs(UUID id);

    /**
     * Queries that were not answered in time.
     *
     * @param id whose.
     * @return since it was added.
     */
    long timeouts(UUID id);
}
