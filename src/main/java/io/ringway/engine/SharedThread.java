package io.ringway.engine;

import io.ringway.engine.frame.Doorbell;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.settings.IdleMode;
import java.util.ArrayList;
import java.util.Arrays;
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
    private final List<QueuePipeline> queues;
    private final Doorbell doorbell;
    private PipelineThreads threads;

    private SharedThread(final List<QueuePipeline> queues, final Doorbell doorbell) {
        this.queues = List.copyOf(queues);
        this.doorbell = doorbell;
        queues.forEach(queue -> queue.doorbell(doorbell));
    }

    /**
     * Divides queues among threads: those that are pinned to one processor share its thread, the others share as many threads as there are
     * processors. Queues that idle in different ways cannot share one.
     *
     * @param queues     all queues; those in {@code dedicated} placement have threads of their own and are passed over.
     * @param processors processors that this process may use.
     * @param crossing   whether packets pass between threads, so that one must be able to wake another.
     * @return the threads, to be made once their queues are complete.
     */
    public static List<SharedThread> divide(
            final List<QueuePipeline> queues, final int processors, final boolean crossing) {
        final Map<Place, List<QueuePipeline>> places = new LinkedHashMap<>();
        final Map<Integer, Integer> turns = new LinkedHashMap<>();
        for (final QueuePipeline queue : queues) {
            if (queue.isShared()) {
                final int cpu = queue.sharedCpu();
                // Queues of one number on several interfaces are what a query and its response pass through.
                final int turn = cpu == AgentThread.ANY_CPU
                        ? turns.computeIfAbsent(queue.settings().queueId(), number -> turns.size() % processors)
                        : 0;
                places.computeIfAbsent(new Place(cpu, turn, queue.settings().idleMode()), place -> new ArrayList<>())
                        .add(queue);
            }
        }
        return places.entrySet().stream()
                .map(place -> new SharedThread(
                        place.getValue(),
                        crossing && place.getKey().idleMode() == IdleMode.INTERRUPT ? new Doorbell() : null))
                .toList();
    }

    /**
     * Makes the thread, once its queues have their workers and routers.
     *
     * @param file where the counters are made.
     */
    public void make(final CountersFile file) {
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
                        doorbell,
                        queues.stream()
                                .flatMapToInt(queue -> Arrays.stream(queue.socketFds()))
                                .toArray(),
                        file.counter(CounterDescriptor.POLLS, stage.roleName())));
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
        if (threads != null) {
            threads.mirror();
        }
    }

    /** Ends it after its current duty cycle. */
    @Override
    public void close() {
        if (threads != null) {
            threads.close();
        }
        if (doorbell != null) {
            doorbell.close();
        }
    }
}
