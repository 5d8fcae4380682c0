package io.ringway.topology.placement;

import io.ringway.settings.Threading;
import io.ringway.topology.nic.Nic;
import java.util.List;

/**
 * Resolves {@code auto}: a thread for every stage only where each, the interrupts, and the system besides get a core of their own, because a hand-over
 * between busy threads on one core costs a scheduler's quantum.
 */
final class ThreadingChoice {
    private final Topology topology;
    private final List<QueueRequest> queues;
    private final CorePool pool;

    ThreadingChoice(final Topology topology, final List<QueueRequest> queues, final CorePool pool) {
        this.topology = topology;
        this.queues = queues;
        this.pool = pool;
    }

    /** A placement and why. */
    record Resolved(Threading threading, String reason) {}

    Resolved resolve(final QueueRequest queue) {
        final Threading wanted = queue.xsk().threading();
        if (wanted != Threading.AUTO) {
            return new Resolved(wanted, "as configured");
        }
        final int node = topology.nic(queue.xsk().interfaceName()).node();
        final Resolved whole = resolve(Nic.NO_NODE);
        return node == Nic.NO_NODE || whole.threading() == Threading.SHARED ? whole : resolve(node);
    }

    private Resolved resolve(final int node) {
        final int stages = queues.stream()
                .filter(queue -> node == Nic.NO_NODE
                        || topology.nic(queue.xsk().interfaceName()).node() == node)
                .mapToInt(QueueRequest::stages)
                .sum();
        final int interrupts = pool.coresWithInterrupts(node);
        final int system = pool.isAll(node) ? 1 : 0;
        final int cores = Math.min(pool.cores(node), topology.machine().parallelism());
        final String needs = count(stages, "stage")
                + (interrupts == 0 ? "" : ", " + count(interrupts, "core") + " with interrupts")
                + (system == 0 ? "" : " and the system")
                + " on " + count(cores, "core") + (node == Nic.NO_NODE ? "" : " of node " + node);
        return stages + interrupts + system <= cores
                ? new Resolved(Threading.DEDICATED, "auto: room for " + needs)
                : new Resolved(Threading.SHARED, "auto: no room for " + needs);
    }

    private static String count(final int number, final String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
