package io.ringway.lab.experiment;

import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long the server's processors have worked up to a moment, whoever they worked for: the server, its system calls, and interrupts (proc(5),
 * {@code /proc/stat}).
 *
 * <p>The total is the time that they were not idle: the kernel measures idleness exactly and prints it in hundredths of a second. How it divides
 * is sampled by the timer's ticks, and so is rough. A server's process alone would not do: the kernel works for it in interrupts as well, and
 * what interrupts take from a process counts as the process's.
 *
 * @param wallNs       the moment
 * @param awakeNs      what a loop ran that keeps the processor from sleeping, which is no work
 * @param notBusyTicks idle, waiting for a disk, or taken away by the hypervisor; of all processors together
 * @param userTicks    in user space, but for nice processes, which that loop is
 * @param systemTicks  in system calls
 * @param softirqTicks in interrupts, software ones almost all
 * @param processors   how many processors these are
 */
record ServerTime(
        long wallNs,
        long awakeNs,
        long notBusyTicks,
        long userTicks,
        long systemTicks,
        long softirqTicks,
        int processors) {
    private static final double NS_PER_S = 1e9;
    private static final double TICKS_PER_S = 100;
    private static final int USER = 1;
    private static final int SYSTEM = 3;
    private static final int IDLE = 4;
    private static final int DISK = 5;
    private static final int INTERRUPT = 6;
    private static final int SOFTIRQ = 7;
    private static final int STOLEN = 8;

    /**
     * The difference of two moments, in seconds.
     *
     * @param userS    in user space
     * @param systemS  in system calls
     * @param softirqS in interrupts
     */
    record Used(double userS, double systemS, double softirqS) {}

    /** Reads the clocks of one processor, or with an empty {@code cpu} those of all together. */
    static ServerTime of(final String cpu, final long awakeNs) {
        try {
            return parse(Files.readString(Path.of("/proc/stat")), cpu, System.nanoTime(), awakeNs);
        } catch (final IOException e) {
            throw new SetupException("processor time cannot be read: " + e.getMessage(), e);
        }
    }

    static ServerTime parse(final String stat, final String cpu, final long wallNs, final long awakeNs) {
        final String wanted = "cpu" + cpu + " ";
        final String[] fields = stat.lines()
                .filter(line -> line.startsWith(wanted))
                .findFirst()
                .orElseThrow(() -> new SetupException("/proc/stat has no processor " + cpu))
                .split(" +", -1);
        final int processors = cpu.isEmpty()
                ? (int) stat.lines().filter(line -> line.matches("cpu\\d+ .*")).count()
                : 1;
        return new ServerTime(
                wallNs,
                awakeNs,
                ticks(fields, IDLE) + ticks(fields, DISK) + ticks(fields, STOLEN),
                ticks(fields, USER),
                ticks(fields, SYSTEM),
                ticks(fields, INTERRUPT) + ticks(fields, SOFTIRQ),
                processors);
    }

    private static long ticks(final String[] fields, final int field) {
        return Long.parseLong(fields[field]);
    }

    Used since(final ServerTime earlier) {
        final double wallS = (wallNs - earlier.wallNs) / NS_PER_S * processors;
        final double awakeS = (awakeNs - earlier.awakeNs) / NS_PER_S;
        final double busyS = Math.max(0, wallS - awakeS - (notBusyTicks - earlier.notBusyTicks) / TICKS_PER_S);
        final long user = userTicks - earlier.userTicks;
        final long system = systemTicks - earlier.systemTicks;
        final long softirq = softirqTicks - earlier.softirqTicks;
        final double perTickS = busyS / Math.max(1, user + system + softirq);
        return new Used(user * perTickS, system * perTickS, softirq * perTickS);
    }
}
