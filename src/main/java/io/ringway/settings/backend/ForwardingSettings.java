package io.ringway.settings.backend;

import java.util.List;

/**
 * Where queries are forwarded to, and how.
 *
 * @param backends               in the order in which they were made
 * @param pools                  the default one, then every other that a server, {@code setPoolServerPolicy} or {@code PoolAction} names
 * @param policy                 of pools that have none of their own ({@code setServerPolicy})
 * @param weightedBalancing      {@code setWeightedBalancingFactor}: how far above its share a server may be, from 1; 0 for as far as it comes
 * @param consistentBalancing    {@code setConsistentHashingBalancingFactor}: the same for {@code chashed}
 * @param roundRobinFails        {@code setRoundRobinFailOnNoServer}: {@code roundrobin} finds none where none is up
 * @param servFailWithoutServer  {@code setServFailWhenNoServer}: SERVFAIL where no server is up, instead of no answer
 * @param maxOutstanding         queries without an answer for each worker ({@code setMaxUDPOutstanding})
 * @param ecsPrefixV4            bits of an IPv4 client's address that are told ({@code setECSSourcePrefixV4})
 * @param ecsPrefixV6            the same for IPv6
 * @param ecsOverride            {@code setECSOverride}: replaces what the client sent
 * @param verboseHealthChecks    {@code setVerboseHealthChecks}
 */
public record ForwardingSettings(
        List<BackendSettings> backends,
        List<PoolSettings> pools,
        PolicySettings policy,
        double weightedBalancing,
        double consistentBalancing,
        boolean roundRobinFails,
        boolean servFailWithoutServer,
        int maxOutstanding,
        int ecsPrefixV4,
        int ecsPrefixV6,
        boolean ecsOverride,
        boolean verboseHealthChecks) {
    /** The dialect's default of {@code setMaxUDPOutstanding}. */
    public static final int DEFAULT_MAX_OUTSTANDING = 65_536;

    /** Nothing is forwarded. */
    public static final ForwardingSettings NONE = new ForwardingSettings(
            List.of(),
            List.of(),
            new PolicySettings.LeastOutstanding(),
            0,
            0,
            false,
            false,
            DEFAULT_MAX_OUTSTANDING,
            24,
            56,
            false,
            false);

    /** Copies the lists. */
    public ForwardingSettings {
        backends = List.copyOf(backends);
        pools = List.copyOf(pools);
    }

    /**
     * The names of the pools, in the order that gives them their numbers.
     *
     * @return each once.
     */
    public List<String> poolNames() {
        return pools.stream().map(PoolSettings::name).toList();
    }
}
