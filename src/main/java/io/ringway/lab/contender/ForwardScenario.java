package io.ringway.lab.contender;

import io.ringway.lab.backend.Backend;
import io.ringway.settings.SetupException;
import java.util.List;
import java.util.Optional;

/** Every query is forwarded to one backend, and its answer relayed. The floor, which answers itself, shows what forwarding adds. */
public final class ForwardScenario implements Scenario {
    private static final List<ContenderKind> USUAL = List.of(
            ContenderKind.RINGWAY_XDP_XDP,
            ContenderKind.RINGWAY_XDP_REGULAR,
            ContenderKind.RINGWAY_REGULAR,
            ContenderKind.DNSDIST_XDP_XDP,
            ContenderKind.DNSDIST_XDP_REGULAR,
            ContenderKind.DNSDIST_REGULAR);
    private static final List<ContenderKind> CONTENDERS = List.of(
            ContenderKind.FLOOR,
            ContenderKind.RINGWAY_XDP_XDP,
            ContenderKind.RINGWAY_XDP_REGULAR,
            ContenderKind.RINGWAY_REGULAR,
            ContenderKind.DNSDIST_XDP_XDP,
            ContenderKind.DNSDIST_XDP_REGULAR,
            ContenderKind.DNSDIST_REGULAR);
    private static final Sweep SWEEP = new Sweep(20_000, 0.18, 1.0, Spacing.GEOMETRIC, 8);

    /** Health checks would be load beside the load. */
    private static final String UP = "healthCheckMode=\"up\"";

    private static final String SHARED = "shared";

    /** The job has no parameters. */
    public ForwardScenario() {}

    @Override
    public String id() {
        return "forward";
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
    public String responseCode(final ContenderKind kind) {
        return kind == ContenderKind.FLOOR ? "REFUSED" : "NOERROR";
    }

    @Override
    public boolean forwards() {
        return true;
    }

    @Override
    public Sweep sweep() {
        return SWEEP;
    }

    @Override
    public Optional<String> configuration(final ContenderKind kind, final Site site) {
        final Backend backend =
                site.backend().orElseThrow(() -> new SetupException(id() + " needs a site with a backend"));
        return Optional.ofNullable(
                switch (kind) {
                    case FLOOR -> "";
                    case RINGWAY_XDP_XDP ->
                        DialectText.ringwayClients(site, SHARED)
                                + DialectText.ANYBODY
                                + DialectText.ringwaySocket("backend", backend.interfaceName(), SHARED)
                                + server(backend, ", xskSocket={backend}");
                    case RINGWAY_XDP_REGULAR ->
                        DialectText.ringwayClients(site, SHARED) + DialectText.ANYBODY + server(backend, "");
                    case RINGWAY_REGULAR -> DialectText.local(site) + DialectText.ANYBODY + server(backend, "");
                    case DNSDIST_XDP_XDP ->
                        DialectText.dnsdistClients(site)
                                + dnsdist()
                                + server(
                                        backend,
                                        ", xskSockets=" + DialectText.allClients(site) + ", MACAddr=\"" + backend.mac()
                                                + "\"");
                    case DNSDIST_XDP_REGULAR -> DialectText.dnsdistClients(site) + dnsdist() + server(backend, "");
                    case DNSDIST_REGULAR -> DialectText.local(site) + dnsdist() + server(backend, "");
                    default -> null;
                });
    }

    private static String dnsdist() {
        return DialectText.NO_POLL + DialectText.ANYBODY;
    }

    private static String server(final Backend backend, final String more) {
        return "newServer({address=\"" + backend.address() + ":53\", " + UP + more + "})\n";
    }
}
