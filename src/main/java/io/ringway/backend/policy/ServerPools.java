package io.ringway.backend.policy;

import io.ringway.backend.Backend;
import io.ringway.backend.BackendShare;
import io.ringway.backend.UnpredictableNumbers;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.backend.PoolSettings;
import java.util.Comparator;
import java.util.List;

/**
 * All pools as one worker sees them: for each its servers, by order, and its policy. Which servers are in which pool never changes; when servers
 * are added, removed or moved, the worker is given a new snapshot, in which servers that stay keep what the worker knows of them.
 *
 * <p>Made by any thread; {@link #choose} belongs to the worker's.
 */
public final class ServerPools {
    private final int workers;
    private final UnpredictableNumbers numbers;
    private final QueryView view;

    /** By number of the backend; null where that is not there any more. */
    private final BackendShare[] shares;

    /** By number of the pool. */
    private final BackendShare[][] servers;

    private final Policy[] policies;

    /**
     * The first snapshot of a worker.
     *
     * @param settings pools and policies.
     * @param backends those in use, with the pools that they are in now.
     * @param workers  how many workers forward queries; each has an equal part of a backend's {@code qps}.
     * @param numbers  of this worker.
     * @param view     describes this worker's query, for policies in Lua.
     */
    public ServerPools(
            final ForwardingSettings settings,
            final List<Backend> backends,
            final int workers,
            final UnpredictableNumbers numbers,
            final QueryView view) {
        this(settings, backends, workers, numbers, view, new BackendShare[0]);
    }

    private ServerPools(
            final ForwardingSettings settings,
            final List<Backend> backends,
            final int workers,
            final UnpredictableNumbers numbers,
            final QueryView view,
            final BackendShare[] before) {
        this.workers = workers;
        this.numbers = numbers;
        this.view = view;
        shares = shares(backends, workers, before);
        servers = settings.pools().stream()
                .map(pool -> servers(pool, backends, shares))
                .toArray(BackendShare[][]::new);
        policies = settings.pools().stream()
                .map(pool -> Policies.of(pool.policy().orElse(settings.policy()), settings, numbers, view))
                .toArray(Policy[]::new);
        for (int i = 0; i < policies.length; i++) {
            policies[i].prepare(servers[i]);
        }
    }

    private static BackendShare[] shares(final List<Backend> backends, final int workers, final BackendShare[] before) {
        final int length = 1 + backends.stream().mapToInt(Backend::number).max().orElse(-1);
        final BackendShare[] shares = new BackendShare[length];
        for (final Backend backend : backends) {
            final int number = backend.number();
            final BackendShare known = number < before.length ? before[number] : null;
            shares[number] = known != null && known.backend() == backend ? known : new BackendShare(backend, workers);
        }
        return shares;
    }

    private static BackendShare[] servers(
            final PoolSettings pool, final List<Backend> backends, final BackendShare[] shares) {
        return backends.stream()
                .filter(backend -> backend.pools().contains(pool.name()))
                .sorted(Comparator.comparingInt(Backend::order))
                .map(backend -> shares[backend.number()])
                .toArray(BackendShare[]::new);
    }

    /**
     * The next snapshot of the same worker. What it knows of backends that stay is carried over, as the same objects; so this snapshot may be in
     * use until the worker has the next one.
     *
     * @param settings pools and policies; the pools of this snapshot first and in the same order, so that their numbers stay.
     * @param backends those in use from then on.
     * @return a new one.
     */
    public ServerPools with(final ForwardingSettings settings, final List<Backend> backends) {
        return new ServerPools(settings, backends, workers, numbers, view, shares);
    }

    /**
     * The number of pools.
     *
     * @return pools, numbered from 0 as {@link ForwardingSettings#poolNames} has them.
     */
    public int pools() {
        return servers.length;
    }

    /**
     * Whether a pool's policy goes by the name that is asked for.
     *
     * @param pool its number; one that this snapshot does not know yet has no server.
     * @return false when {@link #choose} may be given any number for the hash.
     */
    public boolean hashesNames(final int pool) {
        return pool < policies.length && policies[pool].hashesNames();
    }

    /**
     * Chooses a server of a pool.
     *
     * @param pool     its number; one that this snapshot does not know yet has no server.
     * @param nameHash {@link io.ringway.backend.NameHash#stable} of the name that is asked for.
     * @param nowNs    the time now.
     * @return what this worker knows of the server, null when there is none.
     */
    public BackendShare choose(final int pool, final long nameHash, final long nowNs) {
        if (pool >= servers.length) {
            return null;
        }
        final BackendShare[] candidates = servers[pool];
        final int chosen = policies[pool].choose(candidates, nameHash, nowNs);
        return chosen < 0 ? null : candidates[chosen];
    }

    /**
     * Whether a pool has a server that is up.
     *
     * @param pool its number.
     * @return false for one without servers, and for one that this snapshot does not know yet.
     */
    public boolean isAvailable(final int pool) {
        if (pool >= servers.length) {
            return false;
        }
        final BackendShare[] candidates = servers[pool];
        for (int i = 0; i < candidates.length; i++) {
            if (candidates[i].backend().isUp()) {
                return true;
            }
        }
        return false;
    }

    /**
     * What this worker knows of a backend.
     *
     * @param backend its number.
     * @return null when it is not in use any more.
     */
    public BackendShare share(final int backend) {
        return backend < shares.length ? shares[backend] : null;
    }
}
