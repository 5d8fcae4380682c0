package io.ringway.engine;

import io.ringway.privilege.ThreadCapabilities;
import io.ringway.settings.SetupException;
import io.ringway.topology.ThreadPinning;
import io.ringway.topology.placement.PlannedThread;
import io.ringway.xdp.ThreadPriority;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that runs one agent, pinned before its first duty cycle where that was asked for.
 *
 * <p>An exception out of a duty cycle is counted, reported, and the agent goes on. Made, started and closed by the control thread.
 */
final class AgentThread implements AutoCloseable {
    /** Stands for a thread that the kernel may place where it likes. */
    static final int ANY_CPU = PlannedThread.ANY_CPU;

    private static final Logger LOG = LoggerFactory.getLogger(AgentThread.class);

    private final AgentRunner runner;
    private final CompletableFuture<Thread> started = new CompletableFuture<>();
    private final String name;

    AgentThread(final int cpu, final Agent agent, final IdleStrategy idleStrategy, final AtomicCounter errors) {
        name = agent.roleName();
        runner = new AgentRunner(idleStrategy, this::report, errors, new StartingAgent(agent, cpu));
    }

    private void report(final Throwable error) {
        // A thread that did not get started says so through start().
        if (!started.isCompletedExceptionally()) {
            LOG.error("{}: {} (counted as agent-errors; please report it)", name, error.toString(), error);
        }
    }

    /**
     * Starts the thread and waits until it is where it belongs.
     *
     * @throws SetupException when it cannot be pinned.
     */
    void start() {
        AgentRunner.startOnThread(runner);
        try {
            started.get();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted while starting " + name, e);
        } catch (final ExecutionException e) {
            throw new SetupException(name + ": " + e.getCause().getMessage(), e.getCause());
        }
    }

    String name() {
        return name;
    }

    /** The running thread; only after {@link #start()}. */
    Thread thread() {
        return started.join();
    }

    /** Ends the thread after its current duty cycle and waits for it. */
    @Override
    public void close() {
        runner.close();
    }

    private final class StartingAgent implements Agent {
        private final Agent agent;
        private final int cpu;

        StartingAgent(final Agent agent, final int cpu) {
            this.agent = agent;
            this.cpu = cpu;
        }

        @Override
        public void onStart() {
            try {
                if (cpu != ANY_CPU) {
                    ThreadPinning.pin(cpu);
                }
                // With the usual milliseconds the 99th percentile of latency is some of those wherever a processor has
                // more to do.
                ThreadPriority.shortenTurns(ThreadPriority.SHORTEST_TURN_NS);
                // Packets come from strangers, and nothing that is done with them needs any.
                ThreadCapabilities.dropUnlessRoot();
                agent.onStart();
                started.complete(Thread.currentThread());
            } catch (final RuntimeException | Error e) {
                started.completeExceptionally(e);
                throw e;
            }
        }

        @Override
        public int doWork() throws Exception {
            return agent.doWork();
        }

        @Override
        public void onClose() {
            agent.onClose();
        }

        @Override
        public String roleName() {
            return agent.roleName();
        }
    }
}
