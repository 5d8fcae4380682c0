package io.ringway.config.backend;

import io.ringway.config.cache.PacketCacheObject;
import io.ringway.config.lua.Call;
import io.ringway.config.lua.Diagnostics;
import io.ringway.config.lua.NearestName;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.XskSettings;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.backend.PolicySettings;
import io.ringway.settings.backend.PoolSettings;
import io.ringway.settings.backend.RunningServers;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.RuleSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Servers, pools and policies while the configuration is being evaluated, and afterwards, while its functions run. The thread that is in Lua.
 */
public final class ForwardingBuilder {
    static final int DEFAULT_UDP_TIMEOUT_S = 2;

    /**
     * The policy that a pool has of its own.
     *
     * @param location where it was given
     * @param policy   the policy
     */
    record PoolPolicy(SourceLocation location, PolicySettings policy) {}

    final List<ServerObject> servers = new ArrayList<>();
    final Map<String, PoolPolicy> poolPolicies = new LinkedHashMap<>();
    final Map<String, PacketCacheObject> poolCaches = new LinkedHashMap<>();
    int staleEntriesTtlS;
    PolicySettings policy = ForwardingSettings.NONE.policy();
    double weightedBalancing;
    double consistentBalancing;
    boolean roundRobinFails;
    boolean servFailWithoutServer;
    int maxOutstanding = ForwardingSettings.DEFAULT_MAX_OUTSTANDING;
    int udpTimeoutS = DEFAULT_UDP_TIMEOUT_S;
    int ecsPrefixV4 = ForwardingSettings.NONE.ecsPrefixV4();
    int ecsPrefixV6 = ForwardingSettings.NONE.ecsPrefixV6();
    boolean ecsOverride;
    boolean verboseHealthChecks;
    /** Pools by the numbers that rules know them by; new ones come behind. */
    private final Set<String> numberedPools = new LinkedHashSet<>();

    private volatile boolean built;
    private volatile RunningServers running;
    private volatile Thread changing;
    private ForwardingSettings published;

    /** Nothing is forwarded yet. */
    public ForwardingBuilder() {}

    /**
     * Refuses changes once the settings exist, but for those of maintenance: other functions run on threads that answer queries.
     *
     * @param call what would change something.
     */
    public void expectChangeable(final Call call) {
        if (built && !Thread.currentThread().equals(changing)) {
            throw call.failure(
                    "the configuration has been read; servers and rules can be changed in maintenance() and in"
                            + " functions of addMaintenanceCallback");
        }
    }

    /**
     * Whether the settings exist.
     *
     * @return true once queries may be answered.
     */
    public boolean isBuilt() {
        return built;
    }

    /** What runs; absent until its maintenance has run once. */
    Optional<RunningServers> running() {
        return Optional.ofNullable(running);
    }

    /**
     * Changes what runs.
     *
     * @param servers what is changed, always the same.
     * @param changes what this thread may do to them.
     */
    public void change(final RunningServers servers, final Runnable changes) {
        running = servers;
        changing = Thread.currentThread();
        try {
            changes.run();
        } finally {
            changing = null;
            final ForwardingSettings now = settings(List.of());
            if (!now.equals(published)) {
                published = now;
                servers.policies(now);
            }
        }
    }

    /**
     * Gives numbers to the pools of rules that came at run time.
     *
     * @param rules in order.
     * @return the names of all pools in the order of their numbers.
     */
    public List<String> numberPools(final List<RuleSettings> rules) {
        numberedPools.addAll(poolNames(rules));
        return List.copyOf(numberedPools);
    }

    /**
     * Whether a server goes out through a socket.
     *
     * @param xsk a socket.
     * @return whether some server has it among its {@code xskSockets}.
     */
    public boolean uses(final XskSettings xsk) {
        return servers.stream().anyMatch(server -> server.entry().xsks().contains(xsk));
    }

    /** The servers of a pool by {@code order}; those of one order as they were made. */
    List<ServerObject> members(final String pool) {
        return servers.stream()
                .filter(server -> server.entry().pools.contains(pool))
                .sorted(Comparator.comparingInt(server -> server.entry().order))
                .toList();
    }

    private static Optional<String> poolOf(final ActionSettings action) {
        return switch (action) {
            case ActionSettings.Pool pool -> Optional.of(pool.pool());
            case ActionSettings.PoolWithinRate pool -> Optional.of(pool.pool());
            case ActionSettings.Continue wrapped -> poolOf(wrapped.action());
            default -> Optional.empty();
        };
    }

    /** Every pool once: the default one, then those of servers, of policies, of caches and of rules, each in the order of its first mention. */
    Set<String> poolNames(final List<RuleSettings> rules) {
        final Set<String> names = new LinkedHashSet<>();
        names.add(BackendSettings.DEFAULT_POOL);
        servers.forEach(server -> names.addAll(server.entry().pools));
        names.addAll(poolPolicies.keySet());
        names.addAll(poolCaches.keySet());
        rules.forEach(rule -> poolOf(rule.action()).ifPresent(names::add));
        return names;
    }

    /**
     * Ends the evaluation.
     *
     * @param rules       in order.
     * @param diagnostics told of pools without servers and servers without pools.
     * @return the settings.
     */
    public ForwardingSettings build(final List<RuleSettings> rules, final Diagnostics diagnostics) {
        built = true;
        servers.removeIf(server -> hasNoPool(server, diagnostics));
        for (final RuleSettings rule : rules) {
            poolOf(rule.action())
                    .ifPresent(pool -> warnWithoutServer("PoolAction", rule.location(), pool, diagnostics));
        }
        poolPolicies.forEach(
                (pool, given) -> warnWithoutServer("setPoolServerPolicy", given.location(), pool, diagnostics));
        numberedPools.addAll(poolNames(rules));
        published = settings(List.of());
        return settings(servers.stream()
                .map(server -> server.entry().settings(udpTimeoutS))
                .toList());
    }

    private ForwardingSettings settings(final List<BackendSettings> backends) {
        numberedPools.addAll(poolNames(List.of()));
        return new ForwardingSettings(
                backends,
                numberedPools.stream()
                        .map(name -> new PoolSettings(
                                name,
                                Optional.ofNullable(poolPolicies.get(name)).map(PoolPolicy::policy),
                                Optional.ofNullable(poolCaches.get(name))
                                        .map(cache -> cache.settings(staleEntriesTtlS))))
                        .toList(),
                policy,
                weightedBalancing,
                consistentBalancing,
                roundRobinFails,
                servFailWithoutServer,
                maxOutstanding,
                ecsPrefixV4,
                ecsPrefixV6,
                ecsOverride,
                verboseHealthChecks);
    }

    private static boolean hasNoPool(final ServerObject server, final Diagnostics diagnostics) {
        final boolean none = server.entry().pools.isEmpty();
        if (none) {
            diagnostics.warn(
                    server.entry().location(),
                    "newServer " + server + ": it is in no pool any more and is left out; use rmServer, or addPool");
        }
        return none;
    }

    private void warnWithoutServer(
            final String function, final SourceLocation location, final String pool, final Diagnostics diagnostics) {
        if (members(pool).isEmpty()) {
            final Set<String> served = new LinkedHashSet<>();
            servers.forEach(server -> served.addAll(server.entry().pools));
            diagnostics.warn(
                    location,
                    function + ": pool '" + pool + "' has no server; give a newServer pool=\"" + pool + "\""
                            + NearestName.hint(pool, served));
        }
    }
}
