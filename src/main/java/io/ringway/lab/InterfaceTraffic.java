package io.ringway.lab;

import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Packets that an interface has carried so far, read through a process in its namespace without starting a program (proc(5), net/dev).
 *
 * @param received    packets that came in
 * @param transmitted packets that went out
 * @param dropped     packets that the other end had no room for
 */
public record InterfaceTraffic(long received, long transmitted, long dropped) {
    private static final int RECEIVED_COLUMN = 1;
    private static final int TRANSMITTED_COLUMN = 9;
    private static final int TRANSMIT_DROPPED_COLUMN = 11;

    /**
     * Reads the counts.
     *
     * @param pid    a process in the interface's namespace.
     * @param device the interface.
     * @return the counts since it was made.
     */
    public static InterfaceTraffic of(final long pid, final String device) {
        try {
            for (final String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "net/dev"))) {
                final String[] nameAndCounts = line.strip().split(": *", 2);
                if (nameAndCounts[0].equals(device)) {
                    final String[] counts = nameAndCounts[1].split(" +", -1);
                    return new InterfaceTraffic(
                            Long.parseLong(counts[RECEIVED_COLUMN]),
                            Long.parseLong(counts[TRANSMITTED_COLUMN]),
                            Long.parseLong(counts[TRANSMIT_DROPPED_COLUMN]));
                }
            }
        } catch (final IOException e) {
            throw new SetupException("the traffic of " + device + " cannot be read: " + e.getMessage(), e);
        }
        throw new SetupException("process " + pid + " sees no interface " + device);
    }

    /**
     * What was carried in between.
     *
     * @param earlier read before.
     * @return the differences.
     */
    public InterfaceTraffic since(final InterfaceTraffic earlier) {
        return new InterfaceTraffic(
                received - earlier.received, transmitted - earlier.transmitted, dropped - earlier.dropped);
    }
}
