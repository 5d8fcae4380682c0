package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.lab.Command;
import io.ringway.lab.Namespace;
import io.ringway.lab.VethPair;
import io.ringway.lab.backend.Backend;
import io.ringway.lab.backend.BackendPair;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.FrameBuilder;
import io.ringway.wire.PacketChecker;
import io.ringway.wire.RandomQuery;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** The lab's backend, which answers in the kernel: at the end of its own pair, and behind the client's interface. */
@Timeout(60)
class ResponderTest {
    private static final long SEED = 20_261_124;
    private static final int QUERIES = 500;
    private static final int TIMEOUT_MS = 5_000;
    private static final int KEPT_FLAGS = 0x7910;
    private static final int QR_AND_RA = 0x8080;

    private TestBench bench;
    private VethPair pair;
    private Backend backend;

    @BeforeEach
    void make() throws Exception {
        bench = new TestBench();
        pair = bench.join(95, 2);
        final Namespace namespace = bench.add(Namespace.create("backend95"));
        final BackendPair made = new BackendPair(
                bench.server().command(List.of()),
                bench.client().command(List.of()),
                pair.clientInterface(),
                namespace.name());
        made.commands().forEach(Command::run);
        backend = made.backend();
        Command.run("ip -n " + bench.server().name() + " address add 2001:db8:100::1/64 dev " + backend.interfaceName()
                + " nodad");
        Command.run("ip -n " + namespace.name() + " address add 2001:db8:100::2/64 dev backend0 nodad");
    }

    @AfterEach
    void end() {
        bench.close();
    }

    private DatagramSocket connected(final String address) throws Exception {
        final DatagramSocket socket = bench.add(NamespaceThread.call(bench.server(), () -> new DatagramSocket()));
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), 53));
        return socket;
    }

    private static byte[] receive(final DatagramSocket socket) throws Exception {
        final DatagramPacket answer = new DatagramPacket(new byte[4_096], 4_096);
        socket.receive(answer);
        return Arrays.copyOf(answer.getData(), answer.getLength());
    }

    /** Everything as it was asked, but the flags of an answer. */
    private static void verify(final byte[] answer, final RandomQuery query) throws Exception {
        final byte[] expected = query.message().clone();
        final int flags = (query.flags() & KEPT_FLAGS) | QR_AND_RA;
        expected[2] = (byte) (flags >>> 8);
        expected[3] = (byte) flags;
        assertThat(answer)
                .as("answer to " + HexFormat.of().formatHex(query.message()))
                .isEqualTo(expected);
        final Message message = new Message(answer);
        assertThat(message.getHeader().getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(message.getHeader().getID()).isEqualTo(query.id());
    }

    @Test
    void turnsEveryQueryAroundAndCountsIt() throws Exception {
        final Random random = new Random(SEED);
        for (final String address : List.of(backend.address(), "2001:db8:100::2")) {
            final long before = backend.answered();
            try (DatagramSocket socket = connected(address)) {
                for (int i = 0; i < QUERIES; i++) {
                    final RandomQuery query = Asker.query(random);
                    socket.send(new DatagramPacket(query.message(), query.message().length));
                    verify(receive(socket), query);
                }
            }
            // The client's stack may have got something of its own meanwhile.
            assertThat(backend.answered() - before).isBetween((long) QUERIES, QUERIES + QUERIES / 20L);
        }
    }

    @Test
    void leavesWhatIsNoQueryToTheKernel() throws Exception {
        final byte[] answer = new DnsMessageBuilder()
                .question(DnsMessageBuilder.name("example.com"), 1, 1)
                .build();
        answer[2] |= (byte) 0x80;
        try (DatagramSocket socket = connected(backend.address())) {
            socket.send(new DatagramPacket(answer, answer.length));
            assertThatThrownBy(() -> receive(socket)).isInstanceOf(PortUnreachableException.class);
        }
    }

    @Test
    void answersBehindTheClientsInterfaceToo() throws Exception {
        final Random random = new Random(SEED);
        final PacketSocket socket = bench.add(PacketSocket.open(bench.server(), pair.serverInterface()));
        final byte[] mac = HexFormat.ofDelimiter(":").parseHex(backend.mac());
        final long before = backend.answered();
        for (int i = 0; i < QUERIES; i++) {
            final RandomQuery query = Asker.query(random);
            final boolean ipv6 = i % 2 == 1;
            final int port = 20_000 + i;
            final byte[] sent = (ipv6 ? FrameBuilder.ipv6() : FrameBuilder.ipv4())
                    .macs(socket.mac(), mac)
                    .from(ipv6 ? "2001:db8:100::1" : "198.51.100.1", port)
                    .to(ipv6 ? "2001:db8:100::2" : backend.address(), 53)
                    .payload(query.message())
                    .build();
            socket.send(sent);
            final byte[] received = socket.receive(frame -> isAnswer(frame, port), TIMEOUT_MS);
            assertThat(received)
                    .as("answer to " + HexFormat.of().formatHex(sent))
                    .isNotNull();
            assertThat(Arrays.copyOf(received, 6)).isEqualTo(socket.mac());
            assertThat(Arrays.copyOfRange(received, 6, 12)).isEqualTo(mac);
            final PacketChecker packet = PacketChecker.parse(received);
            assertThat(packet.source()).isEqualTo(PacketChecker.parse(sent).destination());
            assertThat(packet.destination()).isEqualTo(PacketChecker.parse(sent).source());
            assertThat(packet.isIpChecksumRight()).isTrue();
            assertThat(packet.isUdpChecksumRight()).isTrue();
            verify(packet.payload(), query);
        }
        assertThat(backend.answered() - before).isBetween((long) QUERIES, QUERIES + QUERIES / 20L);
    }

    private static boolean isAnswer(final byte[] frame, final int port) {
        try {
            final PacketChecker packet = PacketChecker.parse(frame);
            return packet.sourcePort() == 53 && packet.destinationPort() == port;
        } catch (final AssertionError e) {
            // Neighbour discovery and the like.
            return false;
        }
    }
}
