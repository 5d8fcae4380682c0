package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.Command;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.RandomQuery;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kernel's own stack beside AF_XDP and without it, through real sockets of clients. */
@Timeout(120)
class SocketsTest {
    private static final long SEED = 20_261_124;
    private static final int TIMEOUT_MS = 10_000;
    private static final String RULES = """
            setACL({"0.0.0.0/0", "::/0"})
            addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
            """;

    /** Sends from a socket in the client's or the server's namespace and returns the answer. */
    private static byte[] ask(final DatagramSocket socket, final byte[] query, final InetSocketAddress server)
            throws Exception {
        socket.send(new DatagramPacket(query, query.length, server));
        final DatagramPacket answer = new DatagramPacket(new byte[4_096], 4_096);
        socket.receive(answer);
        assertThat(answer.getSocketAddress()).as("where the answer comes from").isEqualTo(server);
        return java.util.Arrays.copyOf(answer.getData(), answer.getLength());
    }

    private static DatagramSocket socket(final TestBench bench, final boolean ofServer) throws Exception {
        final DatagramSocket socket =
                bench.add(NamespaceThread.call(ofServer ? bench.server() : bench.client(), () -> new DatagramSocket()));
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    private static InetSocketAddress server(final String address, final int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    @Test
    void answersByEveryWayWithTheSameBytes() throws Exception {
        try (TestBench bench = new TestBench()) {
            bench.join(81, 1);
            final RingwayProcess ringway = bench.serve(RULES + """
                    xsk = newXsk({ifName="rws81", NIC_queue_id=0, frameNums=1024})
                    addLocal("192.0.81.1:53", {xskSocket=xsk})
                    addLocal("[2001:db8:81::1]:53", {xskSocket=xsk})
                    addLocal("192.0.81.1:5300")
                    addLocal("[2001:db8:81::1]:5300")
                    addLocal("0.0.0.0:5301")
                    addLocal("[::]:5301")
                    """);
            final DatagramSocket client = socket(bench, false);
            final DatagramSocket local = socket(bench, true);
            final List<InetSocketAddress> fromOutside = List.of(
                    server("192.0.81.1", 53),
                    server("2001:db8:81::1", 53),
                    server("192.0.81.1", 5300),
                    server("2001:db8:81::1", 5300),
                    server("192.0.81.1", 5301),
                    server("2001:db8:81::1", 5301));
            final List<InetSocketAddress> fromInside = List.of(server("127.0.0.1", 5301), server("::1", 5301));
            final Random random = new Random(SEED);
            for (int i = 0; i < 200; i++) {
                final byte[] query = Asker.query(random).message();
                final List<String> answers = new ArrayList<>();
                for (final InetSocketAddress address : fromOutside) {
                    answers.add(HexFormat.of().formatHex(ask(client, query, address)));
                }
                for (final InetSocketAddress address : fromInside) {
                    answers.add(HexFormat.of().formatHex(ask(local, query, address)));
                }
                assertThat(answers)
                        .as("seed %d, query %d: %s", SEED, i, HexFormat.of().formatHex(query))
                        .containsOnly(answers.getFirst());
            }
            Until.isTrue(
                    "a quarter of the queries come by AF_XDP",
                    () -> ringway.counters().sum(CounterDescriptor.XDP_REDIRECTED) == 400,
                    () -> TestBench.describe(ringway.counters()));
            assertThat(TestBench.assertLedger(ringway).sum(CounterDescriptor.ANSWERED))
                    .isEqualTo(1_600);
        }
    }

    @Test
    void answersFromTheAddressThatWasAskedOfMany() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(82, 1);
            for (int i = 10; i < 20; i++) {
                Command.run("ip -n " + bench.server().name() + " address add 192.0.82." + i + "/24 dev "
                        + pair.serverInterface());
            }
            bench.serve(RULES + "addLocal('0.0.0.0:53')\naddLocal('[::]:53')\n");
            final DatagramSocket client = socket(bench, false);
            final Random random = new Random(SEED);
            for (int i = 10; i < 20; i++) {
                final RandomQuery query = Asker.query(random);
                assertThat(ask(client, query.message(), server("192.0.82." + i, 53)))
                        .isNotEmpty();
            }
            assertThat(Asker.kdig(pair, "@192.0.82.15", "example.com")).contains("REFUSED", "From 192.0.82.15@53(UDP)");
            final String linkLocal = Command.run("ip -n " + bench.server().name() + " -6 -brief address show dev "
                            + pair.serverInterface() + " scope link")
                    .split(" +", -1)[2]
                    .replaceFirst("/.*", "")
                    .strip();
            assertThat(Asker.kdig(pair, "@" + linkLocal + "%" + pair.clientInterface(), "example.com"))
                    .contains("REFUSED");
        }
    }

