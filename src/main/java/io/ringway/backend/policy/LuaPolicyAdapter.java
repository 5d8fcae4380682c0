package io.ringway.backend.policy;

import io.ringway.backend.Backend;
import io.ringway.backend.BackendShare;
import io.ringway.settings.AddressText;
import io.ringway.settings.backend.PolicySettings;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A policy that the operator wrote in Lua: off the fast path, since it describes servers and query as objects for each choice, and since all
 * workers wait for one another, Lua having one thread. It sees all servers of the pool; its choice counts only if that server is usable.
 *
 * <p>A function that fails chooses no server; the log says why the first time, the second, the fourth, and so on.
 */
final class LuaPolicyAdapter implements Policy {
    private static final Logger LOG = LoggerFactory.getLogger(LuaPolicyAdapter.class);
    private static final double NS_PER_MS = 1e6;

    private final PolicySettings.Lua policy;
    private final QueryView view;
    private long failures;

    /**
     * An adapter for one pool of one worker.
     *
     * @param policy of the configuration.
     * @param view   describes this worker's query.
     */
    LuaPolicyAdapter(final PolicySettings.Lua policy, final QueryView view) {
        this.policy = policy;
        this.view = view;
    }

    @Override
    public int choose(final BackendShare[] servers, final long nameHash, final long nowNs) {
        final List<PolicySettings.Server> described = new ArrayList<>(servers.length);
        for (final BackendShare server : servers) {
            described.add(describe(server));
        }
        final int chosen = call(described, view.query());
        return chosen >= 0 && chosen < servers.length && servers[chosen].isUsable() ? chosen : -1;
    }

    private int call(final List<PolicySettings.Server> servers, final PolicySettings.Query query) {
        final PolicySettings.LuaPolicy function = policy.function();
        try {
            synchronized (function) {
                return function.choose(servers, query);
            }
        } catch (final RuntimeException e) {
            failures++;
            if (Long.bitCount(failures) == 1) {
                LOG.warn(
                        "server policy '{}' failed and chose no server, time {}: {}",
                        policy.name(),
                        failures,
                        e.getMessage());
            }
            return -1;
        }
    }

    private static PolicySettings.Server describe(final BackendShare server) {
        final Backend backend = server.backend();
        return new PolicySettings.Server(
                backend.settings().name(),
                AddressText.of(backend.settings().address()),
                backend.isUp(),
                backend.order(),
                backend.weight(),
                server.outstanding(),
                server.latencyNs() / NS_PER_MS);
    }
}
