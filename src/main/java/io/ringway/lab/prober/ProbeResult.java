package io.ringway.lab.prober;

import io.ringway.lab.Table;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run of the prober found out. Latencies are of answered probes alone, from the intended moment to the arrival of the answer.
 *
 * @param target       the server's address and port
 * @param probes       probes that were intended
 * @param answered     probes with a valid reply within the timeout; all others are lost
 * @param duplicates   valid replies beyond the first to a probe
 * @param unmatched    datagrams that are no valid reply to any probe: wrong ID, nonce or question
 * @param late         probes whose first reply came after the timeout
 * @param unsent       probes that could not leave the prober
 * @param seconds      for how long probes were intended
 * @param rate         probes a second on average, as asked for
 * @param sentThrough  {@code af_xdp} or {@code socket}
 * @param timestamps   {@code kernel}, or {@code user} when the kernel left out the moment of an answer's arrival
 * @param inFront     whether the probing thread ran before all ordinary threads
 * @param sendLagP50Ns median of how late probes left
 * @param sendLagP99Ns 99th percentile of it
 * @param sendLagMaxNs longest
 * @param p50Ns        median latency
 * @param p90Ns        90th percentile
 * @param p99Ns        99th percentile
 * @param p999Ns       99.9th percentile
 * @param maxNs        longest latency
 * @param histogram    latencies in nanoseconds, as HdrHistogram encodes them (V2, compressed), in Base64
 */
public record ProbeResult(
        String target,
        long probes,
        long answered,
        long duplicates,
        long unmatched,
        long late,
        long unsent,
        int seconds,
        int rate,
        String sentThrough,
        String timestamps,
        boolean inFront,
        long sendLagP50Ns,
        long sendLagP99Ns,
        long sendLagMaxNs,
        long p50Ns,
        long p90Ns,
        long p99Ns,
        long p999Ns,
        long maxNs,
        String histogram) {
    private static final double NS_PER_US = 1e3;

    static ProbeResult of(
            final ProbeOptions options, final ProbeLedger ledger, final String sentThrough, final boolean inFront) {
        final Histogram latencies = ledger.latencies();
        final Histogram lags = ledger.sendLags();
        return new ProbeResult(
                text(options.target()),
                ledger.probes(),
                ledger.answered(),
                ledger.duplicates(),
                ledger.unmatched(),
                ledger.late(),
                ledger.unsent(),
                options.seconds(),
                options.rate(),
                sentThrough,
                ledger.isStamped() ? "kernel" : "user",
                inFront,
                lags.getValueAtPercentile(50),
                lags.getValueAtPercentile(99),
                lags.getMaxValue(),
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(90),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                latencies.getMaxValue(),
                encode(latencies));
    }

    private static String text(final InetSocketAddress target) {
        final String address = target.getAddress().getHostAddress();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + target.getPort();
    }

    private static String encode(final Histogram histogram) {
        final ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        final int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    /**
     * For programs.
     *
     * @return one line, a JSON object.
     */
    public String json() {
        return JsonMapper.builder().build().writeValueAsString(this);
    }

    /**
     * For people.
     *
     * @return lines with aligned columns.
     */
    public String text() {
        final Table table = new Table()
                .section("probes to " + target + ", sent through " + sentThrough)
                .count("probes", probes, "in " + seconds + " s")
                .count("answered", answered, "")
                .count("lost", probes - answered, "")
                .count("  late", late, "answered after the timeout")
                .count("  unsent", unsent, "")
                .count("duplicates", duplicates, "")
                .count("unmatched", unmatched, "");
        if (answered > 0) {
            table.section("latency of answered probes, from the intended moment, " + timestamps + " timestamps");
            table.measure("p50", p50Ns / NS_PER_US, 1, "µs")
                    .measure("p90", p90Ns / NS_PER_US, 1, "µs")
                    .measure("p99", p99Ns / NS_PER_US, 1, "µs")
                    .measure("p99.9", p999Ns / NS_PER_US, 1, "µs")
                    .measure("longest", maxNs / NS_PER_US, 1, "µs");
        }
        return table.section("send lag, part of every latency"
                        + (inFront ? "" : "; without priority over others, which was refused"))
                .measure("p50", sendLagP50Ns / NS_PER_US, 1, "µs")
                .measure("p99", sendLagP99Ns / NS_PER_US, 1, "µs")
                .measure("longest", sendLagMaxNs / NS_PER_US, 1, "µs")
                .text();
    }
}