    @Test
    void answersQueriesThatComeInFragments() throws Exception {
        try (TestBench bench = new TestBench()) {
            bench.join(83, 1);
            final RingwayProcess ringway = bench.serve(RULES + """
                    xsk = newXsk({ifName="rws83", NIC_queue_id=0, frameNums=1024})
                    addLocal("192.0.83.1:53", {xskSocket=xsk})
                    addLocal("[2001:db8:83::1]:53", {xskSocket=xsk})
                    """);
            // An OPT record whose padding (RFC 7830) makes the query larger than the link's 1500 bytes.
            final byte[] padding = new byte[1_600];
            padding[1] = 12;
            padding[2] = (byte) ((padding.length - 4) >> 8);
            padding[3] = (byte) (padding.length - 4);
            final byte[] query = new DnsMessageBuilder()
                    .question(DnsMessageBuilder.name("example.com"), 1, 1)
                    .opt(1232, 0, false, padding)
                    .build();
            final DatagramSocket client = socket(bench, false);
            for (final String address : List.of("192.0.83.1", "2001:db8:83::1")) {
                assertThat(ask(client, query, server(address, 53))).hasSize(12 + 17 + 11);
            }
            Until.isTrue(
                    "two fragments of each query passed",
                    () -> ringway.counters().sum(CounterDescriptor.XDP_PASS_FRAGMENT) == 4,
                    () -> TestBench.describe(ringway.counters()));
            final CountersSnapshot counters = TestBench.assertLedger(ringway);
            assertThat(counters.sum(CounterDescriptor.XDP_REDIRECTED)).isZero();
            assertThat(counters.sum(CounterDescriptor.ANSWERED)).isEqualTo(2);
        }
    }

    @Test
    void spreadsClientsAmongThreads() throws Exception {
        try (TestBench bench = new TestBench()) {
            bench.join(84, 1);
            final RingwayProcess ringway = bench.serve(RULES + """
                    for i = 1, 3 do addLocal("192.0.84.1:53", {reusePort=true}) end
                    """);
            final Random random = new Random(SEED);
            for (int i = 0; i < 64; i++) {
                try (DatagramSocket client = NamespaceThread.call(bench.client(), () -> new DatagramSocket())) {
                    client.setSoTimeout(TIMEOUT_MS);
                    ask(client, Asker.query(random).message(), server("192.0.84.1", 53));
                }
            }
            final CountersSnapshot counters = TestBench.assertLedger(ringway);
            final List<CountersSnapshot.Entry> received = counters.entries().stream()
                    .filter(entry -> entry.descriptor() == CounterDescriptor.RECEIVED
                            && entry.scope().startsWith("udp"))
                    .toList();
            assertThat(received)
                    .extracting(CountersSnapshot.Entry::scope)
                    .containsExactlyInAnyOrder("udp 192.0.84.1:53", "udp 192.0.84.1:53 #2", "udp 192.0.84.1:53 #3");
            assertThat(received)
                    .as(TestBench.describe(counters))
                    .allSatisfy(entry -> assertThat(entry.value()).isPositive());
        }
    }

    @Test
    void takesPacketsOfOneInterfaceOnlyWhereThatWasAskedFor() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(85, 1);
            final RingwayProcess ringway = bench.serve(RULES + "addLocal('0.0.0.0:53', {interface='rws85'})\n");
            assertThat(Asker.kdig(pair, "@192.0.85.1", "example.com")).contains("REFUSED");
            final DatagramSocket local = socket(bench, true);
            final byte[] query = Asker.query(new Random(SEED)).message();
            local.connect(server("127.0.0.1", 53));
            local.send(new DatagramPacket(query, query.length));
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> local.receive(new DatagramPacket(new byte[512], 512)))
                    .as("the kernel says that nobody listens on lo")
                    .isInstanceOf(java.net.PortUnreachableException.class);
            assertThat(TestBench.assertLedger(ringway).sum(CounterDescriptor.ANSWERED))
                    .isEqualTo(1);
        }
    }

    @Test
    void servesOnLoopbackWithoutAConfiguration() throws Exception {
        try (TestBench bench = new TestBench()) {
            final List<String> command = RingwayProcess.command(List.of());
            command.addAll(
                    List.of("-l", "127.0.0.1:5300", "-l", "[::1]:5300", "--counters", bench.folder() + "/counters"));
            final ChildProcess ringway =
                    bench.add(new ChildProcess("ringway", bench.server().command(command), line -> {}));
            ringway.awaitLine(line -> line.contains(" ready: "), TestBench.START_TIMEOUT_MS);
            assertThat(ringway.output()).contains("no configuration: every query is refused; name a file with -C");
            final DatagramSocket local = socket(bench, true);
            final byte[] query = new DnsMessageBuilder()
                    .question(DnsMessageBuilder.name("example.com"), 1, 1)
                    .build();
            for (final String address : List.of("127.0.0.1", "::1")) {
                assertThat(ask(local, query, server(address, 5300))[3] & 0xF).isEqualTo(5);
            }
        }
    }

    @Test
    void truncatesOverUdpWhatTheClientThenGetsOverTcp() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(86, 1);
            bench.serve("""
                    setACL({"0.0.0.0/0"})
                    addresses = {}
                    for i = 1, 120 do addresses[i] = "198.51.100." .. i end
                    addAction(AllRule(), SpoofAction(addresses))
                    addLocal("192.0.86.1:53", {xskSocket=newXsk({ifName="rws86", NIC_queue_id=0, frameNums=1024})})
                    addLocal("192.0.86.1:5300")
                    """);
            for (final String port : List.of("53", "5300")) {
                assertThat(Asker.kdig(pair, "@192.0.86.1", "-p", port, "example.com", "+noedns", "+ignore"))
                        .contains("Flags: qr tc rd ra;", "ANSWER: 0;");
                assertThat(Asker.kdig(pair, "@192.0.86.1", "-p", port, "example.com", "+bufsize=4096", "+ignore"))
                        .as("1,960 bytes fit neither a packet nor a frame")
                        .contains("Flags: qr tc rd ra;", "ANSWER: 0;");
                assertThat(Asker.kdig(pair, "@192.0.86.1", "-p", port, "example.com"))
                        .as("kdig asks again over TCP by itself")
                        .contains("Flags: qr rd ra;", "ANSWER: 120;", "(TCP)");
            }
        }
    }
}
