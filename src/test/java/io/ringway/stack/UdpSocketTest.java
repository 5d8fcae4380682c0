package io.ringway.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.wire.Datagram;
import io.ringway.wire.Memory;
import io.ringway.wire.PacketDefect;
import io.ringway.wire.SocketMessage;
import io.ringway.xdp.NativeException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real sockets on the loopback interface. */
@Timeout(60)
class UdpSocketTest {
    private static final int VECTOR = 8;
    private static final int FRAME = 2048;
    private static final int CAPACITY = FRAME - SocketMessage.HEADER_LENGTH;
    private static final int TIMEOUT_MS = 10_000;

    private final Arena arena = Arena.ofConfined();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (final AutoCloseable thing : open) {
            thing.close();
        }
        arena.close();
    }

    private <T extends AutoCloseable> T add(final T thing) {
        open.add(thing);
        return thing;
    }

    private static int freePort(final InetAddress address) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, address)) {
            return socket.getLocalPort();
        }
    }

    private static UdpSocketOptions options(final InetSocketAddress address, final boolean reusePort) {
        return new UdpSocketOptions(address, reusePort, "", VECTOR, 0, 0);
    }

    private UdpSocket open(final InetSocketAddress address) {
        final UdpSocket socket = add(UdpSocket.open(options(address, false)));
        final long frames = arena.allocate((long) VECTOR * FRAME, 64).address();
        for (int i = 0; i < VECTOR; i++) {
            final long payload = frames + (long) i * FRAME + SocketMessage.HEADER_LENGTH;
            socket.prepare(payload);
            socket.lend(i, payload, CAPACITY);
        }
        return socket;
    }

    private DatagramSocket client(final String address) throws IOException {
        final DatagramSocket client = add(new DatagramSocket(0, InetAddress.ofLiteral(address)));
        client.setSoTimeout(TIMEOUT_MS);
        return client;
    }

    private static void send(final DatagramSocket client, final byte[] message, final InetSocketAddress to)
            throws IOException {
        client.send(new DatagramPacket(message, message.length, to));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1, 127.0.0.1", "0.0.0.0, 127.0.0.5, 127.0.0.1", "::1, ::1, ::1", "::, ::1, ::1"})
    void answersFromTheAddressThatWasAsked(final String listen, final String asked, final String from)
            throws IOException {
        final int port = freePort(InetAddress.ofLiteral(listen));
        final UdpSocket socket = open(new InetSocketAddress(InetAddress.ofLiteral(listen), port));
        final DatagramSocket client = client(from);
        final InetSocketAddress target = new InetSocketAddress(InetAddress.ofLiteral(asked), port);
        send(client, new byte[] {1, 2, 3}, target);

        assertThat(socket.receive()).isEqualTo(1);
        assertThat(socket.length(0)).isEqualTo(3);
        final long payload = socket.payload(0);
        final Datagram datagram = new Datagram(true);
        assertThat(datagram.wrapMessage(payload, 3)).isEqualTo(PacketDefect.NONE);
        assertThat(datagram.isTcp()).isFalse();
        assertThat(datagram.sourcePort()).isEqualTo(client.getLocalPort());
        assertThat(datagram.destinationPort()).isEqualTo(port);
        assertThat(addressOf(datagram.sourceHigh(), datagram.sourceLow(), datagram.isIpv6()))
                .isEqualTo(client.getLocalAddress());
        assertThat(addressOf(datagram.destinationHigh(), datagram.destinationLow(), datagram.isIpv6()))
                .isEqualTo(target.getAddress());

        Memory.putByte(payload, 9);
        socket.put(0, payload, 2);
        assertThat(socket.send(0, 1)).isEqualTo(1);
        assertThat(socket.sentLength(0)).isEqualTo(2);
        final DatagramPacket answer = new DatagramPacket(new byte[16], 16);
        client.receive(answer);
        assertThat(answer.getSocketAddress()).isEqualTo(target);
        assertThat(answer.getLength()).isEqualTo(2);
        assertThat(answer.getData()[0]).isEqualTo((byte) 9);
    }

    private static InetAddress addressOf(final long high, final long low, final boolean ipv6) throws IOException {
        final java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(ipv6 ? 16 : 4);
        if (ipv6) {
            bytes.putLong(high).putLong(low);
        } else {
            bytes.putInt((int) low);
        }
        return InetAddress.getByAddress(bytes.array());
    }

    @Test
    void takesWhatIsThereWithOneCall() throws IOException {
        final InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        final InetSocketAddress address = new InetSocketAddress(loopback, freePort(loopback));
        final UdpSocket socket = open(address);
        final DatagramSocket client = client("127.0.0.1");
        for (int i = 0; i < VECTOR + 3; i++) {
            send(client, new byte[i + 1], address);
        }
        assertThat(socket.receive()).isEqualTo(VECTOR);
        for (int i = 0; i < VECTOR; i++) {
            assertThat(socket.length(i)).isEqualTo(i + 1);
            socket.lend(i, socket.payload(i), CAPACITY);
        }
        assertThat(socket.receive()).isEqualTo(3);
    }

    @Test
    void saysWhenAMessageIsLongerThanItsFrame() throws IOException {
        final InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        final InetSocketAddress address = new InetSocketAddress(loopback, freePort(loopback));
        final UdpSocket socket = open(address);
        final DatagramSocket client = client("127.0.0.1");
        send(client, new byte[CAPACITY], address);
        send(client, new byte[CAPACITY + 1], address);
        assertThat(socket.receive()).isEqualTo(2);
        assertThat(socket.isTruncated(0)).isFalse();
        assertThat(socket.isTruncated(1)).isTrue();
    }

    @Test
    void countsWhatFindsItsBufferFull() throws IOException {
        final InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        final InetSocketAddress address = new InetSocketAddress(loopback, freePort(loopback));
        final UdpSocket socket = add(UdpSocket.open(new UdpSocketOptions(address, false, "", VECTOR, 4_096, 4_096)));
        assertThat(socket.receiveBufferBytes()).isBetween(4_096, 16_384);
        final DatagramSocket client = client("127.0.0.1");
        for (int i = 0; i < 100; i++) {
            send(client, new byte[1_000], address);
        }
        assertThat(socket.receiveDrops()).isBetween(80L, 99L);
    }

    @Test
    void takesTheLargestBuffersThatTheSystemAllows() throws IOException {
        final InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        final UdpSocket socket = open(new InetSocketAddress(loopback, freePort(loopback)));
        // Lines, because such a file can be read from its beginning only, and Files.readString reads one byte first.
        final int allowed = Integer.parseInt(
                Files.readAllLines(Path.of("/proc/sys/net/core/rmem_max")).getFirst());
        assertThat(socket.receiveBufferBytes()).isEqualTo(2 * allowed);
    }

    @Test
    void endsASleepWhenItIsShutDown() throws Exception {
        final InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        final UdpSocket socket = open(new InetSocketAddress(loopback, freePort(loopback)));
        final CompletableFuture<Integer> received = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> received.complete(socket.receive()));
        socket.shutdown();
        assertThat(received.get(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isZero();
        assertThat(socket.receive()).isZero();
    }

    @Test
    void letsSeveralListenWhereEachSaysSo() throws IOException {
        final InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        final InetSocketAddress address = new InetSocketAddress(loopback, freePort(loopback));
        add(UdpSocket.open(options(address, true)));
        add(UdpSocket.open(options(address, true)));
        assertThatThrownBy(() -> UdpSocket.open(options(address, false)))
                .isInstanceOf(NativeException.class)
                .hasMessageContaining(
                        "UDP 127.0.0.1:" + address.getPort() + ": bind: Address already in use (errno 98)")
                .hasMessageContaining("give each addLocal on this address reusePort=true");
    }

    @Test
    void saysWhyASocketCannotBeHad() {
        final InetSocketAddress elsewhere = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.99"), 5_300);
        assertThatThrownBy(() -> UdpSocket.open(options(elsewhere, false)))
                .hasMessageContaining("192.0.2.99:5300", "bind", "errno 99", "no interface has this address");
        final InetSocketAddress loopback = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        assertThatThrownBy(() -> UdpSocket.open(new UdpSocketOptions(loopback, false, "nosuch0", VECTOR, 0, 0)))
                .hasMessageContaining("interface \"nosuch0\"")
                .hasMessageContaining("there is no interface of that name");
    }
}
