package io.ringway.perf;

import io.ringway.wire.Answer;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Writing REFUSED into the frame of a parsed query, checksums included. Writing it again exchanges the addresses back, at the same cost. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AnswerBenchmark {
    private static final int REFUSED = 5;
    private static final int UDP_PAYLOAD_SIZE = 1232;

    private final Datagram datagram = new Datagram(true);
    private final DnsQuery query = new DnsQuery();
    private final Answer answer = new Answer(UDP_PAYLOAD_SIZE);
    private final Arena arena = Arena.ofAuto();

    /** Puts the query into native memory and parses it. */
    @Setup
    public void prepare() {
        datagram.wrap(BenchmarkFrames.plainQuery(arena), BenchmarkFrames.PLAIN_QUERY_LENGTH);
        query.wrap(datagram.payloadAddress(), datagram.payloadLength());
    }

    /**
     * Builds the answer.
     *
     * @return its length.
     */
    @Benchmark
    public int refuse() {
        answer.write(datagram, query, REFUSED, false, false, true, 1472);
        return answer.frameLength();
    }
}
