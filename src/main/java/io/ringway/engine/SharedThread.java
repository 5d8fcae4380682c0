package io.ringway.engine;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.settings.IdleMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The thread of one or more queues in {@code shared} placement: routers and workers, each queue's run to completion in turn.
 *
 * <p>A queue has a thread of its own as long as there is a processor for each. Two busy threads on one processor wait for each other up to a
 * scheduler's tick: with two queues on one processor the 99th percentile was ten times that of one thread for both. Control thread.
 */
public final class SharedThread implements Mirrored, AutoCloseable {
    private final PipelineThreads threads;

    private SharedThread(final List<QueuePipeline> queues, final CountersFile file) {
        final QueuePipeline first = queues.getFirst();
        final Stage[] stages = queues.stream().map(QueuePipeline::sharedStage).toArray(Stage[]::new);
        final Stage stage = stages.length == 1
                ? stages[0]
                : new StageGroup(
                        "queue " + queues.stream().map(QueuePipeline::scope).collect(Collectors.joining(" ")), stages);
        threads = new PipelineThreads(first.settings().location(), file);
        threads.add(
                first.sharedCpu(),
                stage,
                IdleStrategies.of(
                        first.settings().idleMode(),
                        stage,
                        null,
                        queues.stream().mapToInt(queue -> queue.socket().fd()).toArray(),
                        file.counter(CounterDescriptor.POLLS, stage.roleName())));
    }

    /**
     * Divides queues among threads: those that are pinned to one processor share its thread, the others share as many threads as there are
     * processors. Queues that idle in different ways cannot share one.
     *
     * @param queues     all queues; those in {@code dedicated} placement have threads already and are passed over.
     * @param processors processors that this process may use.
     * @param file       where the counters are made.
     * @return the threads, not started.
     */
    public static List<SharedThread> divide(
            final List<QueuePipeline> queues, final int processors, final CountersFile file) {
        final Map<Place, List<QueuePipeline>> places = new LinkedHashMap<>();
        int unpinned = 0;
        for (final QueuePipeline queue : queues) {
            if (queue.isShared()) {
                final int cpu = queue.sharedCpu();
                final int turn = cpu == AgentThread.ANY_CPU ? unpinned++ % processors : 0;
                places.computeIfAbsent(new Place(cpu, turn, queue.settings().idleMode()), place -> new ArrayList<>())
                        .add(queue);
            }
        }
        return places.values().stream()
                .map(together -> new SharedThread(together, file))
                .toList();
    }

    private record Place(int cpu, int turn, IdleMode idleMode) {}

    /**
     * Starts it.
     *
     * @throws io.ringway.settings.SetupException when it cannot be pinned where it was asked to be.
     */
    public void start() {
        threads.start();
    }

    @Override
    public void mirror() {
        threads.mirror();
    }

    /** Ends it after its current duty cycle. */
    @Override
    public void close() {
        threads.close();
    }
}
