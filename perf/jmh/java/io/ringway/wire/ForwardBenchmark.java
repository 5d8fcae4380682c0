package io.ringway.wire;

import io.ringway.perf.BenchmarkFrames;
import io.ringway.wire.forward.BackendEndpoint;
import io.ringway.wire.forward.ClientRecord;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.QueryFrame;
import io.ringway.wire.forward.RelayedAnswer;
import io.ringway.wire.forward.ResponseDefect;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Forwarding, each way with the parsing that it needs: a client's frame becomes the backend's, and a response's frame the client's answer.
 *
 * <p>The frame is copied into place first, where the last one's headers stand.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForwardBenchmark {
    private static final int FRAME_SIZE = 2048;
    private static final int HEADROOM = 256;
    private static final int MTU = 1500;
    private static final int ETHERNET_LENGTH = 14;

    /** Whether the backend is asked over IPv6; the client always asks over IPv4. */
    @Param({"false", "true"})
    private boolean ipv6Backend;

    /** Bytes of the response's DNS message. */
    @Param({"45", "512"})
    private int responseLength;

    private final Datagram datagram = new Datagram(true);
    private final DnsQuery query = new DnsQuery();
    private final DnsResponse response = new DnsResponse();
    private final QueryFrame queryFrame = new QueryFrame();
    private final RelayedAnswer answer = new RelayedAnswer(1232);
    private final Arena arena = Arena.ofAuto();
    private BackendEndpoint backend;
    private long queryPattern;
    private long responsePattern;
    private int responseFrameLength;
    private long frame;
    private long record;
    private int nextId;

    /** Makes a query and the response to it. */
    @Setup
    public void prepare() {
        backend = new BackendEndpoint(
                0x0200_0000_0003L,
                InetAddress.ofLiteral(ipv6Backend ? "2001:db8::1" : "192.0.2.1"),
                new InetSocketAddress(InetAddress.ofLiteral(ipv6Backend ? "2001:db8::3" : "192.0.2.3"), 53),
                0);
        backend.nextHopMac(0x0200_0000_0004L);
        frame = arena.allocate(FRAME_SIZE, FRAME_SIZE).address() + HEADROOM;
        record = arena.allocate(ClientRecord.LENGTH, 64).address();
        queryPattern = BenchmarkFrames.plainQuery(arena);
        if (!queryToBackend()) {
            throw new IllegalStateException("the benchmark's query is not forwarded");
        }
        final long message = frame + FRAME_SIZE / 2;
        Memory.copy(queryFrame.frameAddress() + ETHERNET_LENGTH + backend.headersLength(), message, 29);
        Memory.putShortBigEndian(message + DnsHeader.FLAGS_OFFSET, 0x8180);
        responsePattern = arena.allocate(FRAME_SIZE, FRAME_SIZE).address();
        final int headers = ETHERNET_LENGTH + backend.headersLength();
        Memory.copy(message, responsePattern + headers, responseLength);
        Udp.writeHeaders(
                responsePattern + headers,
                responseLength,
                Checksum.sum(responsePattern + headers, responseLength),
                ipv6Backend,
                0,
                backend.addressHigh(),
                backend.addressLow(),
                backend.ownHigh(),
                backend.ownLow(),
                backend.port(),
                40_000);
        Ethernet.write(responsePattern, backend.ownMac(), backend.nextHopMac(), ipv6Backend);
        responseFrameLength = headers + responseLength;
        if (responseToClient() != ETHERNET_LENGTH + Udp.headersLength(false) + responseLength) {
            throw new IllegalStateException("the benchmark's response is not relayed");
        }
    }

    /**
     * Query to backend: checksums verified, parsed, saved, written.
     *
     * @return true: forwarded.
     */
    @Benchmark
    public boolean queryToBackend() {
        Memory.copy(queryPattern, frame, BenchmarkFrames.PLAIN_QUERY_LENGTH);
        if (datagram.wrap(frame, BenchmarkFrames.PLAIN_QUERY_LENGTH) != PacketDefect.NONE
                || query.wrap(datagram.payloadAddress(), datagram.payloadLength()) != PacketDefect.NONE) {
            return false;
        }
        ClientRecord.save(record, datagram, query);
        return queryFrame.write(datagram, nextId++ & 0xFFFF, backend, 40_000);
    }

    /**
     * Response to client: checksums verified, question found, written.
     *
     * @return bytes of the answer.
     */
    @Benchmark
    public int responseToClient() {
        Memory.copy(responsePattern, frame, responseFrameLength);
        if (datagram.wrap(frame, responseFrameLength) != PacketDefect.NONE
                || response.wrap(datagram.payloadAddress(), datagram.payloadLength()) != ResponseDefect.NONE) {
            return 0;
        }
        answer.write(datagram, response, record, MTU);
        return answer.frameLength();
    }
}
