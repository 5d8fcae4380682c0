package io.ringway.topology.placement;

import io.ringway.topology.Cpu;
import io.ringway.topology.CpuSet;
import io.ringway.topology.Machine;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The processors that threads may be placed on, and which of them are taken. One plan's; not for several threads.
 *
 * <p>Interrupts take no processor, but the cores they fire on are chosen later than quiet ones: what the kernel does for the queue there would take
 * turns with the thread.
 */
final class CorePool {
    private final Machine machine;
    private final CpuSet usable;
    private final CpuSet isolated;
    private final CpuSet interruptCpus;
    private final CpuSet interruptCores;
    private CpuSet taken = CpuSet.NONE;
    private CpuSet takenCores = CpuSet.NONE;

    /** {@code interruptCpus} are those on which interrupts of queues fire that are served. */
    CorePool(final Machine machine, final CpuSet interruptCpus) {
        this.machine = machine;
        this.interruptCpus = interruptCpus;
        usable = machine.usable();
        isolated = machine.isolated().and(usable);
        CpuSet cores = CpuSet.NONE;
        for (final CpuSet core : machine.cores(interruptCpus)) {
            cores = cores.or(core);
        }
        interruptCores = cores;
    }

    /** A processor for a thread, and what kind of choice it was. */
    record Choice(int cpu, Quality quality, int distance, boolean sharesCache, boolean isolated) {}

    /** Kinds of choices, the best first. */
    enum Quality {
        /** A core without interrupts or threads on the wanted node. */
        QUIET_CORE,
        /** The core on which the queue's own interrupt fires. */
        OWN_INTERRUPT,
        /** The core on which another queue's interrupt fires, on the wanted node. */
        OTHER_INTERRUPT,
        /** A core without threads on another node. */
        OTHER_NODE,
        /** A processor whose core has a packet thread already, on the wanted node. */
        SIBLING,
        /** The same on another node. */
        OTHER_NODE_SIBLING
    }

    void take(final int cpu) {
        taken = taken.or(CpuSet.of(cpu));
        takenCores = takenCores.or(core(cpu));
    }

    boolean isCoreTaken(final int cpu) {
        return takenCores.contains(cpu);
    }

    /** Those whose core has no packet thread. */
    CpuSet untouched() {
        return usable.without(takenCores);
    }

    CpuSet usable() {
        return usable;
    }

    CpuSet taken() {
        return taken;
    }

    CpuSet isolated() {
        return isolated;
    }

    private CpuSet core(final int cpu) {
        return machine.cpu(cpu).map(Cpu::core).orElse(CpuSet.of(cpu));
    }

    /**
     * The best processor that is left, not taken yet.
     *
     * @param node   the wanted node, negative for any.
     * @param anchor the processor to be near to, negative for none.
     * @param worst  the worst quality that is accepted.
     */
    Optional<Choice> best(final int node, final int anchor, final Quality worst) {
        final CpuSet wanted = machine.node(node);
        final CpuSet near = machine.cpu(anchor).map(Cpu::sharesCache).orElse(CpuSet.NONE);
        final CpuSet own = anchor < 0 || !interruptCpus.contains(anchor) ? CpuSet.NONE : core(anchor);
        final CpuSet first =
                machine.online().isEmpty() ? CpuSet.NONE : core(machine.online().first());
        return usable.without(taken).stream()
                .mapToObj(cpu -> new Choice(
                        cpu,
                        quality(cpu, wanted, own),
                        distance(node, cpu),
                        near.contains(cpu),
                        isolated.contains(cpu)))
                .filter(choice -> choice.quality().compareTo(worst) <= 0)
                .min(Comparator.comparing(Choice::quality)
                        .thenComparingInt(Choice::distance)
                        .thenComparing(choice -> !choice.isolated())
                        .thenComparing(choice -> interruptCpus.contains(choice.cpu()))
                        .thenComparing(choice -> !choice.sharesCache())
                        // The kernel's own work is on the first core more than on others.
                        .thenComparing(choice -> first.contains(choice.cpu()))
                        .thenComparingInt(Choice::cpu));
    }

    private int distance(final int node, final int cpu) {
        return node < 0
                ? 0
                : machine.distance(node, machine.cpu(cpu).orElseThrow().node());
    }

    private Quality quality(final int cpu, final CpuSet wanted, final CpuSet own) {
        final boolean onNode = wanted.contains(cpu);
        if (takenCores.contains(cpu)) {
            return onNode ? Quality.SIBLING : Quality.OTHER_NODE_SIBLING;
        }
        if (own.contains(cpu)) {
            return Quality.OWN_INTERRUPT;
        }
        if (!onNode) {
            return Quality.OTHER_NODE;
        }
        return interruptCores.contains(cpu) ? Quality.OTHER_INTERRUPT : Quality.QUIET_CORE;
    }

    /** How many cores have a usable processor on a node; all for a negative one. */
    int cores(final int node) {
        return machine.cores(usable.and(machine.node(node))).size();
    }

    /** How many of these cores have interrupts of queues that are served. */
    int coresWithInterrupts(final int node) {
        return machine.cores(usable.and(machine.node(node)).and(interruptCpus)).size();
    }

    /** Whether every usable processor is on this node. */
    boolean isAll(final int node) {
        return usable.without(machine.node(node)).isEmpty();
    }

    Stream<CpuSet> coresOf(final CpuSet cpus) {
        return machine.cores(cpus).stream();
    }
}
