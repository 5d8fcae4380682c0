package io.ringway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.FrameBuilder.UdpChecksum;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Datagram} says about frames whose fields are set one by one. */
class DatagramTest {
    private static final int SEED = 768;

    private final FrameRoom room = new FrameRoom();
    private final Datagram datagram = new Datagram(true);
    private final Datagram credulous = new Datagram(false);

    @AfterEach
    void leaveTheRoom() {
        room.close();
    }

    private PacketDefect wrap(final Datagram flyweight, final FrameBuilder builder) {
        final byte[] frame = builder.build();
        return flyweight.wrap(room.place(frame, 0, 0xFF), frame.length);
    }

    private void expect(final FrameBuilder builder, final PacketDefect expected) {
        assertThat(wrap(datagram, builder))
                .as(() -> HexFormat.of().formatHex(builder.build()))
                .isEqualTo(expected);
    }

    static Iterable<FrameKind> kinds() {
        return FrameKind.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void findsEverythingInEveryKindOfFrame(final FrameKind kind) {
        final Random random = new Random(SEED);
        for (int length = 0; length < 70; length++) {
            final byte[] payload = new byte[length];
            random.nextBytes(payload);
            final FrameBuilder builder = kind.builder().get().payload(payload);
            final byte[] frame = builder.build();
            final PacketChecker expected = PacketChecker.parse(frame);
            final long address = room.place(frame, 0, 0xFF);
            final String dump = "seed " + SEED + ", " + HexFormat.of().formatHex(frame);
            assertThat(datagram.wrapHeaders(address, frame.length)).as(dump).isEqualTo(PacketDefect.NONE);
            assertThat(datagram.wrap(address, frame.length)).as(dump).isEqualTo(PacketDefect.NONE);
            assertThat(datagram.isIpv6()).isEqualTo(expected.isIpv6());
            assertThat(bytes(datagram.isIpv6(), datagram.sourceHigh(), datagram.sourceLow()))
                    .isEqualTo(expected.source());
            assertThat(bytes(datagram.isIpv6(), datagram.destinationHigh(), datagram.destinationLow()))
                    .isEqualTo(expected.destination());
            assertThat(datagram.sourcePort()).isEqualTo(expected.sourcePort());
            assertThat(datagram.destinationPort()).isEqualTo(expected.destinationPort());
            assertThat(datagram.dscp()).isEqualTo(expected.dscp());
            assertThat(datagram.linkLength()).isEqualTo(builder.linkLength());
            assertThat(room.read(datagram.payloadAddress(), datagram.payloadLength()))
                    .as(dump)
                    .isEqualTo(payload);
        }
    }

    private static byte[] bytes(final boolean ipv6, final long high, final long low) {
        return ipv6
                ? ByteBuffer.allocate(16).putLong(high).putLong(low).array()
                : ByteBuffer.allocate(4).putInt((int) low).array();
    }

    @ParameterizedTest
    @MethodSource("ipKinds")
    void refusesWrongChecksumsOnlyWhenAskedTo(final FrameKind kind) {
        final FrameBuilder builder = kind.builder().get().payload(new byte[33]).udpChecksum(UdpChecksum.WRONG);
        expect(builder, PacketDefect.UDP_CHECKSUM);
        assertThat(wrap(credulous, builder)).isEqualTo(PacketDefect.NONE);
        final boolean ipv6 = kind.name().startsWith("IPv6");
        expect(builder.udpChecksum(UdpChecksum.ZERO), ipv6 ? PacketDefect.UDP_CHECKSUM : PacketDefect.NONE);
        expect(builder.ipChecksumWrong(), ipv6 ? PacketDefect.UDP_CHECKSUM : PacketDefect.IP_CHECKSUM);
        assertThat(wrap(credulous, builder)).isEqualTo(PacketDefect.NONE);
    }

    static Iterable<FrameKind> ipKinds() {
        return FrameKind.ipKinds();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 1, SOURCE_INVALID",
        "0.255.255.255, 1, SOURCE_INVALID",
        "1.0.0.0, 1, NONE",
        "126.255.255.255, 65535, NONE",
        "127.0.0.0, 1, SOURCE_INVALID",
        "127.255.255.255, 1, SOURCE_INVALID",
        "128.0.0.0, 1, NONE",
        "223.255.255.255, 1, NONE",
        "224.0.0.0, 1, SOURCE_INVALID",
        "239.255.255.255, 1, SOURCE_INVALID",
        "240.0.0.0, 1, NONE",
        "255.255.255.254, 1, NONE",
        "255.255.255.255, 1, SOURCE_INVALID",
        "192.0.2.7, 0, SOURCE_INVALID",
        "198.51.100.53, 53, SOURCE_INVALID",
        "198.51.100.53, 54, NONE",
        "198.51.100.54, 53, NONE",
        "::, 1, SOURCE_INVALID",
        "::1, 1, SOURCE_INVALID",
        "::2, 1, NONE",
        "::8000:0:0:1, 1, NONE",
        "0:0:0:1::, 1, NONE",
        "0:0:0:1::1, 1, NONE",
        "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 1, NONE",
        "ff00::, 1, SOURCE_INVALID",
        "ff02::1, 1, SOURCE_INVALID",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 1, SOURCE_INVALID",
        "2001:db8::1, 0, SOURCE_INVALID",
        "2001:db8:2::53, 53, SOURCE_INVALID",
        "2001:db8:2::53, 54, NONE",
        "2001:db8:2::52, 53, NONE",
        "2001:db8:3::53, 53, NONE"
    })
    void refusesSourcesThatCannotBeAnswered(final String source, final int port, final PacketDefect expected) {
        final boolean ipv6 = InetAddress.ofLiteral(source).getAddress().length == 16;
        final FrameBuilder builder = (ipv6 ? FrameBuilder.ipv6() : FrameBuilder.ipv4()).from(source, port);
        expect(builder, expected);
        assertThat(wrap(credulous, builder)).isEqualTo(expected);
    }

