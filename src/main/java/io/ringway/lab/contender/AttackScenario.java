package io.ringway.lab.contender;

import io.ringway.lab.results.Target;
import java.util.List;
import java.util.Optional;

/**
 * One address floods the server, which drops all that comes from it and answers everybody else: dropped by a rule in the worker, against dropped by the
 * XDP program before there is anything to do for a worker. What counts is how many packets a second of processor time drops.
 */
public final class AttackScenario implements Scenario {
    /** Where the flood comes from. */
    public static final String ATTACKER = "192.0.2.9";

    private static final double LEAST_TIMES_OF_WORKER = 3;
    private static final List<ContenderKind> CONTENDERS =
            List.of(ContenderKind.RINGWAY_XDP_WORKER_DROP, ContenderKind.RINGWAY_XDP_KERNEL_DROP);
    private static final List<Target> TARGETS = List.of(new Target(
            ContenderKind.RINGWAY_XDP_KERNEL_DROP.id(),
            ContenderKind.RINGWAY_XDP_WORKER_DROP.id(),
            LEAST_TIMES_OF_WORKER,
            Target.Measure.PROCESSOR));

    /** As much as the others are asked for at least, since the ratio is that of processor time at one rate. */
    private static final Sweep SWEEP = new Sweep(60_000, 0.3, 1.0, Spacing.EVEN, 5);

    private static final String WORKER = "addAction(\"" + ATTACKER + "\", DropAction())\n";

    private static final String KERNEL = """
            filter = newBPFFilter({})
            setDefaultBPFFilter(filter)
            filter:block(newCA("%s"))
            """.formatted(ATTACKER);

    /** The job has no parameters. */
    public AttackScenario() {}

    @Override
    public String id() {
        return "attack";
    }

    @Override
    public List<ContenderKind> contenders() {
        return CONTENDERS;
    }

    @Override
    public List<Target> targets() {
        return TARGETS;
    }

    /** Of those who do not attack. */
    @Override
    public String responseCode(final ContenderKind kind) {
        return "REFUSED";
    }

    @Override
    public boolean floods() {
        return true;
    }

    @Override
    public Sweep sweep() {
        return SWEEP;
    }

    @Override
    public Optional<String> configuration(final ContenderKind kind, final Site site) {
        final String clients = DialectText.ringwayClients(site, RefusedScenario.SHARED);
        return Optional.ofNullable(
                switch (kind) {
                    case RINGWAY_XDP_WORKER_DROP -> clients + WORKER + RefusedScenario.REFUSE;
                    case RINGWAY_XDP_KERNEL_DROP -> clients + KERNEL + RefusedScenario.REFUSE;
                    default -> null;
                });
    }
}
