package io.ringway.topology.placement;

import io.ringway.topology.CpuSet;
import io.ringway.topology.Machine;
import io.ringway.topology.nic.Nic;
import io.ringway.topology.nic.QueueInterrupt;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes a {@link PlacementPlan}.
 *
 * <ol>
 *   <li>What {@code cpus} names is placed there, and checked.
 *   <li>Every other thread gets a core without interrupts on the NIC's NUMA node that shares a cache with its interrupt's core, a worker with its
 *       router's; else the core of its own interrupt.
 *   <li>What is left gets another interrupt's core, one of another node, and only then an SMT sibling of a packet thread.
 *   <li>Where no processor is left, shared queues take turns on a thread that there is.
 * </ol>
 *
 * <p>On two cores nothing is pinned by itself: the system needs both. Nor is a thread that
 * has nothing to be near to and sleeps when it has nothing to do. Control thread.
 */
public final class PlacementPlanner {
    /** Up to so many cores the scheduler places threads. */
    private static final int FEW_CORES = 2;

    private final Topology topology;
    private final List<QueueRequest> queues;
    private final CorePool pool;
    private final Slots slots;

    private PlacementPlanner(final Topology topology, final List<QueueRequest> queues) {
        this.topology = topology;
        this.queues = queues;
        pool = new CorePool(
                topology.machine(),
                CpuSet.of(queues.stream()
                        .flatMap(queue -> interrupt(queue).stream())
                        .mapToInt(QueueInterrupt::cpu)
                        .filter(cpu -> cpu != QueueInterrupt.ANYWHERE)));
        slots = new Slots(topology);
    }

    /**
     * Decides where threads run.
     *
     * @param topology the machine, with every interface that a queue is on.
     * @param queues   what is to be served.
     * @return the plan, which may have errors.
     */
    public static PlacementPlan plan(final Topology topology, final List<QueueRequest> queues) {
        return new PlacementPlanner(topology, queues).plan();
    }

    private PlacementPlan plan() {
        final ThreadingChoice choice = new ThreadingChoice(topology, queues, pool);
        final ExplicitCpus explicit = new ExplicitCpus(topology.machine());
        final Map<QueueRequest, ThreadingChoice.Resolved> threading = new LinkedHashMap<>();
        for (final QueueRequest queue : queues) {
            explicit.check(queue);
            threading.put(queue, choice.resolve(queue));
            slots.add(queue, threading.get(queue).threading());
        }
        explicit.checkTakenOnce(slots.all());
        placeExplicit();
        if (pool.cores(Nic.NO_NODE) <= FEW_CORES) {
            leave("with " + pool.cores(Nic.NO_NODE) + (pool.cores(Nic.NO_NODE) == 1 ? " core" : " cores")
                    + " the scheduler places it: the system needs them too");
        } else {
            unplaced()
                    .filter(slot -> !isWorthPinning(slot))
                    .forEach(slot -> slot.place(
                            PlannedThread.ANY_CPU,
                            "the scheduler places it: " + nicName(slot) + " has no interrupt or node to be near to"));
            unplaced().forEach(slot -> place(slot, CorePool.Quality.OWN_INTERRUPT));
            unplaced().forEach(slot -> place(slot, CorePool.Quality.OTHER_NODE_SIBLING));
            unplaced().forEach(this::join);
        }
        final OtherThreads others = OtherThreads.of(pool);
        return new PlacementPlan(
                topology,
                queues.stream()
                        .map(queue -> placement(queue, threading.get(queue)))
                        .toList(),
                others.cpus(),
                others.reason(),
                new PlacementWarnings(topology, queues, slots, pool).all(),
                explicit.errors());
    }

    private QueuePlacement placement(final QueueRequest queue, final ThreadingChoice.Resolved threading) {
        return new QueuePlacement(
                queue.xsk().interfaceName(),
                queue.xsk().queueId(),
                interrupt(queue),
                threading.threading(),
                threading.reason(),
                slots.of(queue).stream().map(Slot::planned).toList());
    }

    private Optional<QueueInterrupt> interrupt(final QueueRequest queue) {
        return topology.nic(queue.xsk().interfaceName()).interrupt(queue.xsk().queueId());
    }

