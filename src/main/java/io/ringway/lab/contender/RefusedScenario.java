package io.ringway.lab.contender;

import java.util.List;
import java.util.Optional;

/** Every query is answered with REFUSED: what a server costs before it does anything. */
public final class RefusedScenario implements Scenario {
    /** Messages that batched dnsdist takes from its UDP socket at once; its default is 1. */
    public static final int DNSDIST_VECTOR = 100;

    private static final List<ContenderKind> CONTENDERS = List.of(
            ContenderKind.FLOOR,
            ContenderKind.RINGWAY_XDP_SHARED,
            ContenderKind.RINGWAY_XDP_DEDICATED,
            ContenderKind.RINGWAY_REGULAR,
            ContenderKind.DNSDIST_XDP,
            ContenderKind.DNSDIST_REGULAR,
            ContenderKind.DNSDIST_REGULAR_BATCHED,
            ContenderKind.KNOTD_XDP);

    /** The sweep of everything that costs about as little. */
    static final Sweep SWEEP = new Sweep(60_000, 0.3, 1.1, Spacing.EVEN, 5);

    /** The one rule. */
    static final String REFUSE = DialectText.ANYBODY + "addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))\n";

    /** Router and workers on one thread. */
    static final String SHARED = "shared";

    /** The job has no parameters. */
    public RefusedScenario() {}

    @Override
    public String id() {
        return "refused";
    }

    @Override
    public List<ContenderKind> contenders() {
        return CONTENDERS;
    }

    @Override
    public String responseCode(final ContenderKind kind) {
        return "REFUSED";
    }

    @Override
    public Sweep sweep() {
        return SWEEP;
    }

    @Override
    public Optional<String> configuration(final ContenderKind kind, final Site site) {
        return Optional.ofNullable(
                switch (kind) {
                    case FLOOR -> "";
                    case RINGWAY_XDP_SHARED -> DialectText.ringwayClients(site, SHARED) + REFUSE;
                    case RINGWAY_XDP_DEDICATED -> DialectText.ringwayClients(site, "dedicated") + REFUSE;
                    case RINGWAY_REGULAR -> DialectText.local(site) + REFUSE;
                    case DNSDIST_XDP -> DialectText.dnsdistClients(site) + DialectText.NO_POLL + REFUSE;
                    case DNSDIST_REGULAR -> DialectText.local(site) + DialectText.NO_POLL + REFUSE;
                    case DNSDIST_REGULAR_BATCHED ->
                        "setUDPMultipleMessagesVectorSize(" + DNSDIST_VECTOR + ")\n" + DialectText.local(site)
                                + DialectText.NO_POLL + REFUSE;
                    case KNOTD_XDP -> knotd(site);
                    default -> null;
                });
    }

    /** Without a zone it refuses every question. One worker of each other kind: they stay idle. */
    private static String knotd(final Site site) {
        return """
                server:
                    rundir: "%1$s"
                    udp-workers: 1
                    tcp-workers: 1
                    background-workers: 1
                xdp:
                    listen: "%2$s@53"
                database:
                    storage: "%1$s"
                log:
                  - target: stderr
                    any: info
                """.formatted(site.folder(), site.interfaceName());
    }
}
