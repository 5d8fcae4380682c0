package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.Namespace;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.wire.DnsMessageBuilder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** A client, Ringway and a backend, each in a namespace of its own: client — rwcN rwsN — Ringway — rwfN rwbN — backend. */
final class ForwardingBench implements AutoCloseable {
    private static final int TIMEOUT_MS = 5_000;
    private static final int PATIENCE_MS = 200;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final TestBench bench = new TestBench();
    private final int number;
    private final VethPair clients;
    private final Namespace backendNamespace;
    private final VethPair backends;
    private final DatagramSocket client;
    private final DatagramSocket clientV6;
    private int nextId;

    /** With that many queues at the clients' and at the backend's interface. */
    ForwardingBench(final int clientQueues, final int backendQueues) throws Exception {
        number = 100 + NUMBER.incrementAndGet();
        clients = bench.join(number, clientQueues);
        backendNamespace = bench.add(Namespace.create("backend" + number));
        backends = VethPair.join(bench.server(), backendNamespace, "rwf" + number, "rwb" + number, backendQueues);
        backends.addAddresses("198.51." + number + ".1/24", "198.51." + number + ".2/24");
        backends.addAddresses("2001:db8:f:" + number + "::1/64", "2001:db8:f:" + number + "::2/64");
        client = socket();
        clientV6 = socket();
    }

    /** Another socket of a client. */
    DatagramSocket socket() throws Exception {
        final DatagramSocket socket = bench.add(NamespaceThread.call(bench.client(), () -> new DatagramSocket()));
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    TestBench bench() {
        return bench;
    }

    VethPair clients() {
        return clients;
    }

    VethPair backends() {
        return backends;
    }

    Namespace backendNamespace() {
        return backendNamespace;
    }

    String v4() {
        return "198.51." + number + ".2";
    }

    String v6() {
        return "2001:db8:f:" + number + "::2";
    }

    String serverV4() {
        return "192.0." + number + ".1";
    }

    String serverV6() {
        return "2001:db8:" + number + "::1";
    }

    ScriptedBackend backend() throws Exception {
        return bench.add(ScriptedBackend.open(backendNamespace, v4(), v6()));
    }

    /** Fills in interfaces and addresses: {@code $c $f} interfaces, {@code $4 $6} Ringway's, {@code $b4 $b6} the backend's. */
    String text(final String configuration) {
        return configuration
                .replace("$b4", v4())
                .replace("$b6", v6())
                .replace("$c", clients.serverInterface())
                .replace("$f", backends.serverInterface())
                .replace("$4", serverV4())
                .replace("$6", serverV6());
    }

    RingwayProcess serve(final String configuration) throws IOException {
        return bench.serve(text("setACL({'0.0.0.0/0', '::/0'})\n" + configuration));
    }

    /** A query for addresses with that ID. */
    static byte[] query(final int id, final String name) {
        return new DnsMessageBuilder()
                .id(id)
                .flags(DnsMessageBuilder.RD)
                .question(DnsMessageBuilder.name(name), 1, 1)
                .build();
    }

    void send(final byte[] query, final boolean ipv6, final int port) throws IOException {
        final InetAddress server = InetAddress.ofLiteral(ipv6 ? serverV6() : serverV4());
        (ipv6 ? clientV6 : client).send(new DatagramPacket(query, query.length, new InetSocketAddress(server, port)));
    }

    /** The next message that comes to the client; null when there is none in time. */
    byte[] receive(final boolean ipv6, final int timeoutMs) throws IOException {
        final DatagramSocket socket = ipv6 ? clientV6 : client;
        socket.setSoTimeout(timeoutMs);
        final DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
        try {
            socket.receive(packet);
        } catch (final SocketTimeoutException e) {
            return null;
        }
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    byte[] ask(final byte[] query, final boolean ipv6, final int port) throws IOException {
        send(query, ipv6, port);
        return receive(ipv6, TIMEOUT_MS);
    }

    byte[] ask(final byte[] query) throws IOException {
        return ask(query, false, 53);
    }

    /** Asks and verifies that the backend's answer comes to the last bit. */
    void askAndVerify(final RingwayProcess ringway, final byte[] query, final boolean ipv6, final int port)
            throws IOException {
        assertThat(ask(query, ipv6, port))
                .as(() -> "answer " + (ipv6 ? "over IPv6" : "over IPv4") + " from port " + port + " of "
                        + new String(query, java.nio.charset.StandardCharsets.ISO_8859_1) + ": " + counters(ringway))
                .isEqualTo(ScriptedBackend.response(query));
    }

    void askAndVerify(final RingwayProcess ringway, final int id, final String name) throws IOException {
        askAndVerify(ringway, query(id, name), false, 53);
    }

    /** Asks until that many queries in a row are answered, whatever became of those before. */
    void awaitAnswers(final RingwayProcess ringway, final int wanted) {
        final AtomicInteger inRow = new AtomicInteger();
        Until.isTrue(
                wanted + " answers in a row",
                () -> {
                    inRow.set(isAnswered() ? inRow.get() + 1 : 0);
                    return inRow.get() >= wanted;
                },
                () -> counters(ringway));
    }

    private boolean isAnswered() {
        nextId = (nextId + 1) & 0xFFFF;
        final byte[] query = query(nextId, "again.example");
        final byte[] expected = ScriptedBackend.response(query);
        try {
            send(query, false, 53);
            byte[] answer = receive(false, PATIENCE_MS);
            while (answer != null && !Arrays.equals(answer, expected)) {
                // Late, of a query before.
                answer = receive(false, PATIENCE_MS);
            }
            return answer != null;
        } catch (final IOException e) {
            return false;
        }
    }

    static String counters(final RingwayProcess ringway) {
        return TestBench.describe(ringway.counters()) + "\n" + ringway.process().output();
    }

    static void awaitCount(final RingwayProcess ringway, final CounterDescriptor counter, final long wanted) {
        Until.isTrue(
                counter.label() + "=" + wanted,
                () -> ringway.counters().sum(counter) == wanted,
                () -> TestBench.describe(ringway.counters()));
    }

    /** The ledger, and nothing outstanding. */
    static CountersSnapshot assertAtRest(final RingwayProcess ringway) {
        awaitCount(ringway, CounterDescriptor.OUTSTANDING, 0);
        return TestBench.assertLedger(ringway);
    }

    @Override
    public void close() {
        bench.close();
    }
}