    private Stream<Slot> unplaced() {
        return slots.all().stream().filter(slot -> !slot.isPlaced()).toList().stream();
    }

    private void placeExplicit() {
        for (final Slot slot : slots.all()) {
            if (slot.isExplicit()) {
                slot.place(slot.explicitCpu(), "cpus in " + slot.queue().xsk().location());
                pool.take(slot.cpu());
            }
        }
    }

    private void leave(final String why) {
        unplaced().forEach(slot -> slot.place(PlannedThread.ANY_CPU, why));
    }

    private boolean isWorthPinning(final Slot slot) {
        final Machine machine = topology.machine();
        return slot.spins()
                || (slot.wantedNode() != Nic.NO_NODE && machine.nodes().size() > 1)
                || interruptCpu(slot) != QueueInterrupt.ANYWHERE;
    }

    /** Of the first of its queues of which it is known. */
    private int interruptCpu(final Slot slot) {
        return queues.stream()
                .filter(slot::serves)
                .flatMap(queue -> interrupt(queue).stream())
                .mapToInt(QueueInterrupt::cpu)
                .filter(cpu -> cpu != QueueInterrupt.ANYWHERE)
                .findFirst()
                .orElse(QueueInterrupt.ANYWHERE);
    }

    private static String nicName(final Slot slot) {
        return slot.queue().xsk().interfaceName();
    }

    private void place(final Slot slot, final CorePool.Quality worst) {
        final Slot router = slots.of(slot.queue()).getFirst();
        final boolean afterRouter = router != slot && router.cpu() != PlannedThread.ANY_CPU;
        final int anchor = afterRouter ? router.cpu() : interruptCpu(slot);
        pool.best(slot.wantedNode(), anchor, worst).ifPresent(choice -> {
            slot.place(choice.cpu(), reason(slot, choice, anchor, afterRouter));
            pool.take(choice.cpu());
        });
    }

    private String reason(final Slot slot, final CorePool.Choice choice, final int anchor, final boolean afterRouter) {
        final boolean nodes = topology.machine().nodes().size() > 1 && slot.wantedNode() != Nic.NO_NODE;
        final String onNode = nodes ? " on node " + slot.wantedNode() + ", " + nicName(slot) + "'s" : "";
        final String near = "cpu " + anchor + (afterRouter ? ", its router" : ", where its interrupt fires");
        final String why = switch (choice.quality()) {
            case QUIET_CORE ->
                anchor < 0
                        ? "quiet core" + onNode + (nodes ? "" : ", since it does not sleep")
                        : choice.sharesCache()
                                ? "quiet core that shares a cache with " + near + (nodes ? ";" + onNode : "")
                                : "quiet core" + onNode + "; none is left that shares a cache with " + near;
            case OWN_INTERRUPT ->
                (choice.cpu() == anchor ? near : "SMT sibling of " + near) + "; no quiet core is left" + onNode;
            case OTHER_INTERRUPT -> "core of another queue's interrupt; no quiet core is left" + onNode;
            case OTHER_NODE -> "node " + nodeOf(choice.cpu()) + "; no core without a packet thread is left" + onNode;
            case SIBLING, OTHER_NODE_SIBLING -> "SMT sibling of another packet thread; no core is left" + onNode;
        };
        return choice.isolated() ? why + " (isolated)" : why;
    }

    private int nodeOf(final int cpu) {
        return topology.machine().cpu(cpu).orElseThrow().node();
    }

    /** Shares the thread of queues that are few already, on the same node where there is one. */
    private void join(final Slot slot) {
        final Optional<Slot> host = slots.all().stream()
                .filter(other -> slot.isShared()
                        && other.isShared()
                        && other.cpu() != PlannedThread.ANY_CPU
                        && other.idleMode() == slot.idleMode())
                .min(Comparator.<Slot>comparingInt(Slot::queueCount)
                        .thenComparing(other -> other.wantedNode() != slot.wantedNode()));
        if (host.isPresent()) {
            slot.place(
                    host.get().cpu(), "takes turns with " + host.get().queue().scope() + ": no processor is left");
            queues.stream().filter(slot::serves).forEach(host.get()::add);
        } else {
            slot.place(PlannedThread.ANY_CPU, "no processor is left");
        }
    }
}
