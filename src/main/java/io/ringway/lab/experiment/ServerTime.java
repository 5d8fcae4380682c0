package io.ringway.lab.experiment;

import io.ringway.lab.ProcessorTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Processor time of a server's process tree up to a moment, and of software interrupts on the whole machine. The total is exact to the
 * nanosecond; ticks of a hundredth of a second only say how it divides.
 *
 * @param totalNs   what the tree ran
 * @param userTicks ticks in user space
 * @param kernelTicks ticks in its system calls
 * @param softirqNs software interrupts, for everybody
 */
record ServerTime(long totalNs, long userTicks, long kernelTicks, long softirqNs) {
    private static final double NS_PER_S = 1e9;

    /** utime, the 14th field of stat, counted behind the name in brackets, which may hold anything. */
    private static final int USER_FIELD = 11;

    /**
     * The difference of two moments, in seconds.
     *
     * @param userS    in user space
     * @param systemS  in system calls
     * @param softirqS software interrupts of the whole machine
     */
    record Used(double userS, double systemS, double softirqS) {}

    static ServerTime of(final long pid) {
        final List<Long> tree = new ArrayList<>(List.of(pid));
        ProcessHandle.of(pid)
                .ifPresent(
                        process -> process.descendants().map(ProcessHandle::pid).forEach(tree::add));
        long totalNs = 0;
        long userTicks = 0;
        long kernelTicks = 0;
        long softirqNs = 0;
        for (final long each : tree) {
            final ProcessorTime time = ProcessorTime.of(each);
            final String[] fields = stat(each);
            totalNs += time.processNs();
            softirqNs = time.softirqNs();
            userTicks += Long.parseLong(fields[USER_FIELD]);
            kernelTicks += Long.parseLong(fields[USER_FIELD + 1]);
        }
        return new ServerTime(totalNs, userTicks, kernelTicks, softirqNs);
    }

    private static String[] stat(final long pid) {
        try {
            return fields(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
        } catch (final IOException e) {
            throw new io.ringway.settings.SetupException(
                    "the processor time of process " + pid + " cannot be read: " + e.getMessage(), e);
        }
    }

    static String[] fields(final String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    Used since(final ServerTime earlier) {
        final double totalS = Math.max(0, totalNs - earlier.totalNs) / NS_PER_S;
        final long user = userTicks - earlier.userTicks;
        final long ticks = user + kernelTicks - earlier.kernelTicks;
        final double userShare = ticks == 0 ? 0 : (double) user / ticks;
        return new Used(totalS * userShare, totalS * (1 - userShare), (softirqNs - earlier.softirqNs) / NS_PER_S);
    }
}
