package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.ringway.stack.UdpSocket;
import io.ringway.stack.UdpSocketOptions;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.Memory;
import io.ringway.wire.SocketMessage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Router and worker over a real socket on the loopback interface, stepped by hand. */
@Timeout(60)
class SocketRouterTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int REFUSED = 5;
    private static final byte[] QUERY = new DnsMessageBuilder()
            .id(7)
            .question(DnsMessageBuilder.name("example.com"), 1, 1)
            .build();

    private final Arena arena = Arena.ofConfined();

    @TempDir
    private Path folder;

    private CountersFile file;
    private UdpSocket socket;
    private InetSocketAddress address;
    private DatagramSocket client;
    private long frames;
    private SharedStage stage;

    @BeforeEach
    void open() throws IOException {
        file = CountersFile.create(folder.resolve("counters"));
        try (DatagramSocket free = new DatagramSocket(0, LOOPBACK)) {
            address = new InetSocketAddress(LOOPBACK, free.getLocalPort());
        }
        socket = UdpSocket.open(new UdpSocketOptions(address, false, "", Router.BATCH, 0, 0));
        client = new DatagramSocket(0, LOOPBACK);
        client.setSoTimeout(10_000);
        frames = arena.allocate((long) SocketPipeline.FRAME_COUNT * SocketPipeline.FRAME_SIZE, 64)
                .address();
        stage = SocketPipeline.stage(
                "udp test",
                socket,
                wiring(),
                new QueueCounters(file, "udp test", SocketPipeline.FRAME_COUNT),
                Responder.ofMessages(
                        1232,
                        new NetmaskGroup(List.of(Netmask.parse("127.0.0.0/8"))),
                        new RuleChain(QueueRig.REFUSE_ALL, List.of()),
                        new WorkerCounters(file, "udp test")));
    }

    private RouterWiring wiring() {
        return new RouterWiring(frames, SocketPipeline.FRAME_COUNT, SocketPipeline.FRAME_SIZE);
    }

    @AfterEach
    void close() {
        client.close();
        socket.close();
        file.close();
        arena.close();
    }

    private void send(final byte[] message) throws IOException {
        client.send(new DatagramPacket(message, message.length, address));
    }

    private long count(final CounterDescriptor descriptor) {
        return CountersSnapshot.read(folder.resolve("counters")).sum(descriptor);
    }

    private void assertLedger() {
        final CountersSnapshot counters = CountersSnapshot.read(folder.resolve("counters"));
        assertThat(counters.unaccounted()).as("packets on their way").isZero();
        assertThat(counters.sum(CounterDescriptor.FRAMES_FREE) + counters.sum(CounterDescriptor.FRAMES_FILL))
                .as("frames free and lent")
                .isEqualTo(SocketPipeline.FRAME_COUNT);
    }

    @Test
    void answersManyMoreMessagesThanItHasFrames() throws IOException {
        final int rounds = 3 * SocketPipeline.FRAME_COUNT / 50;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < 50; i++) {
                send(QUERY);
            }
            stage.doWork();
            for (int i = 0; i < 50; i++) {
                final DatagramPacket answer = new DatagramPacket(new byte[512], 512);
                client.receive(answer);
                assertThat(answer.getLength()).isEqualTo(QUERY.length);
                assertThat(answer.getData()[1]).isEqualTo((byte) 7);
                assertThat(answer.getData()[2] & 0x80).isEqualTo(0x80);
                assertThat(answer.getData()[3] & 0xF).isEqualTo(REFUSED);
            }
        }
        assertThat(count(CounterDescriptor.ANSWERED)).isEqualTo(50L * rounds);
        assertThat(count(CounterDescriptor.ANSWERED_BYTES)).isEqualTo(50L * rounds * QUERY.length);
        assertThat(count(CounterDescriptor.TRANSMIT_WAKEUPS))
                .as("calls of sendmmsg")
                .isEqualTo(rounds);
        assertLedger();
    }

    @Test
    void countsWhatItDrops() throws IOException {
        send(new byte[SocketPipeline.FRAME_SIZE]);
        send(new byte[3]);
        send(QUERY);
        stage.doWork();
        assertThat(count(CounterDescriptor.RECEIVED)).isEqualTo(3);
        assertThat(count(CounterDescriptor.DROP_MESSAGE_TRUNCATED)).isEqualTo(1);
        assertThat(count(CounterDescriptor.DROP_DNS_TRUNCATED)).isEqualTo(1);
        assertThat(count(CounterDescriptor.ANSWERED)).isEqualTo(1);
        assertLedger();
    }

    @Test
    void triesTheNextWhenTheKernelRefusesAnAnswer() throws IOException {
        send(QUERY);
        send(QUERY);
        send(QUERY);
        final FrameRing down = new FrameRing(64, null);
        final FrameRing up = new FrameRing(64, null);
        final SocketRouter router = new SocketRouter(
                "udp test",
                socket,
                wiring(),
                down.producer(),
                up.consumer(),
                new QueueCounters(file, "udp other", SocketPipeline.FRAME_COUNT));
        assertThat(router.receive()).isEqualTo(3);
        final FrameConsumer packets = down.consumer();
        final FrameProducer answers = up.producer();
        assertThat(packets.available(3)).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            final FrameEvent event = packets.event(i);
            if (i == 1) {
                // Nobody may send to the broadcast address: EACCES.
                Memory.putInt(event.address + SocketMessage.SOURCE_OFFSET + 4, -1);
            }
            answers.offer(event.address, 12);
        }
        answers.flush();
        assertThat(router.transmit()).isEqualTo(3);
        assertThat(count(CounterDescriptor.ANSWERED)).isEqualTo(2);
        assertThat(count(CounterDescriptor.DROP_SEND_FAILED)).isEqualTo(1);
        assertThat(count(CounterDescriptor.TRANSMIT_ERRORS)).isEqualTo(1);
    }
}
