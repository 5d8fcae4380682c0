package io.ringway.wire.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.wire.Datagram;
import io.ringway.wire.FrameBuilder;
import io.ringway.wire.FrameKind;
import io.ringway.wire.PacketChecker;
import io.ringway.wire.PacketDefect;
import io.ringway.wire.RandomQuery;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every frame to a backend is taken apart from scratch, whatever the client's looked like. */
class QueryFrameTest {
    private static final int SEED = 5625;

    private final ForwardRoom room = new ForwardRoom();
    private final QueryFrame frame = new QueryFrame();

    @AfterEach
    void leaveTheRoom() {
        room.close();
    }

    static Iterable<FrameKind> kinds() {
        return FrameKind.all();
    }

    private PacketChecker verify(final byte[] payload, final BackendEndpoint backend, final int port) {
        final byte[] bytes = room.read(frame.frameAddress(), frame.frameLength());
        final PacketChecker packet = PacketChecker.parse(bytes);
        final String dump = HexFormat.of().formatHex(bytes);
        assertThat(Arrays.copyOf(bytes, 12))
                .as(dump)
                .isEqualTo(HexFormat.of().parseHex("0ef1f2f3f4f5" + "0a0102030405"));
        assertThat(packet.vlanTags()).as(dump).isEmpty();
        assertThat(packet.isIpv6()).as(dump).isEqualTo(backend.isIpv6());
        assertThat(packet.source())
                .as(dump)
                .isEqualTo(InetAddress.ofLiteral(backend.isIpv6() ? "2001:db8:9::1" : "203.0.113.1")
                        .getAddress());
        assertThat(packet.destination())
                .as(dump)
                .isEqualTo(InetAddress.ofLiteral(backend.isIpv6() ? "2001:db8:9::9" : "203.0.113.9")
                        .getAddress());
        assertThat(packet.sourcePort()).as(dump).isEqualTo(port);
        assertThat(packet.destinationPort()).as(dump).isEqualTo(5300);
        assertThat(packet.dscp()).as(dump).isEqualTo(backend.dscp());
        assertThat(packet.timeToLive()).as(dump).isEqualTo(64);
        assertThat(packet.isIpChecksumRight()).as(dump).isTrue();
        assertThat(packet.isUdpChecksumRight()).as(dump).isTrue();
        assertThat(packet.payload()).as(dump).isEqualTo(payload);
        assertThat(bytes).as("no byte more").hasSize(14 + backend.headersLength() + payload.length);
        room.verifyCanaries();
        return packet;
    }

    private static byte[] withId(final byte[] message, final int id) {
        final byte[] changed = message.clone();
        changed[0] = (byte) (id >>> 8);
        changed[1] = (byte) id;
        return changed;
    }

