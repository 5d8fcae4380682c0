package io.ringway.lab.prober;

import io.ringway.settings.SetupException;
import java.net.InetSocketAddress;

/**
 * What to probe, and how.
 *
 * @param interfaceName the interface, in the network namespace of this process
 * @param queue         the transmit queue for probes, from 0
 * @param target        the server
 * @param sourcePort    own UDP port
 * @param rate          probes a second on average
 * @param seconds       for how long
 * @param timeoutMs     a reply that takes longer, counted from the intended moment, is late
 * @param cpu           processor of the probing thread
 * @param name          domain below which every probe asks for a name of its own
 */
public record ProbeOptions(
        String interfaceName,
        int queue,
        InetSocketAddress target,
        int sourcePort,
        int rate,
        int seconds,
        int timeoutMs,
        int cpu,
        String name) {
    private static final long MAX_PROBES = 2_000_000;
    private static final int MAX_TIMEOUT_MS = 60_000;
    private static final int MAX_PORT = 65_535;

    /** Refuses what cannot be measured. */
    public ProbeOptions {
        require(queue >= 0, "--queue " + queue + ": queues count from 0");
        require(cpu >= 0, "--cpu " + cpu + ": processors count from 0");
        require(sourcePort > 0 && sourcePort <= MAX_PORT, "--source-port " + sourcePort + ": ports are 1 to 65535");
        require(
                rate > 0 && seconds > 0 && (long) rate * seconds <= MAX_PROBES,
                "--rate " + rate + " for --seconds " + seconds + ": both above 0, and at most 2000000 probes together");
        require(
                timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS,
                "--timeout-ms " + timeoutMs + ": choose 1 to " + MAX_TIMEOUT_MS);
    }

    private static void require(final boolean condition, final String message) {
        if (!condition) {
            throw new SetupException(message);
        }
    }
}
