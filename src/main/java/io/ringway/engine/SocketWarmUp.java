package io.ringway.engine;

import io.ringway.observe.CountersFile;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleChain;
import io.ringway.settings.Netmask;
import io.ringway.settings.Settings;
import io.ringway.stack.UdpSocket;
import io.ringway.stack.UdpSocketOptions;
import io.ringway.wire.Memory;
import io.ringway.wire.SocketMessage;
import io.ringway.xdp.NativeException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends queries from one socket of the loopback interface to another that router and worker serve, so that the first real query meets
 * compiled code. Control thread, before any listener is open.
 */
final class SocketWarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(SocketWarmUp.class);
    private static final int ROUNDS = 400;
    private static final int BURST = 32;

    /** Bytes of a frame that {@link #send} fills. */
    static final int CLIENT_FRAME_BYTES = 1024;

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private SocketWarmUp() {}

    /** {@code query} is a DNS message; a machine without a loopback address goes without. */
    static void run(final Settings settings, final CountersFile file, final byte[] query) {
        try (Arena arena = Arena.ofConfined();
                UdpSocket server = open(Router.BATCH);
                UdpSocket client = open(BURST)) {
            final SharedStage stage = SocketPipeline.stage(
                    "warm-up",
                    server,
                    new RouterWiring(
                            arena.allocate(
                                            (long) SocketPipeline.FRAME_COUNT * SocketPipeline.FRAME_SIZE,
                                            SocketPipeline.FRAME_SIZE)
                                    .address(),
                            SocketPipeline.FRAME_COUNT,
                            SocketPipeline.FRAME_SIZE),
                    new QueueCounters(file, "udp warm-up", SocketPipeline.FRAME_COUNT),
                    Responder.ofMessages(
                            QueuePipeline.UDP_PAYLOAD_SIZE,
                            new NetmaskGroup(List.of(Netmask.parse("0.0.0.0/0"))),
                            new RuleChain(
                                    settings.rules(), settings.forwarding().poolNames()),
                            new WorkerCounters(file, "udp warm-up")));
            final long frames = arena.allocate((long) BURST * CLIENT_FRAME_BYTES, CLIENT_FRAME_BYTES)
                    .address();
            for (int round = 0; round < ROUNDS; round++) {
                send(client, frames, query, server.localPort());
                stage.doWork();
            }
        } catch (final NativeException e) {
            LOG.debug("no warm-up of sockets: {}", e.getMessage());
        }
    }

    /** A socket of the loopback interface. */
    static UdpSocket open(final int vectorSize) {
        return UdpSocket.open(new UdpSocketOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false, "", vectorSize, 0, 0));
    }

    /** Sends a burst; what comes back stays in the client's buffer, and goes with it. */
    static void send(final UdpSocket client, final long frames, final byte[] query, final int port) {
        for (int i = 0; i < BURST; i++) {
            final long payload = frames + (long) i * CLIENT_FRAME_BYTES + SocketMessage.HEADER_LENGTH;
            client.prepare(payload);
            SocketMessage.putSocketAddress(payload + SocketMessage.SOURCE_OFFSET, LOOPBACK, port);
            for (int b = 0; b < query.length; b++) {
                Memory.putByte(payload + b, query[b]);
            }
            client.put(i, payload, query.length);
        }
        client.send(0, BURST);
    }
}
