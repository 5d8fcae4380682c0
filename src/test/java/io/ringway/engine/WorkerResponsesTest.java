package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.config.ConfigurationLoader;
import io.ringway.engine.forward.BackendSockets;
import io.ringway.engine.forward.Forwarder;
import io.ringway.engine.forward.ForwarderPlan;
import io.ringway.engine.forward.Forwarding;
import io.ringway.engine.forward.WarmUpBackends;
import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FrameEvent;
import io.ringway.engine.frame.FrameProducer;
import io.ringway.engine.frame.FrameRing;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.observe.CountersSnapshot;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleChain;
import io.ringway.settings.Netmask;
import io.ringway.settings.Settings;
import io.ringway.settings.backend.PolicySettings;
import io.ringway.wire.Memory;
import io.ringway.wire.SocketMessage;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker takes no more responses out of its sockets than it has room for. */
class WorkerResponsesTest {
    private static final int FRAME_SIZE = 2048;
    private static final int QUERIES = 32;

    /** Of so many queries the stand-ins leave one without an answer. */
    private static final int TURNS = 16;

    private static final int ROOM = 4;

    @TempDir
    private Path folder;

    @Test
    void leavesResponsesInTheirSocketsWhileThereIsNoRoom() throws Exception {
        final Path file = Files.writeString(folder.resolve("ringway.conf"), "newServer('198.51.100.2')\n");
        final Settings settings =
                new ConfigurationLoader(true, text -> {}).load(Optional.of(file), List.of(), List.of(), false);
        final Path countersPath = folder.resolve("counters");
        try (Arena arena = Arena.ofConfined();
                CountersFile counters = CountersFile.create(countersPath);
                WarmUpBackends backends =
                        WarmUpBackends.open(settings.forwarding(), new PolicySettings.LeastOutstanding(), counters)) {
            final Forwarder forwarder = forwarder(arena, backends);
            final FrameRing queries = new FrameRing(Router.BATCH, null);
            final FrameRing answers = new FrameRing(Router.TRANSMIT_BATCH, null);
            final FrameProducer toRouter = answers.producer();
            final FrameConsumer fromWorker = answers.consumer();
            final Worker worker = new Worker(
                    "test",
                    queries.consumer(),
                    toRouter,
                    Responder.ofMessages(
                                    QueuePipeline.UDP_PAYLOAD_SIZE,
                                    new NetmaskGroup(List.of(Netmask.parse("0.0.0.0/0"))),
                                    new RuleChain(
                                            List.of(), settings.forwarding().poolNames()),
                                    new WorkerCounters(counters, "test"))
                            .forwarding(forwarder, false));
            offer(arena, queries.producer());
            assertThat(worker.doWork()).isEqualTo(QUERIES);
            fromWorker.release(fromWorker.available(QUERIES));
            backends.answerMessages();
            final int others = Router.TRANSMIT_BATCH - Router.BATCH - ROOM;
            for (int i = 0; i < others; i++) {
                toRouter.offer(0, 0);
            }
            toRouter.flush();

            worker.doWork();
            assertThat(fromWorker.available(Integer.MAX_VALUE)).isEqualTo(others + ROOM);
            for (int i = 0; i < ROOM; i++) {
                assertThat(fromWorker.event(others + i).kind).isEqualTo(FrameEvent.RELAY);
            }
            final BackendSockets sockets = forwarder.sockets();
            final int left = sockets.receive(Router.BATCH);
            assertThat(left).as("responses in a socket that was not asked").isPositive();
            sockets.release(left, new boolean[Router.BATCH]);

            final long before = received(countersPath);
            worker.doWork();
            assertThat(received(countersPath)).as("without any room").isEqualTo(before);
            fromWorker.release(others + ROOM);
            worker.doWork();
            assertThat(received(countersPath)).as("with room again").isEqualTo(QUERIES - QUERIES / TURNS);
        }
    }

    private static Forwarder forwarder(final Arena arena, final WarmUpBackends backends) {
        final Forwarding.Made made = backends.ofMessages(new ForwarderPlan(
                "test",
                SocketPipeline.NO_MTU,
                false,
                0,
                List.of(),
                arena.allocate((long) Forwarding.SOCKET_FRAMES * FRAME_SIZE, FRAME_SIZE)
                        .address(),
                FRAME_SIZE,
                new FrameRing(Forwarding.SOCKET_FRAMES, null).consumer()));
        return made.forwarder();
    }

    private static void offer(final Arena arena, final FrameProducer producer) throws Exception {
        final byte[] query = Queries.message(1).toWire();
        final long frames =
                arena.allocate((long) QUERIES * FRAME_SIZE, FRAME_SIZE).address();
        for (int i = 0; i < QUERIES; i++) {
            final long payload = frames + (long) i * FRAME_SIZE + SocketMessage.HEADER_LENGTH;
            SocketMessage.putSocketAddress(payload + SocketMessage.SOURCE_OFFSET, new byte[] {127, 0, 0, 1}, 40_000);
            SocketMessage.putAddress(payload + SocketMessage.DESTINATION_OFFSET, new byte[] {127, 0, 0, 1});
            for (int b = 0; b < query.length; b++) {
                Memory.putByte(payload + b, query[b]);
            }
            producer.offer(payload, query.length);
        }
        producer.flush();
    }

    private static long received(final Path countersPath) {
        return CountersSnapshot.read(countersPath).sum(CounterDescriptor.RECEIVED);
    }
}
