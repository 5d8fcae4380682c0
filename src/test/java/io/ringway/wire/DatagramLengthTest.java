package io.ringway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that end too early and lengths that lie: always the exact defect, and never a look behind the frame's end. */
class DatagramLengthTest {
    private static final byte[] PAYLOAD = "twenty-five bytes of text".getBytes(StandardCharsets.US_ASCII);

    private final FrameRoom room = new FrameRoom();
    private final Datagram datagram = new Datagram(true);

    @AfterEach
    void leaveTheRoom() {
        room.close();
    }

    private void expect(final byte[] frame, final PacketDefect expected) {
        for (final int fill : new int[] {0, 0xFF}) {
            assertThat(datagram.wrap(room.place(frame, 0, fill), frame.length))
                    .as(() -> frame.length + " bytes " + HexFormat.of().formatHex(frame))
                    .isEqualTo(expected);
        }
    }

    static Iterable<FrameKind> kinds() {
        return FrameKind.all();
    }

    static Iterable<FrameKind> ipKinds() {
        return FrameKind.ipKinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void cutsAnywhere(final FrameKind kind) {
        final FrameBuilder builder = kind.builder().get().payload(PAYLOAD);
        final byte[] frame = builder.build();
        for (int length = 0; length <= frame.length; length++) {
            final PacketDefect expected;
            if (length < builder.linkLength()) {
                expected = PacketDefect.ETHERNET_TRUNCATED;
            } else if (length < builder.packetEnd()) {
                expected = PacketDefect.IP_TRUNCATED;
            } else {
                expected = PacketDefect.NONE;
            }
            expect(Arrays.copyOf(frame, length), expected);
        }
    }

    /** The IP packet ends inside its datagram, although the frame goes on. */
    @ParameterizedTest
    @MethodSource("ipKinds")
    void believesTheIpLength(final FrameKind kind) {
        final boolean ipv6 = kind.name().startsWith("IPv6");
        for (int claimed = 0; claimed < 700; claimed++) {
            final FrameBuilder builder =
                    kind.builder().get().payload(PAYLOAD).paddedTo(300).ipLength(claimed);
            final byte[] frame = builder.build();
            final int packet = builder.ipHeaderLength() + 8 + PAYLOAD.length;
            final int length = ipv6 ? 40 + claimed : claimed;
            final PacketDefect expected;
            if (!ipv6 && claimed < builder.ipHeaderLength()) {
                expected = PacketDefect.IP_HEADER_INVALID;
            } else if (length > frame.length - 14 || (ipv6 && length < lastExtension(frame, builder) + 8)) {
                expected = PacketDefect.IP_TRUNCATED;
            } else if (length < builder.ipHeaderLength() + 8) {
                expected = PacketDefect.UDP_TRUNCATED;
            } else {
                expected = length < packet ? PacketDefect.UDP_LENGTH_INVALID : PacketDefect.NONE;
            }
            expect(frame, expected);
        }
        expect(kind.builder().get().payload(PAYLOAD).ipLength(0xFFFF).build(), PacketDefect.IP_TRUNCATED);
    }

    /** Where the last extension header begins, counted from the IPv6 header; 32, eight bytes in front of UDP, without one. */
    private static int lastExtension(final byte[] frame, final FrameBuilder builder) {
        int start = 32;
        int position = 40;
        while (position < builder.ipHeaderLength()) {
            start = position;
            position += (frame[14 + position + 1] + 1) * 8;
        }
        return start;
    }

    @ParameterizedTest
    @MethodSource("ipKinds")
    void believesTheUdpLengthThatFits(final FrameKind kind) {
        for (int claimed = 0; claimed < 300; claimed++) {
            final boolean fits = claimed >= 8 && claimed <= 8 + PAYLOAD.length;
            final byte[] frame = kind.builder()
                    .get()
                    .payload(PAYLOAD)
                    .paddedTo(300)
                    .udpLength(claimed)
                    .build();
            expect(frame, fits ? PacketDefect.NONE : PacketDefect.UDP_LENGTH_INVALID);
            if (fits) {
                assertThat(datagram.payloadLength()).isEqualTo(claimed - 8);
            }
        }
        final FrameBuilder longest = kind.builder().get().payload(PAYLOAD).udpLength(0xFFFF);
        expect(longest.build(), PacketDefect.UDP_LENGTH_INVALID);
    }

    @Test
    void believesNoVersionButItsOwn() {
        for (int version = 0; version < 16; version++) {
            cutBehindVersion(FrameBuilder.ipv4().payload(PAYLOAD).version(version), version == 4, 20);
            cutBehindVersion(FrameBuilder.ipv6().payload(PAYLOAD).version(version), version == 6, 40);
        }
    }

    /** As soon as the fixed header is there, a wrong version counts more than that the rest is missing. */
    private void cutBehindVersion(final FrameBuilder builder, final boolean right, final int fixedLength) {
        final byte[] frame = builder.build();
        expect(frame, right ? PacketDefect.NONE : PacketDefect.IP_HEADER_INVALID);
        for (int length = 14; length < frame.length; length++) {
            final boolean whole = length >= 14 + fixedLength;
            expect(
                    Arrays.copyOf(frame, length),
                    whole && !right ? PacketDefect.IP_HEADER_INVALID : PacketDefect.IP_TRUNCATED);
        }
    }

    @Test
    void believesTheIpv4HeaderLengthThatFits() {
        for (int words = 0; words < 16; words++) {
            final PacketDefect expected;
            if (words < 5) {
                expected = PacketDefect.IP_HEADER_INVALID;
            } else {
                // What lies behind the header is then read as UDP; a payload of zeros announces a UDP length of zero.
                expected = words == 5 ? PacketDefect.NONE : PacketDefect.UDP_LENGTH_INVALID;
            }
            expect(FrameBuilder.ipv4().payload(new byte[100]).headerWords(words).build(), expected);
        }
        expect(FrameBuilder.ipv4().headerWords(8).build(), PacketDefect.IP_HEADER_INVALID);
    }

    @Test
    void believesNoExtensionHeaderThatLeavesThePacket() {
        for (int units = 0; units < 256; units++) {
            final byte[] header = new byte[8];
            header[1] = (byte) units;
            final byte[] frame = FrameBuilder.ipv6()
                    .extension(60, header)
                    .payload(new byte[72])
                    .paddedTo(4096)
                    .build();
            // 80 bytes of UDP header and zeros follow: a datagram among them has a length of zero.
            final PacketDefect expected;
            if (units == 0) {
                expected = PacketDefect.NONE;
            } else {
                expected = units <= 9 ? PacketDefect.UDP_LENGTH_INVALID : PacketDefect.UDP_TRUNCATED;
            }
            expect(frame, expected);
        }
    }

    /** Each header claims a next one, until less than eight bytes of the packet are left. */
    @Test
    void endsChainsOfExtensionHeadersWithThePacket() {
        for (int headers = 1; headers <= 8; headers++) {
            final FrameBuilder builder = FrameBuilder.ipv6().protocol(60);
            for (int i = 0; i < headers; i++) {
                builder.extension(60, 8);
            }
            final int behind = headers * 8;
            for (int left = 0; left < 8; left++) {
                final byte[] frame = builder.ipLength(behind + left).build();
                expect(frame, headers == 8 ? PacketDefect.IP_EXTENSION_UNSUPPORTED : PacketDefect.IP_TRUNCATED);
            }
        }
    }
}