    /** Lengths of all kinds, odd ones too: only the ID changes of what is sent, and both checksums are right. */
    @ParameterizedTest
    @MethodSource("kinds")
    void changesTheIdAndTheHeadersAlone(final FrameKind kind) {
        final Random random = new Random(SEED);
        for (final boolean verifies : new boolean[] {true, false}) {
            final Datagram datagram = new Datagram(verifies);
            for (int i = 0; i < 20; i++) {
                final byte[] message = RandomQuery.next(random).message();
                final byte[] client =
                        kind.builder().get().payload(message).paddedTo(80).build();
                final BackendEndpoint backend = ForwardRoom.backend(i % 2 == 0, random.nextInt(64));
                final int id = random.nextInt(1 << 16);
                final int port = 1 + random.nextInt(65_535);
                final long address = room.frame(client, 0);
                assertThat(datagram.wrap(address, client.length)).isEqualTo(PacketDefect.NONE);
                assertThat(frame.write(datagram, id, backend, port)).isTrue();
                verify(withId(message, id), backend, port);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void passesOnWhateverStandsBehindTheHeader(final boolean ipv6) {
        final Random random = new Random(SEED);
        final Datagram datagram = new Datagram(true);
        for (int length = 12; length < 1400; length += 1 + random.nextInt(40)) {
            final byte[] message = new byte[length];
            random.nextBytes(message);
            final byte[] client = FrameBuilder.ipv4().payload(message).build();
            assertThat(datagram.wrap(room.frame(client, 0), client.length)).isEqualTo(PacketDefect.NONE);
            final BackendEndpoint backend = ForwardRoom.backend(ipv6, 0);
            assertThat(frame.write(datagram, 0xFFFF, backend, 1)).isTrue();
            verify(withId(message, 0xFFFF), backend, 1);
        }
    }

    /** The checksum is what is missing to all ones; as the ID it makes the sum that, and its complement zero. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsAChecksumOfZeroAsAllOnes(final boolean ipv6) {
        final byte[] message = new byte[37];
        message[20] = 7;
        final byte[] client = FrameBuilder.ipv6().payload(message).build();
        final BackendEndpoint backend = ForwardRoom.backend(ipv6, 0);
        final Datagram datagram = new Datagram(true);
        datagram.wrap(room.frame(client, 0), client.length);
        frame.write(datagram, 0, backend, 1000);
        final int id = verify(message, backend, 1000).udpChecksum();
        datagram.wrap(room.frame(client, 0), client.length);
        frame.write(datagram, id, backend, 1000);
        assertThat(verify(withId(message, id), backend, 1000).udpChecksum()).isEqualTo(0xFFFF);
    }

    @Test
    void writesNothingToABackendWhoseNextHopIsUnknown() {
        final BackendEndpoint backend = ForwardRoom.backend(false, 0);
        backend.nextHopMac(0);
        final byte[] client = FrameBuilder.ipv4().payload(new byte[40]).build();
        final long address = room.frame(client, 0);
        final Datagram datagram = new Datagram(true);
        datagram.wrap(address, client.length);
        assertThat(frame.write(datagram, 7, backend, 1)).isFalse();
        assertThat(frame.write(datagram.payloadAddress(), 40, backend, 1)).isFalse();
        assertThat(room.read(address, client.length)).isEqualTo(client);
        assertThat(room.read(address - ForwardRoom.HEADROOM, ForwardRoom.HEADROOM))
                .containsOnly(0);
    }

    /** A message that was copied from a socket, or has a PROXY header in front. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void framesAnyPayload(final boolean ipv6) {
        final Random random = new Random(SEED);
        for (int length = 12; length < 100; length++) {
            final byte[] payload = new byte[length];
            random.nextBytes(payload);
            final BackendEndpoint backend = ForwardRoom.backend(ipv6, 12);
            assertThat(frame.write(room.frame(payload, 0), length, backend, 4711))
                    .isTrue();
            verify(payload, backend, 4711);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsAProxyHeaderInFrontOfTheMessage(final boolean ipv6) {
        final byte[] message = RandomQuery.next(new Random(SEED)).message();
        for (final FrameBuilder client : List.of(FrameBuilder.ipv4(), FrameBuilder.ipv6())) {
            final byte[] bytes = client.payload(message).build();
            final Datagram datagram = new Datagram(true);
            datagram.wrap(room.frame(bytes, 0), bytes.length);
            final long payload = datagram.payloadAddress();
            QueryFrame.putId(payload, 0x1234);
            final int header = ProxyHeader.write(payload, datagram);
            final BackendEndpoint backend = ForwardRoom.backend(ipv6, 0);
            assertThat(frame.write(payload - header, header + message.length, backend, 9))
                    .isTrue();
            final byte[] sent = room.read(payload - header, header + message.length);
            assertThat(Arrays.copyOfRange(sent, header, sent.length)).isEqualTo(withId(message, 0x1234));
            verify(sent, backend, 9);
        }
    }

    @Test
    void refusesEndpointsThatCannotBe() {
        final InetAddress own = InetAddress.ofLiteral("192.0.2.1");
        final InetSocketAddress other = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 53);
        final InetSocketAddress backend = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 53);
        assertThatThrownBy(() -> new BackendEndpoint(1, own, other, 0)).hasMessageContaining("different");
        assertThatThrownBy(() -> new BackendEndpoint(1, own, backend, 64)).hasMessageContaining("dscp 64");
        assertThatThrownBy(() -> new BackendEndpoint(1L << 48, own, backend, 0))
                .hasMessageContaining("0x1000000000000");
    }
}
