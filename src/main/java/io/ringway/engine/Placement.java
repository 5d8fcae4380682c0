package io.ringway.engine;

import io.ringway.settings.ListenerSettings;
import io.ringway.settings.Threading;
import io.ringway.settings.XskSettings;
import java.util.List;

/** Decides which stages share a thread, and where each thread runs. */
final class Placement {
    private Placement() {}

    /**
     * Resolves {@code auto}: a thread for every stage only where each, and the system besides, gets a processor of its own, because a
     * hand-over between busy threads on one processor costs a scheduler's quantum.
     *
     * @param wanted     what the configuration says for this queue.
     * @param stages     routers and workers of all queues together.
     * @param processors processors that this process may use.
     */
    static Threading resolve(final Threading wanted, final int stages, final int processors) {
        if (wanted != Threading.AUTO) {
            return wanted;
        }
        return stages < processors ? Threading.DEDICATED : Threading.SHARED;
    }

    /** The processor of the router, or of all stages in shared placement: the queue's first, else the first listener's. */
    static int routerCpu(final XskSettings xsk, final List<ListenerSettings> listeners, final Threading threading) {
        if (!xsk.cpus().isEmpty()) {
            return xsk.cpus().getFirst();
        }
        if (threading == Threading.SHARED) {
            return listeners.stream()
                    .filter(listener -> !listener.cpus().isEmpty())
                    .findFirst()
                    .map(listener -> listener.cpus().getFirst())
                    .orElse(AgentThread.ANY_CPU);
        }
        return AgentThread.ANY_CPU;
    }

    /** The processor of a worker in dedicated placement: its listener's first, else the queue's in turn after the router's. */
    static int workerCpu(final XskSettings xsk, final ListenerSettings listener, final int index) {
        if (!listener.cpus().isEmpty()) {
            return listener.cpus().getFirst();
        }
        return index + 1 < xsk.cpus().size() ? xsk.cpus().get(index + 1) : AgentThread.ANY_CPU;
    }
}
