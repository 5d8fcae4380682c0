package io.ringway.topology.placement;

import io.ringway.settings.Threading;
import io.ringway.topology.nic.QueueInterrupt;
import java.util.List;
import java.util.Optional;

/**
 * How one queue is served.
 *
 * @param interfaceName   the interface
 * @param queueId         its queue, from 0
 * @param interrupt       where the queue's interrupt fires, where that is known
 * @param threading       {@code SHARED} or {@code DEDICATED}
 * @param threadingReason why, in words
 * @param threads         in shared placement the one for all stages; in dedicated the router's, then one for each listener in order
 */
public record QueuePlacement(
        String interfaceName,
        int queueId,
        Optional<QueueInterrupt> interrupt,
        Threading threading,
        String threadingReason,
        List<PlannedThread> threads) {
    /** Copies the list. */
    public QueuePlacement {
        threads = List.copyOf(threads);
    }

    /**
     * The processor of the router, or of all stages in shared placement.
     *
     * @return its number, or {@link PlannedThread#ANY_CPU}.
     */
    public int routerCpu() {
        return threads.getFirst().cpu();
    }

    /**
     * The processor of a worker in dedicated placement.
     *
     * @param index of its listener, from 0.
     * @return its number, or {@link PlannedThread#ANY_CPU}.
     */
    public int workerCpu(final int index) {
        return threads.get(index + 1).cpu();
    }

    /**
     * How messages and counters name the queue.
     *
     * @return {@code enp1s0/3}.
     */
    public String scope() {
        return interfaceName + "/" + queueId;
    }

    /**
     * The queue's interrupt in words.
     *
     * @return its number and where it fires.
     */
    public String interruptText() {
        return interrupt
                .map(each -> "irq " + each.irq()
                        + (each.cpu() == QueueInterrupt.ANYWHERE
                                ? " on any of " + each.affinity()
                                : " on cpu " + each.cpu()))
                .orElse("none of its own");
    }
}
