package io.ringway.topology.placement;

import io.ringway.settings.SetupException;
import io.ringway.settings.XskSettings;
import io.ringway.topology.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where every packet thread runs, and where all others do.
 *
 * @param topology     what it was made from
 * @param queues       in the order of the requests
 * @param others       processors for control threads and the virtual machine's own; empty leaves them as they are
 * @param othersReason why those, in words
 * @param warnings     what costs performance and can be mended, a line each
 * @param errors       why it cannot be used, a line each
 */
public record PlacementPlan(
        Topology topology,
        List<QueuePlacement> queues,
        CpuSet others,
        String othersReason,
        List<String> warnings,
        List<String> errors) {
    /** Copies the lists. */
    public PlacementPlan {
        queues = List.copyOf(queues);
        warnings = List.copyOf(warnings);
        errors = List.copyOf(errors);
    }

    /**
     * How a queue is served.
     *
     * @param xsk one of the queues that the plan was made for.
     * @return its placement.
     */
    public QueuePlacement queue(final XskSettings xsk) {
        return queues.stream()
                .filter(queue -> queue.queueId() == xsk.queueId()
                        && queue.interfaceName().equals(xsk.interfaceName()))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Refuses a plan with errors.
     *
     * @throws SetupException with the first of them.
     */
    public void requireValid() {
        if (!errors.isEmpty()) {
            throw new SetupException(errors.getFirst());
        }
    }

    /**
     * What the log says at the start.
     *
     * @return a line for each queue, and one for the other threads where they are kept somewhere.
     */
    public List<String> lines() {
        final List<String> lines = new ArrayList<>();
        for (final QueuePlacement queue : queues) {
            lines.add("placement of " + queue.interfaceName() + " queue " + queue.queueId() + ": interrupt "
                    + queue.interruptText() + "; "
                    + queue.threads().stream()
                            .map(thread -> thread.role() + " on " + cpu(thread) + " (" + thread.reason() + ")")
                            .collect(Collectors.joining("; ")));
        }
        if (!others.isEmpty()) {
            lines.add("placement of all other threads: cpus " + others + " (" + othersReason + ")");
        }
        return lines;
    }

    private static String cpu(final PlannedThread thread) {
        return thread.isPinned() ? "cpu " + thread.cpu() : "any cpu";
    }
}
