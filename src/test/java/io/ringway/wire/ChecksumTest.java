package io.ringway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Holds {@link Checksum} to RFC 1071 as {@link SlowChecksum} reads it. */
class ChecksumTest {
    private static final int SEED = 1071;

    @Test
    void sumsEveryLengthAtEveryAlignment() {
        final Random random = new Random(SEED);
        try (FrameRoom room = new FrameRoom()) {
            for (int length = 0; length <= 200; length++) {
                for (int gap = 0; gap < 16; gap++) {
                    final byte[] bytes = new byte[length];
                    random.nextBytes(bytes);
                    verify(room, bytes, gap);
                    Arrays.fill(bytes, (byte) 0xFF);
                    verify(room, bytes, gap);
                    Arrays.fill(bytes, (byte) 0);
                    verify(room, bytes, gap);
                }
            }
        }
    }

    @Test
    void sumsWhatIsAsLongAsIpCanBe() {
        final byte[] bytes = new byte[65_535];
        try (FrameRoom room = new FrameRoom()) {
            Arrays.fill(bytes, (byte) 0xFF);
            verify(room, bytes, 0);
            new Random(SEED).nextBytes(bytes);
            verify(room, bytes, 3);
        }
    }

    @Test
    void carriesAroundTheEndWhereverTheCarryArises() {
        try (FrameRoom room = new FrameRoom()) {
            for (int word = 0; word < 16; word++) {
                final byte[] bytes = new byte[32];
                bytes[31] = 1;
                bytes[2 * word] = (byte) 0xFF;
                bytes[2 * word + 1] = (byte) 0xFF;
                verify(room, bytes, word);
            }
        }
    }

    @Test
    void foldsEveryMagnitude() {
        final BigInteger modulus = BigInteger.valueOf(0xFFFF);
        final Random random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            final long sum = switch (i) {
                case 0 -> 0;
                case 1 -> Long.MAX_VALUE;
                case 2 -> -1;
                case 3 -> 0xFFFF_FFFFL;
                case 4 -> 0xFFFF;
                case 5 -> 0x1_0000;
                case 6 -> 0x1_0000_0000L;
                case 7 -> 0xFFFF_FFFE_FFFF_0001L;
                default -> random.nextLong() >>> random.nextInt(64);
            };
            final int rest =
                    new BigInteger(Long.toUnsignedString(sum)).mod(modulus).intValue();
            // One's complement has two zeros; only a sum of nothing but zeros is the positive one.
            final int expected = rest == 0 && sum != 0 ? 0xFFFF : rest;
            assertThat(Checksum.fold(sum)).as(() -> Long.toHexString(sum)).isEqualTo(expected);
        }
    }

    @Test
    void addsThePseudoHeader() {
        final Random random = new Random(SEED);
        try (FrameRoom room = new FrameRoom()) {
            for (int i = 0; i < 10_000; i++) {
                final byte[] addresses = new byte[random.nextBoolean() ? 8 : 32];
                random.nextBytes(addresses);
                final int half = addresses.length / 2;
                final int length = random.nextInt(1 << 16);
                final int expected = SlowChecksum.pseudoHeader(
                        Arrays.copyOf(addresses, half),
                        Arrays.copyOfRange(addresses, half, addresses.length),
                        17,
                        length);
                final long sum = Checksum.pseudoHeaderSum(room.place(addresses, 0, 0xFF), addresses.length, length);
                assertThat(Checksum.fold(sum))
                        .as(() -> length + " bytes from " + HexFormat.of().formatHex(addresses))
                        .isEqualTo(expected);
            }
        }
    }

    private static void verify(final FrameRoom room, final byte[] bytes, final int gap) {
        final int actual = Checksum.fold(Checksum.sum(room.place(bytes, gap, 0xFF), bytes.length));
        assertThat(actual)
                .as(() -> "seed " + SEED + ", " + gap + " bytes behind "
                        + HexFormat.of().formatHex(bytes))
                .isEqualTo(SlowChecksum.sum(bytes));
    }
}
