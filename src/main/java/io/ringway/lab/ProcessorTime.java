package io.ringway.lab;

import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much processor time was used up to a moment: by the threads of one process, exact to the nanosecond, and in software interrupts on
 * all processors, exact to a hundredth of a second (proc(5)).
 *
 * @param processNs what the process ran, in user space and in its system calls
 * @param softirqNs what the kernel ran in software interrupts, for everybody
 */
public record ProcessorTime(long processNs, long softirqNs) {
    private static final long NS_PER_TICK = 10_000_000;
    private static final int SOFTIRQ_COLUMN = 7;

    /**
     * Reads the clocks.
     *
     * @param pid the process.
     * @return the times since it and the machine started.
     */
    public static ProcessorTime of(final long pid) {
        long processNs = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (final Path task : tasks) {
                processNs += Long.parseLong(
                        Files.readString(task.resolve("schedstat")).split(" ", 2)[0]);
            }
            final List<String> machine = Files.readAllLines(Path.of("/proc/stat"));
            final long ticks = Long.parseLong(machine.getFirst().split(" +", -1)[SOFTIRQ_COLUMN]);
            return new ProcessorTime(processNs, ticks * NS_PER_TICK);
        } catch (final IOException e) {
            throw new SetupException("the processor time of process " + pid + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * What was used in between.
     *
     * @param earlier read before.
     * @return the differences.
     */
    public ProcessorTime since(final ProcessorTime earlier) {
        return new ProcessorTime(processNs - earlier.processNs, softirqNs - earlier.softirqNs);
    }
}
