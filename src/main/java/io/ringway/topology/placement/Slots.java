package io.ringway.topology.placement;

import io.ringway.settings.AddressText;
import io.ringway.settings.IdleMode;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.Threading;
import io.ringway.settings.XskSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The threads that queues need. In shared placement, queues that are pinned to one processor have one thread there, and the others as many as can
 * run at once, queues of one number on several interfaces together: a query and its response pass through those.
 */
final class Slots {
    private final Topology topology;
    private final List<Slot> all = new ArrayList<>();
    private final Map<QueueRequest, List<Slot>> ofQueue = new LinkedHashMap<>();
    private final Map<Place, Slot> shared = new HashMap<>();
    private final Map<Integer, Integer> turns = new HashMap<>();

    Slots(final Topology topology) {
        this.topology = topology;
    }

    private record Place(int cpu, int turn, IdleMode idleMode) {}

    void add(final QueueRequest queue, final Threading threading) {
        if (threading == Threading.SHARED) {
            ofQueue.put(queue, List.of(addShared(queue)));
        } else {
            ofQueue.put(queue, addDedicated(queue));
        }
    }

    private Slot addShared(final QueueRequest queue) {
        final int cpu = sharedCpu(queue);
        final int turn = cpu == PlannedThread.ANY_CPU
                ? turns.computeIfAbsent(
                        queue.xsk().queueId(),
                        number -> turns.size() % topology.machine().parallelism())
                : 0;
        final Place place = new Place(cpu, turn, queue.xsk().idleMode());
        final Slot known = shared.get(place);
        if (known != null) {
            known.add(queue);
            return known;
        }
        final Slot slot = slot("all stages", queue, true, cpu);
        shared.put(place, slot);
        return slot;
    }

    /** The queue's first, else the first listener's that has one. */
    private static int sharedCpu(final QueueRequest queue) {
        if (!queue.xsk().cpus().isEmpty()) {
            return queue.xsk().cpus().getFirst();
        }
        return queue.listeners().stream()
                .filter(listener -> !listener.cpus().isEmpty())
                .findFirst()
                .map(listener -> listener.cpus().getFirst())
                .orElse(PlannedThread.ANY_CPU);
    }

    private List<Slot> addDedicated(final QueueRequest queue) {
        final XskSettings xsk = queue.xsk();
        final List<Slot> slots = new ArrayList<>();
        slots.add(slot(
                "router",
                queue,
                false,
                xsk.cpus().isEmpty() ? PlannedThread.ANY_CPU : xsk.cpus().getFirst()));
        for (int i = 0; i < queue.listeners().size(); i++) {
            final ListenerSettings listener = queue.listeners().get(i);
            final int cpu = !listener.cpus().isEmpty()
                    ? listener.cpus().getFirst()
                    : i + 1 < xsk.cpus().size() ? xsk.cpus().get(i + 1) : PlannedThread.ANY_CPU;
            slots.add(slot("worker " + AddressText.of(listener.address()), queue, false, cpu));
        }
        return slots;
    }

    private Slot slot(final String role, final QueueRequest queue, final boolean isShared, final int cpu) {
        final Slot slot = new Slot(
                role, queue, isShared, topology.nic(queue.xsk().interfaceName()).node());
        slot.ask(cpu);
        all.add(slot);
        return slot;
    }

    /** In the order in which they are to be placed. */
    List<Slot> all() {
        return all;
    }

    /** The router's or the shared one first, then in dedicated placement one for each listener. */
    List<Slot> of(final QueueRequest queue) {
        return ofQueue.get(queue);
    }
}
