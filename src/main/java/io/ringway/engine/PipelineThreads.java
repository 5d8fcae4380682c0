package io.ringway.engine;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;

/** The threads of one pipeline, and what each of them allocates. Control thread. */
final class PipelineThreads implements AutoCloseable {
    private final SourceLocation location;
    private final CountersFile file;
    private final List<AgentThread> threads = new ArrayList<>();
    private final List<AtomicCounter> allocated = new ArrayList<>();
    private final List<Long> allocatedBefore = new ArrayList<>();

    /** {@code location} is where the configuration asked for the pipeline. */
    PipelineThreads(final SourceLocation location, final CountersFile file) {
        this.location = location;
        this.file = file;
    }

    /** Adds a thread, not started. */
    void add(final int cpu, final Stage stage, final IdleStrategy idleStrategy) {
        final String name = stage.roleName();
        final AtomicCounter errors = file.counter(CounterDescriptor.AGENT_ERRORS, name);
        allocated.add(file.counter(CounterDescriptor.ALLOCATED_BYTES, name));
        threads.add(new AgentThread(cpu, stage, idleStrategy, errors));
    }

    int size() {
        return threads.size();
    }

    /**
     * Starts them.
     *
     * @throws SetupException when one cannot be pinned where it was asked to be.
     */
    void start() {
        for (final AgentThread thread : threads) {
            try {
                thread.start();
            } catch (final SetupException e) {
                throw new SetupException(location, e.getMessage(), e);
            }
            allocatedBefore.add(allocatedBytes(thread.thread()));
        }
    }

    boolean isStarted() {
        return !allocatedBefore.isEmpty();
    }

    /** Copies into the counters what the JVM knows of the threads. */
    void mirror() {
        for (int i = 0; i < allocatedBefore.size(); i++) {
            final long bytes = allocatedBytes(threads.get(i).thread());
            allocated.get(i).setRelease(Math.max(0, bytes - allocatedBefore.get(i)));
        }
    }

    private static long allocatedBytes(final Thread thread) {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(thread.threadId());
    }

    /** Ends them after their current duty cycles. */
    @Override
    public void close() {
        threads.forEach(AgentThread::close);
    }
}
