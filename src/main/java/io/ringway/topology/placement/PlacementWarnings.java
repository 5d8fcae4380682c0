package io.ringway.topology.placement;

import io.ringway.topology.Cpu;
import io.ringway.topology.CpuSet;
import io.ringway.topology.Machine;
import io.ringway.topology.nic.Channels;
import io.ringway.topology.nic.Nic;
import io.ringway.topology.nic.QueueInterrupt;
import io.ringway.topology.nic.ReceiveSideScaling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What costs performance although it works, with what mends it. One plan's. */
final class PlacementWarnings {
    private static final String TUNE = "tuning/ringway-tune plan --interface ";

    private final Topology topology;
    private final List<QueueRequest> queues;
    private final Slots slots;
    private final CorePool pool;
    private final List<String> warnings = new ArrayList<>();

    PlacementWarnings(
            final Topology topology, final List<QueueRequest> queues, final Slots slots, final CorePool pool) {
        this.topology = topology;
        this.queues = queues;
        this.slots = slots;
        this.pool = pool;
    }

    /** A line each. */
    List<String> all() {
        for (final Nic nic : topology.nics().values()) {
            final CpuSet served = CpuSet.of(queues.stream()
                    .filter(queue -> queue.xsk().interfaceName().equals(nic.name()))
                    .mapToInt(queue -> queue.xsk().queueId()));
            if (!served.isEmpty()) {
                addUnserved(nic, served);
                addKey(nic);
                addInterrupts(nic, served);
            }
        }
        addThreads();
        return warnings;
    }

    private void addUnserved(final Nic nic, final CpuSet served) {
        final CpuSet fed = nic.scaling()
                .map(ReceiveSideScaling::queues)
                .filter(known -> !known.isEmpty())
                .orElseGet(() -> nic.channels()
                        .map(Channels::receiveQueues)
                        .map(count -> CpuSet.of(java.util.stream.IntStream.range(0, count)))
                        .orElse(CpuSet.NONE));
        final CpuSet unserved = fed.without(served);
        if (!unserved.isEmpty()) {
            warnings.add(nic.name() + ": packets also come in on queues " + unserved
                    + ", which have no newXsk: the kernel's stack answers those; add them, or spread over fewer queues (ethtool -L "
                    + nic.name() + " combined N, or ethtool -X " + nic.name() + " equal N)");
        }
    }

    private void addKey(final Nic nic) {
        if (nic.scaling().filter(ReceiveSideScaling::isKeyZero).isPresent()) {
            warnings.add(nic.name()
                    + ": the key of receive-side scaling is zero, so that every packet comes in on one queue; " + TUNE
                    + nic.name());
        }
    }

    private void addInterrupts(final Nic nic, final CpuSet served) {
        final Machine machine = topology.machine();
        final Map<Integer, List<Integer>> byCpu = new TreeMap<>();
        CpuSet elsewhere = CpuSet.NONE;
        CpuSet anywhere = CpuSet.NONE;
        for (final QueueInterrupt interrupt : nic.interrupts()) {
            if (!served.contains(interrupt.queue())) {
                continue;
            }
            final int cpu = interrupt.cpu();
            final CpuSet queue = CpuSet.of(interrupt.queue());
            if (cpu == QueueInterrupt.ANYWHERE) {
                anywhere = anywhere.or(queue);
            } else {
                byCpu.computeIfAbsent(cpu, key -> new ArrayList<>()).add(interrupt.queue());
                if (nic.node() != Nic.NO_NODE && !machine.node(nic.node()).contains(cpu)) {
                    elsewhere = elsewhere.or(queue);
                }
            }
        }
        if (!anywhere.isEmpty()) {
            warnings.add(nic.name() + ": the interrupts of queues " + anywhere
                    + " may fire on any of several processors; " + TUNE + nic.name());
        }
        if (!elsewhere.isEmpty()) {
            warnings.add(nic.name() + ": the interrupts of queues " + elsewhere + " fire off node " + nic.node()
                    + ", to which it is attached; " + TUNE + nic.name());
        }
        byCpu.forEach((cpu, on) -> {
            if (on.size() > 1) {
                warnings.add(nic.name() + ": the interrupts of queues "
                        + CpuSet.of(on.stream().mapToInt(Integer::intValue)) + " all fire on cpu " + cpu + "; " + TUNE
                        + nic.name());
            }
        });
    }

    private void addThreads() {
        if (!pool.taken().isEmpty() && pool.untouched().isEmpty()) {
            warnings.add("no core is left for the system and other threads: serve fewer queues");
        }
        final Map<String, CpuSet> offNode = new LinkedHashMap<>();
        final Map<CpuSet, List<Slot>> byCore = new LinkedHashMap<>();
        for (final Slot slot : slots.all()) {
            topology.machine().cpu(slot.cpu()).ifPresent(cpu -> {
                byCore.computeIfAbsent(cpu.core(), core -> new ArrayList<>()).add(slot);
                noteNode(slot, cpu, offNode);
            });
        }
        offNode.forEach((where, numbers) -> warnings.add(where + " are packet threads of queues " + numbers));
        byCore.forEach((core, on) -> {
            final long processors = on.stream().mapToInt(Slot::cpu).distinct().count();
            if (processors > 1) {
                warnings.add("packet threads are on SMT siblings of one core, cpus " + core + ": "
                        + on.stream().map(Slot::name).collect(Collectors.joining(", "))
                        + "; serve fewer queues or choose other cpus");
            }
        });
    }

    private void noteNode(final Slot slot, final Cpu cpu, final Map<String, CpuSet> offNode) {
        if (slot.wantedNode() != Nic.NO_NODE
                && slot.wantedNode() != cpu.node()
                && topology.machine().nodes().size() > 1) {
            offNode.merge(
                    slot.queue().xsk().interfaceName() + " is attached to node " + slot.wantedNode() + ", but on node "
                            + cpu.node() + "",
                    CpuSet.of(slot.queue().xsk().queueId()),
                    CpuSet::or);
        }
    }
}
