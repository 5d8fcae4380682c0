package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.wire.DnsMessageBuilder;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries of TCP clients that a whole Ringway sends on to backends in its namespace. */
@Timeout(120)
class TcpForwardingTest {
    private static final long SEED = 20_261_124;
    private static final int TIMEOUT_MS = 20_000;
    private static final int QUERIES = 500;
    private static final int LONGEST_DELAY_MS = 30;
    private static final String OVER_TCP = "newServer({address='127.0.0.1:5301', maxInFlight=5, healthCheckMode='up'})";
    private static final String SERVER = "192.0.71.1";

    private TestBench bench;
    private VethPair pair;
    private RingwayProcess ringway;

    @BeforeEach
    void join() throws Exception {
        bench = new TestBench();
        pair = bench.join(71, 1);
        listen(5301);
        datagrams(5302);
    }

    private void serve(final String servers) throws Exception {
        ringway = bench.serve("""
                setACL({"0.0.0.0/0", "::/0"})
                addLocal("192.0.71.1:53", {maxInFlight=1000})
                setMaxTCPClientThreads(2)
                """ + servers);
    }

    @AfterEach
    void end() {
        bench.close();
    }

    /** Answers over TCP with the query itself and AA=1, after a random time and so in any order. */
    private void listen(final int port) throws Exception {
        final ServerSocket listener =
                bench.add(NamespaceThread.call(bench.server(), () -> new ServerSocket(port, 500, localhost())));
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    final Socket socket = listener.accept();
                    Thread.ofVirtual().start(() -> answer(socket));
                }
            } catch (final IOException e) {
                // The end of the test.
            }
        });
    }

    private static void answer(final Socket socket) {
        final Random random = new Random(SEED);
        try (socket;
                DataInputStream in = new DataInputStream(socket.getInputStream())) {
            while (true) {
                final byte[] message = new byte[in.readUnsignedShort()];
                in.readFully(message);
                message[2] |= (byte) 0x84;
                final int delayMs = random.nextInt(LONGEST_DELAY_MS);
                Thread.ofVirtual().start(() -> {
                    LockSupport.parkNanos(delayMs * 1_000_000L);
                    send(socket, message);
                });
            }
        } catch (final EOFException | SocketException e) {
            // Closed by the other end, or the end of the test.
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(final Socket socket, final byte[] message) {
        final byte[] framed = new byte[2 + message.length];
        framed[0] = (byte) (message.length >> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        try {
            synchronized (socket) {
                socket.getOutputStream().write(framed);
            }
        } catch (final IOException e) {
            // The end of the test.
        }
    }

    /** Answers over UDP alone, with TC=1. */
    private void datagrams(final int port) throws Exception {
        final DatagramSocket socket =
                bench.add(NamespaceThread.call(bench.server(), () -> new DatagramSocket(port, localhost())));
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    final DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
                    socket.receive(packet);
                    packet.getData()[2] |= (byte) 0x86;
                    socket.send(packet);
                }
            } catch (final IOException e) {
                // The end of the test.
            }
        });
    }

    private static InetAddress localhost() {
        return InetAddress.ofLiteral("127.0.0.1");
    }

    /** Connected inside: a socket of the JDK belongs to the namespace of the thread that connects or binds it, not of the one that makes it. */
    private Socket connect() throws Exception {
        final Socket socket =
                bench.add(NamespaceThread.call(bench.client(), () -> new Socket(InetAddress.ofLiteral(SERVER), 53)));
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static byte[] query(final int id, final String name) {
        return new DnsMessageBuilder()
                .id(id)
                .question(DnsMessageBuilder.name(name), 1, 1)
                .build();
    }

    private static byte[] receive(final DataInputStream in) throws IOException {
        final byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return message;
    }

    private CountersSnapshot ledger() {
        return TestBench.assertLedger(ringway);
    }

    private void awaitCount(final CounterDescriptor descriptor, final long count) {
        Until.isTrue(
                descriptor + " " + count,
                () -> ringway.counters().sum(descriptor) == count,
                () -> TestBench.describe(ringway.counters()));
    }

    @Test
    void forwardsWhatKdigAsks() throws Exception {
        serve(OVER_TCP);
        assertThat(Asker.kdig(pair, "@" + SERVER, "example.com", "+tcp", "+noedns"))
                .contains("status: NOERROR", "Flags: qr aa rd", "(TCP)");
        assertThat(Asker.kdig(pair, "@" + SERVER, "+tcp", "+keepopen", "a.example", "-q", "b.example"))
                .contains("a.example.", "b.example.");
        awaitCount(CounterDescriptor.RELAYED, 3);
        final CountersSnapshot counters = ledger();
        assertThat(counters.sum(CounterDescriptor.FORWARDED)).isEqualTo(3);
        assertThat(counters.sum(CounterDescriptor.RECEIVED)).isEqualTo(6);
    }

    @Test
    void asksABackendWithoutTcpOverUdp() throws Exception {
        serve("newServer({address='127.0.0.1:5302', healthCheckMode='up'})");
        for (int i = 1; i <= 3; i++) {
            assertThat(Asker.kdig(pair, "@" + SERVER, "example.com", "+tcp", "+ignore"))
                    .contains("status: NOERROR", "Flags: qr aa tc rd", "(TCP)");
        }
        awaitCount(CounterDescriptor.RELAYED, 3);
        assertThat(ledger().sum(CounterDescriptor.FORWARDED)).isEqualTo(3);
    }

    private void askInVain() {
        final ChildProcess kdig = new ChildProcess(
                "kdig",
                pair.client().command(List.of("kdig", "+retry=0", "+time=5", "@" + SERVER, "example.com", "+tcp")),
                line -> {});
        assertThat(kdig.awaitEnd(TIMEOUT_MS)).as(kdig.output()).isNotZero();
    }

    @Test
    void endsTheConnectionWhereTheBackendIsGone() throws Exception {
        serve("newServer({address='127.0.0.1:5303', healthCheckMode='up'})");
        askInVain();
        awaitCount(CounterDescriptor.TIMED_OUT, 1);
        final CountersSnapshot counters = ledger();
        assertThat(counters.sum(CounterDescriptor.RECEIVED)).isEqualTo(1);
        assertThat(counters.sum(CounterDescriptor.FORWARDED)).isEqualTo(1);
        assertThat(counters.sum(CounterDescriptor.OUTSTANDING)).isZero();
    }

    @Test
    void endsTheConnectionWhereNoServerIsUp() throws Exception {
        serve("newServer({address='127.0.0.1:5301', healthCheckMode='down'})");
        askInVain();
        awaitCount(CounterDescriptor.DROP_NO_POLICY, 1);
        ledger();
    }

    @Test
    void saysServfailWhereNoServerIsUp() throws Exception {
        serve("setServFailWhenNoServer(true)\nnewServer({address='127.0.0.1:5301', healthCheckMode='down'})");
        assertThat(Asker.kdig(pair, "@" + SERVER, "example.com", "+tcp")).contains("status: SERVFAIL", "(TCP)");
        awaitCount(CounterDescriptor.ANSWERED_NO_SERVER, 1);
        ledger();
    }

    @Test
    void givesTwoClientsWithEqualIdsTheirOwnAnswers() throws Exception {
        serve(OVER_TCP);
        final List<Socket> clients = List.of(connect(), connect());
        for (int i = 0; i < QUERIES; i++) {
            for (int client = 0; client < 2; client++) {
                send(clients.get(client), query(i, "q" + i + ".client" + client));
            }
        }
        for (int client = 0; client < 2; client++) {
            final DataInputStream in = new DataInputStream(clients.get(client).getInputStream());
            final Set<Integer> ids = new HashSet<>();
            final List<Integer> order = new ArrayList<>();
            for (int i = 0; i < QUERIES; i++) {
                final byte[] answer = receive(in);
                final int id = ((answer[0] & 0xFF) << 8) | (answer[1] & 0xFF);
                final byte[] expected = query(id, "q" + id + ".client" + client);
                assertThat(Arrays.copyOfRange(answer, 4, answer.length))
                        .as("answer %d of client %d", id, client)
                        .isEqualTo(Arrays.copyOfRange(expected, 4, expected.length));
                ids.add(id);
                order.add(id);
            }
            assertThat(ids).hasSize(QUERIES);
            assertThat(order).isNotEqualTo(order.stream().sorted().toList());
        }
        awaitCount(CounterDescriptor.RELAYED, 2 * QUERIES);
        assertThat(ledger().sum(CounterDescriptor.FORWARDED)).isEqualTo(2 * QUERIES);
    }

    @Test
    void accountsForAnswersWhoseClientHasGone() throws Exception {
        serve(OVER_TCP);
        final Socket client = connect();
        client.setSoLinger(true, 0);
        for (int i = 0; i < 20; i++) {
            send(client, query(i, "q" + i + ".example"));
        }
        awaitCount(CounterDescriptor.FORWARDED, 20);
        client.close();
        awaitCount(CounterDescriptor.OUTSTANDING, 0);
        ledger();
    }
}
