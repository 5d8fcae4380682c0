package io.ringway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.AnsweringBench.Outcome;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged frames: never an exception, never an access outside the frame, and whatever is answered is answered with a right frame. The bench
 * watches over the first two.
 */
class WireFuzzTest {
    private static final byte[] MESSAGE = new DnsMessageBuilder()
            .question(DnsMessageBuilder.name("www.example.com"), 1, 1)
            .opt(1232, 0, true, new byte[] {0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8})
            .build();
    private static final int SEED = 4;

    static Iterable<FrameKind> kinds() {
        return FrameKind.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void survivesFramesThatAreCutAnywhere(final FrameKind kind) {
        final FrameBuilder builder = kind.builder().get().payload(MESSAGE);
        final byte[] frame = builder.build();
        try (AnsweringBench bench = new AnsweringBench(true)) {
            for (int length = 0; length <= frame.length; length++) {
                final byte[] cut = Arrays.copyOf(frame, length);
                final Outcome outcome = bench.send(cut);
                assertThat(outcome.defect() == PacketDefect.NONE)
                        .as(() -> HexFormat.of().formatHex(cut) + ", " + outcome)
                        .isEqualTo(length >= builder.packetEnd());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void survivesMessagesThatAreCutAnywhere(final FrameKind kind) {
        try (AnsweringBench bench = new AnsweringBench(true)) {
            for (int length = 0; length <= MESSAGE.length; length++) {
                final byte[] frame = kind.builder()
                        .get()
                        .payload(Arrays.copyOf(MESSAGE, length))
                        .build();
                final PacketDefect expected;
                if (length < 12) {
                    expected = PacketDefect.DNS_TRUNCATED;
                } else if (length < 29) {
                    expected = PacketDefect.DNS_QNAME_INVALID;
                } else if (length < 33) {
                    expected = PacketDefect.DNS_QUESTION_TRUNCATED;
                } else {
                    expected = length < MESSAGE.length ? PacketDefect.DNS_RECORDS_INVALID : PacketDefect.NONE;
                }
                final Outcome outcome = bench.send(frame);
                assertThat(outcome.defect()).as(outcome::toString).isEqualTo(expected);
                AnsweringBench.verifyAnswer(frame, outcome, kind.name());
            }
        }
    }

    /** A single wrong bit is found by the checksum that covers it; the fields that are looked at before have their own defects. */
    @Test
    void findsEverySingleBitInIpv4() {
        final byte[] frame = FrameBuilder.ipv4()
                .options(new byte[] {1, 1, 1, 0})
                .payload(MESSAGE)
                .build();
        try (AnsweringBench bench = new AnsweringBench(true)) {
            for (int bit = 0; bit < 8 * frame.length; bit++) {
                final byte[] damaged = flip(frame, bit);
                final Outcome outcome = bench.send(damaged);
                final int offset = bit / 8;
                final int where = bit;
                assertThat(outcome.defect())
                        .as(() -> "bit " + where + " of " + HexFormat.of().formatHex(damaged))
                        .isIn(expectedOfIpv4(offset, bit % 8));
            }
        }
    }

    private static List<PacketDefect> expectedOfIpv4(final int offset, final int bit) {
        return switch (offset) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 -> List.of(PacketDefect.NONE);
            case 12, 13 -> List.of(PacketDefect.NOT_IP);
            case 14 ->
                bit >= 4
                        ? List.of(PacketDefect.IP_HEADER_INVALID)
                        : List.of(
                                PacketDefect.IP_HEADER_INVALID,
                                PacketDefect.IP_CHECKSUM,
                                PacketDefect.UDP_LENGTH_INVALID);
            case 16, 17 ->
                List.of(
                        PacketDefect.IP_TRUNCATED,
                        PacketDefect.IP_HEADER_INVALID,
                        PacketDefect.UDP_TRUNCATED,
                        PacketDefect.UDP_LENGTH_INVALID);
            case 20 -> List.of(bit >= 6 ? PacketDefect.IP_CHECKSUM : PacketDefect.IP_FRAGMENT);
            case 21 -> List.of(PacketDefect.IP_FRAGMENT);
            case 23 -> List.of(PacketDefect.NOT_UDP);
            case 42, 43 -> List.of(PacketDefect.UDP_LENGTH_INVALID, PacketDefect.UDP_CHECKSUM);
            default -> List.of(offset < 38 ? PacketDefect.IP_CHECKSUM : PacketDefect.UDP_CHECKSUM);
        };
    }

    @Test
    void findsEverySingleBitInIpv6() {
        final byte[] frame = FrameBuilder.ipv6().payload(MESSAGE).build();
        try (AnsweringBench bench = new AnsweringBench(true)) {
            for (int bit = 0; bit < 8 * frame.length; bit++) {
                final byte[] damaged = flip(frame, bit);
                final int where = bit;
                assertThat(bench.send(damaged).defect())
                        .as(() -> "bit " + where + " of " + HexFormat.of().formatHex(damaged))
                        .isIn(expectedOfIpv6(bit / 8, bit % 8));
            }
        }
    }

    private static List<PacketDefect> expectedOfIpv6(final int offset, final int bit) {
        return switch (offset) {
            case 12, 13 -> List.of(PacketDefect.NOT_IP);
            case 14 -> List.of(bit >= 4 ? PacketDefect.IP_HEADER_INVALID : PacketDefect.NONE);
            case 18, 19 ->
                List.of(PacketDefect.IP_TRUNCATED, PacketDefect.UDP_TRUNCATED, PacketDefect.UDP_LENGTH_INVALID);
            case 20 -> List.of(PacketDefect.NOT_UDP);
            case 58, 59 -> List.of(PacketDefect.UDP_LENGTH_INVALID, PacketDefect.UDP_CHECKSUM);
            // Addresses, ports and everything behind are in the checksum; MACs, flow label and hop limit are in none.
            default -> List.of(offset >= 22 ? PacketDefect.UDP_CHECKSUM : PacketDefect.NONE);
        };
    }

    private static byte[] flip(final byte[] frame, final int bit) {
        final byte[] damaged = frame.clone();
        damaged[bit / 8] ^= (byte) (1 << (bit % 8));
        return damaged;
    }

    @Test
    void survivesRandomDamage() {
        final Random random = new Random(SEED);
        final List<FrameKind> kinds = FrameKind.all();
        int answered = 0;
        try (AnsweringBench checking = new AnsweringBench(true);
                AnsweringBench credulous = new AnsweringBench(false)) {
            for (int i = 0; i < 150_000; i++) {
                final RandomQuery sample = RandomQuery.next(random);
                byte[] frame = kinds.get(random.nextInt(kinds.size()))
                        .builder()
                        .get()
                        .payload(sample.message())
                        .build();
                final int headers = frame.length - sample.message().length;
                damage(random, frame, random.nextBoolean() ? frame.length : Math.max(1, headers));
                if (random.nextInt(4) == 0) {
                    frame = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
                }
                final Outcome outcome = (i % 8 == 0 ? checking : credulous).send(frame);
                answered += outcome.answer().isEmpty() ? 0 : 1;
                AnsweringBench.verifyAnswer(frame, outcome, "seed " + SEED + ", frame " + i);
            }
        }
        // What is dropped at once tests little: a good part has to come through to the answer.
        assertThat(answered).as("answered frames").isBetween(20_000, 130_000);
    }

    /** Flips bits, or puts in numbers that lie at a border. */
    private static void damage(final Random random, final byte[] frame, final int within) {
        final byte[] borders = {0, 1, 7, 8, 0x3F, 0x40, 0x7F, (byte) 0x80, (byte) 0xC0, (byte) 0xFE, (byte) 0xFF};
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            final int offset = random.nextInt(within);
            if (random.nextBoolean()) {
                frame[offset] ^= (byte) (1 << random.nextInt(8));
            } else {
                frame[offset] = borders[random.nextInt(borders.length)];
            }
        }
    }

    @Test
    void survivesNoise() {
        final Random random = new Random(SEED);
        try (AnsweringBench bench = new AnsweringBench(false)) {
            for (int i = 0; i < 50_000; i++) {
                final byte[] message = new byte[random.nextInt(120)];
                random.nextBytes(message);
                if (message.length >= 12) {
                    message[2] &= 0x7F;
                    Arrays.fill(message, 4, 12, (byte) 0);
                    message[5] = (byte) random.nextInt(2);
                    message[11] = (byte) random.nextInt(3);
                }
                final byte[] frame = (random.nextBoolean() ? FrameBuilder.ipv4() : FrameBuilder.ipv6())
                        .payload(message)
                        .build();
                AnsweringBench.verifyAnswer(frame, bench.send(frame), "seed " + SEED + ", frame " + i);
            }
        }
    }
}
