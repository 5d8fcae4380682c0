package io.ringway.lab;

import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps one processor from going to sleep: a loop in the scheduling class that runs only when nobody else wants to (SCHED_IDLE, sched(7)).
 *
 * <p>A virtual machine's processor that sleeps comes back when the hypervisor pleases: on a busy host it was away for a quarter of the time at
 * 200,000 queries a second, and rings overflowed meanwhile; kept awake it lost a hundredth of that. Any thread.
 */
public final class KeepAwake implements AutoCloseable {
    private static final List<String> LOOP = List.of("sh", "-c", "while :; do :; done");

    private final ChildProcess process;

    private KeepAwake(final ChildProcess process) {
        this.process = process;
    }

    /**
     * The command, which dies with the thread that starts it.
     *
     * @param cpu the processor.
     * @return program and arguments.
     */
    public static List<String> command(final int cpu) {
        final List<String> command = new java.util.ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
        // The nice value is for the clocks: what nice processes run is counted apart.
        command.addAll(List.of("nice", "-n", "19", "taskset", "-c", Integer.toString(cpu), "chrt", "--idle", "0"));
        command.addAll(LOOP);
        return command;
    }

    /**
     * Starts the loop.
     *
     * @param cpu the processor.
     * @return the running loop.
     */
    public static KeepAwake on(final int cpu) {
        return new KeepAwake(new ChildProcess("keeping processor " + cpu + " awake", command(cpu), line -> {}));
    }

    /**
     * How long the loop has run.
     *
     * @return nanoseconds, exact.
     */
    public long runNs() {
        try {
            return Long.parseLong(Files.readString(Path.of("/proc", Long.toString(process.pid()), "schedstat"))
                    .split(" ", 2)[0]);
        } catch (final IOException e) {
            throw new SetupException("the loop that keeps a processor awake is gone: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        process.kill();
    }
}
