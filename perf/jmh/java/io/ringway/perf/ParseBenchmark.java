package io.ringway.perf;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.PacketDefect;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading a plain A query in place: headers and question, with and without its checksums. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParseBenchmark {
    private final Datagram verifying = new Datagram(true);
    private final Datagram trusting = new Datagram(false);
    private final DnsQuery query = new DnsQuery();
    private final Arena arena = Arena.ofAuto();
    private long frame;

    /** Puts the query into native memory. */
    @Setup
    public void prepare() {
        frame = BenchmarkFrames.plainQuery(arena);
        if (parseVerified() != PacketDefect.NONE) {
            throw new IllegalStateException("the benchmark's query is broken: " + parseVerified());
        }
    }

    /**
     * Both checksums verified, as is the default.
     *
     * @return no defect.
     */
    @Benchmark
    public PacketDefect parseVerified() {
        return parse(verifying);
    }

    /**
     * Checksums left to the card.
     *
     * @return no defect.
     */
    @Benchmark
    public PacketDefect parseTrusted() {
        return parse(trusting);
    }

    private PacketDefect parse(final Datagram datagram) {
        final PacketDefect defect = datagram.wrap(frame, BenchmarkFrames.PLAIN_QUERY_LENGTH);
        return defect == PacketDefect.NONE ? query.wrap(datagram.payloadAddress(), datagram.payloadLength()) : defect;
    }
}
