package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.Command;
import io.ringway.lab.Namespace;
import io.ringway.lab.RingwayProcess;
import io.ringway.observe.CounterDescriptor;
import io.ringway.wire.RandomQuery;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** One server asked in every way: AF_XDP, UDP and TCP sockets, IPv4, IPv6 and loopback give the same answers, byte for byte. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgreementTest {
    private static final long SEED = 20_261_125;
    private static final int TIMEOUT_MS = 10_000;
    private static final int QUERIES = 150;

    private TestBench bench;
    private RingwayProcess ringway;
    private List<Way> ways;

    /** Who asks, whom, and how. */
    private record Way(Namespace from, String address, int port, boolean tcp) {
        InetSocketAddress target() {
            return new InetSocketAddress(InetAddress.ofLiteral(address), port);
        }

        @Override
        public String toString() {
            return (tcp ? "TCP " : "UDP ") + address + " port " + port;
        }
    }

    @BeforeAll
    void serve() throws Exception {
        bench = new TestBench();
        bench.join(91, 1);
        ringway = bench.serve("""
                setACL({"0.0.0.0/0", "::/0"})
                xsk = newXsk({ifName="rws91", NIC_queue_id=0, frameNums=1024})
                addLocal("192.0.91.1:53", {xskSocket=xsk})
                addLocal("[2001:db8:91::1]:53", {xskSocket=xsk})
                addLocal("192.0.91.1:5300")
                addLocal("[::]:5301")
                addLocal("127.0.0.1:5300")
                addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
                """);
        ways = new ArrayList<>();
        for (final boolean tcp : new boolean[] {false, true}) {
            ways.add(new Way(bench.client(), "192.0.91.1", 53, tcp));
            ways.add(new Way(bench.client(), "2001:db8:91::1", 53, tcp));
            ways.add(new Way(bench.client(), "192.0.91.1", 5300, tcp));
            ways.add(new Way(bench.client(), "2001:db8:91::1", 5301, tcp));
            ways.add(new Way(bench.server(), "127.0.0.1", 5300, tcp));
            ways.add(new Way(bench.server(), "::1", 5301, tcp));
        }
    }

    @AfterAll
    void end() {
        bench.close();
    }

    private static byte[] ask(final Way way, final byte[] query) throws Exception {
        return NamespaceThread.call(way.from, () -> way.tcp ? askTcp(way, query) : askUdp(way, query));
    }

    private static byte[] askUdp(final Way way, final byte[] query) throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(way.target());
            socket.send(new DatagramPacket(query, query.length));
            final DatagramPacket answer = new DatagramPacket(new byte[4_096], 4_096);
            socket.receive(answer);
            return Arrays.copyOf(answer.getData(), answer.getLength());
        }
    }

    private static byte[] askTcp(final Way way, final byte[] query) throws Exception {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(way.target(), TIMEOUT_MS);
            final DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(java.nio.ByteBuffer.allocate(2 + query.length)
                    .putShort((short) query.length)
                    .put(query)
                    .array());
            final DataInputStream in = new DataInputStream(socket.getInputStream());
            return in.readNBytes(in.readUnsignedShort());
        }
    }

    @Test
    void answersAreTheSameBytes() throws Exception {
        final Random random = new Random(SEED);
        for (int i = 0; i < QUERIES; i++) {
            final RandomQuery query = Asker.query(random);
            final String first = HexFormat.of().formatHex(ask(ways.getFirst(), query.message()));
            for (final Way way : ways) {
                assertThat(HexFormat.of().formatHex(ask(way, query.message())))
                        .as(
                                "%s, seed %d, query %d: %s",
                                way, SEED, i, HexFormat.of().formatHex(query.message()))
                        .isEqualTo(first);
            }
        }
        Until.isTrue(
                "two ways in twelve, and the first once more, are AF_XDP",
                () -> ringway.counters().sum(CounterDescriptor.XDP_REDIRECTED) >= 3 * QUERIES,
                () -> TestBench.describe(ringway.counters()));
        TestBench.assertLedger(ringway);
    }

    @Test
    void kdigSeesTheSame() {
        for (final List<String> question : List.of(
                List.of("example.com", "A"),
                List.of("www.example.org", "AAAA", "+edns", "+dnssec", "+nord"),
                List.of("example.net", "MX", "+noedns", "+cdflag"),
                List.of("version.bind", "TXT", "CH", "+bufsize=4096", "+nsid"))) {
            final String first = kdig(ways.getFirst(), question);
            assertThat(first).contains("status: REFUSED");
            for (final Way way : ways) {
                assertThat(kdig(way, question)).as("%s, %s", way, question).isEqualTo(first);
            }
        }
    }

    /** What kdig prints, but for the identity and what tells one way from another. */
    private static String kdig(final Way way, final List<String> question) {
        final List<String> command = new ArrayList<>(
                List.of("kdig", "@" + way.address, "-p", Integer.toString(way.port), "+retry=0", "+time=5"));
        command.addAll(question);
        if (way.tcp) {
            command.add("+tcp");
        }
        return Command.run(way.from.command(command))
                .lines()
                .filter(line -> !line.startsWith(";; From") && !line.startsWith(";; Time"))
                .map(line -> line.replaceFirst("id: \\d+", "id: any"))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void dnsperfGetsEveryAnswer() throws Exception {
        final Path queries = Files.writeString(
                bench.folder().resolve("queries"), "example.com A\nwww.example.org AAAA\nexample.net MX\n".repeat(100));
        for (final Way way : ways) {
            final String report = Command.run(way.from.command(List.of(
                    "dnsperf",
                    "-d",
                    queries.toString(),
                    "-s",
                    way.address,
                    "-p",
                    Integer.toString(way.port),
                    "-m",
                    way.tcp ? "tcp" : "udp",
                    "-e",
                    "-n",
                    "3")));
            assertThat(report)
                    .as("%s", way)
                    .containsPattern("Queries sent: +900\\b")
                    .containsPattern("Queries completed: +900 \\(100\\.00%\\)")
                    .containsPattern("Response codes: +REFUSED 900 \\(100\\.00%\\)");
        }
    }
}
