package io.ringway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Case does not matter, every other bit does, and the stable hash is what it was in the last version. */
class NameHashTest {
    private static final int SEED = 4343;

    private static long stable(final byte... name) {
        final MemorySegment memory = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, name);
        return NameHash.stable(memory.address(), name.length);
    }

    private static long keyed(final byte... name) {
        final MemorySegment memory = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, name);
        return NameHash.of(memory.address(), name.length);
    }

    private static byte[] lowerCase(final byte[] name) {
        final byte[] lower = name.clone();
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] >= 'A' && lower[i] <= 'Z') {
                lower[i] = (byte) (lower[i] | 0x20);
            }
        }
        return lower;
    }

    @Test
    void foldsLettersOnly() {
        final Random random = new Random(SEED);
        for (int length = 1; length <= 255; length++) {
            final byte[] name = new byte[length];
            random.nextBytes(name);
            assertThat(stable(name)).as("length %d", length).isEqualTo(stable(lowerCase(name)));
            assertThat(keyed(name)).as("length %d", length).isEqualTo(keyed(lowerCase(name)));
        }
        for (int value = 0; value < 256; value++) {
            for (final int length : new int[] {1, 9}) {
                final byte[] one = new byte[length];
                final byte[] other = new byte[length];
                one[length - 1] = (byte) value;
                other[length - 1] = (byte) (value ^ 0x20);
                final boolean letter = (value | 0x20) >= 'a' && (value | 0x20) <= 'z';
                assertThat(stable(one) == stable(other)).as("byte %d", value).isEqualTo(letter);
            }
        }
    }

    @Test
    void tellsNamesApart() {
        final Set<Long> hashes = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            final String label = Integer.toString(i, 36);
            hashes.add(
                    stable(((char) label.length() + label + "\7example\3com\0").getBytes(StandardCharsets.US_ASCII)));
        }
        for (int length = 1; length < 256; length++) {
            hashes.add(stable(new byte[length]));
        }
        assertThat(hashes).hasSize(200_255);
    }

    /** Each bit of the name, letters' case apart, changes about half of the bits of the hash. */
    @Test
    void spreadsEveryBit() {
        final Random random = new Random(SEED);
        for (int round = 0; round < 50; round++) {
            final byte[] name = new byte[1 + random.nextInt(40)];
            random.nextBytes(name);
            for (int bit = 0; bit < 8 * name.length; bit++) {
                final byte[] other = name.clone();
                other[bit / 8] ^= (byte) (1 << bit % 8);
                if (stable(lowerCase(other)) != stable(lowerCase(name))) {
                    assertThat(Long.bitCount(stable(name) ^ stable(other))).isBetween(8, 56);
                }
            }
        }
    }

    /** Servers would be asked for other names after an upgrade if these changed. */
    @Test
    void staysTheSame() {
        assertThat(stable((byte) 0)).isEqualTo(0x9EBD_CF7B_1407_99F5L);
        assertThat(stable("\3www\7example\3com\0".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(0x31E4_05A1_14D2_C238L);
        assertThat(keyed((byte) 0)).isNotEqualTo(stable((byte) 0));
    }
}