    @Test
    void dropsWhatIsNotIp() {
        for (final int type : new int[] {0, 46, 1500, 0x0806, 0x0801, 0x86DC, 0x8864, 0x9100, 0x88CC, 0xFFFF}) {
            expect(FrameBuilder.ipv4().etherType(type), PacketDefect.NOT_IP);
            expect(FrameBuilder.ipv6().vlan(0x8100, 1).etherType(type), PacketDefect.NOT_IP);
        }
        expect(FrameBuilder.ipv4().vlan(0x88A8, 1).vlan(0x8100, 2).vlan(0x8100, 3), PacketDefect.NOT_IP);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 6, 16, 18, 41, 44, 47, 50, 51, 58, 132, 135, 136, 255})
    void dropsWhatIsNotUdp(final int protocol) {
        expect(FrameBuilder.ipv4().protocol(protocol).payload(new byte[40]), PacketDefect.NOT_UDP);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 6, 16, 18, 41, 47, 50, 51, 58, 59, 132, 135, 139, 140, 253, 255})
    void dropsNextHeadersThatAreNeitherUdpNorWalked(final int protocol) {
        expect(FrameBuilder.ipv6().protocol(protocol).payload(new byte[40]), PacketDefect.NOT_UDP);
        expect(FrameBuilder.ipv6().extension(0, 8).protocol(protocol).payload(new byte[40]), PacketDefect.NOT_UDP);
    }

    @Test
    void dropsFragmentsFirstOnesToo() {
        for (int bit = 0; bit < 14; bit++) {
            expect(FrameBuilder.ipv4().fragment(1 << bit), PacketDefect.IP_FRAGMENT);
        }
        expect(FrameBuilder.ipv4().fragment(0x4000), PacketDefect.NONE);
        for (final int field : new int[] {0, 1, 8, 0xFFF9}) {
            expect(FrameBuilder.ipv6().fragment(field), PacketDefect.IP_FRAGMENT);
            expect(FrameBuilder.ipv6().extension(0, 8).fragment(field).extension(60, 8), PacketDefect.IP_FRAGMENT);
        }
    }

    @Test
    void walksNoMoreThanEightExtensionHeaders() {
        final FrameBuilder builder = FrameBuilder.ipv6().payload(new byte[20]);
        for (int headers = 1; headers <= 12; headers++) {
            builder.extension(headers % 2 == 0 ? 60 : 43, 8);
            expect(builder, headers > 8 ? PacketDefect.IP_EXTENSION_UNSUPPORTED : PacketDefect.NONE);
        }
    }

    @Test
    void walksExtensionHeadersOfEveryLength() {
        for (int units = 1; units <= 256; units++) {
            expect(FrameBuilder.ipv6().extension(60, 8 * units).payload(new byte[9]), PacketDefect.NONE);
        }
    }

    @Test
    void forgetsTheLastPacket() {
        expect(FrameBuilder.ipv6().vlan(0x8100, 1).extension(0, 8).traffic(9, 0), PacketDefect.NONE);
        expect(FrameBuilder.ipv4().traffic(5, 0), PacketDefect.NONE);
        assertThat(datagram.isIpv6()).isFalse();
        assertThat(datagram.linkLength()).isEqualTo(14);
        assertThat(datagram.sourceHigh()).isZero();
        assertThat(datagram.destinationHigh()).isZero();
        assertThat(datagram.dscp()).isEqualTo(5);
    }
}
