package io.ringway.lab.contender;

import io.ringway.lab.results.Target;
import java.util.List;
import java.util.Optional;

/**
 * Every query is answered from the packet cache, against the same server refusing it.
 *
 * <p>Nothing stands behind the server but itself: what the cache lacks is forwarded to another port of its own, over the loopback interface, where a
 * rule answers. So an answer is asked for once, at the start, and a query costs one rule and the cache, where the refusing server has one rule alone.
 */
public final class CacheScenario implements Scenario {
    private static final double LEAST_SHARE_OF_REFUSED = 0.9;
    private static final List<ContenderKind> USUAL = List.of(
            ContenderKind.RINGWAY_XDP_REFUSED,
            ContenderKind.RINGWAY_XDP_CACHE,
            ContenderKind.DNSDIST_XDP_CACHE,
            ContenderKind.DNSDIST_REGULAR_CACHE);
    private static final List<ContenderKind> CONTENDERS = List.of(
            ContenderKind.FLOOR,
            ContenderKind.RINGWAY_XDP_REFUSED,
            ContenderKind.RINGWAY_XDP_CACHE,
            ContenderKind.DNSDIST_XDP_CACHE,
            ContenderKind.DNSDIST_REGULAR_CACHE);
    private static final List<Target> TARGETS = List.of(new Target(
            ContenderKind.RINGWAY_XDP_CACHE.id(), ContenderKind.RINGWAY_XDP_REFUSED.id(), LEAST_SHARE_OF_REFUSED));

    /** The answer outlives every run. */
    private static final String CACHE = """
            addLocal("127.0.0.1:5300")
            addAction(DSTPortRule(5300), SpoofAction("192.0.2.53", {ttl=86400}))
            newServer({address="127.0.0.1:5300", healthCheckMode="up"})
            getPool(""):setCache(newPacketCache(10000))
            """;

    /** The job has no parameters. */
    public CacheScenario() {}

    @Override
    public String id() {
        return "cache";
    }

    @Override
    public List<ContenderKind> contenders() {
        return CONTENDERS;
    }

    @Override
    public List<ContenderKind> usualContenders() {
        return USUAL;
    }

    @Override
    public List<Target> targets() {
        return TARGETS;
    }

    @Override
    public String responseCode(final ContenderKind kind) {
        return answersFromCache(kind) ? "NOERROR" : "REFUSED";
    }

    @Override
    public boolean answersFromCache(final ContenderKind kind) {
        return kind != ContenderKind.FLOOR && kind != ContenderKind.RINGWAY_XDP_REFUSED;
    }

    @Override
    public Sweep sweep() {
        return RefusedScenario.SWEEP;
    }

    @Override
    public Optional<String> configuration(final ContenderKind kind, final Site site) {
        return Optional.ofNullable(
                switch (kind) {
                    case FLOOR -> "";
                    case RINGWAY_XDP_REFUSED ->
                        DialectText.ringwayClients(site, RefusedScenario.SHARED) + RefusedScenario.REFUSE;
                    case RINGWAY_XDP_CACHE ->
                        DialectText.ringwayClients(site, RefusedScenario.SHARED) + DialectText.ANYBODY + CACHE;
                    case DNSDIST_XDP_CACHE -> DialectText.dnsdistClients(site) + dnsdist(kind, site);
                    case DNSDIST_REGULAR_CACHE -> DialectText.local(site) + dnsdist(kind, site);
                    default -> null;
                });
    }

    private static String dnsdist(final ContenderKind kind, final Site site) {
        return DialectText.NO_POLL
                + DialectText.ANYBODY
                + CACHE
                + CacheHits.report(Launcher.configurationFile(kind, site));
    }
}
