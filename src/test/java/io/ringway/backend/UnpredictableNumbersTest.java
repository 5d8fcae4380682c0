package io.ringway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Numbers come from the stream, every bit of it once, and are spread evenly. */
class UnpredictableNumbersTest {
    private static final int[] SEED = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    private static UnpredictableNumbers known() {
        return new UnpredictableNumbers(new ChaCha(12, SEED));
    }

    @Test
    void takesTheStreamInOrder() {
        final ChaCha stream = new ChaCha(12, SEED);
        final UnpredictableNumbers numbers = known();
        for (int i = 0; i < 100; i++) {
            stream.next();
            for (int word = 0; word < ChaCha.BLOCK_WORDS; word++) {
                assertThat(numbers.next16()).isEqualTo(stream.word(word) & 0xFFFF);
                assertThat(numbers.next16()).isEqualTo(stream.word(word) >>> 16);
            }
        }
    }

    @Test
    void takesWholeWordsForLongerNumbers() {
        final ChaCha stream = new ChaCha(12, SEED);
        final UnpredictableNumbers numbers = known();
        stream.next();
        assertThat(numbers.next16()).isEqualTo(stream.word(0) & 0xFFFF);
        assertThat(numbers.nextLong()).isEqualTo(((long) stream.word(1) << 32) | (stream.word(2) & 0xFFFF_FFFFL));
        for (int i = 0; i < 6; i++) {
            numbers.nextLong();
        }
        final int last = stream.word(15);
        stream.next();
        assertThat(numbers.nextLong()).isEqualTo(((long) last << 32) | (stream.word(0) & 0xFFFF_FFFFL));
    }

    @Test
    void spreadsIdsEvenly() {
        final int[] counts = new int[1 << 16];
        final UnpredictableNumbers numbers = known();
        for (int i = 0; i < 100 * counts.length; i++) {
            counts[numbers.next16()]++;
        }
        // A hundred each with a deviation of ten: seven deviations.
        assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(30);
        assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan(170);
    }

    @Test
    void staysBelowBounds() {
        final UnpredictableNumbers numbers = known();
        for (final int bound : new int[] {1, 2, 3, 7, 1000, 28_232, Integer.MAX_VALUE}) {
            long sum = 0;
            for (int i = 0; i < 100_000; i++) {
                final int number = numbers.below(bound);
                assertThat(number).isBetween(0, bound - 1);
                sum += number;
            }
            final double mean = (bound - 1) / 2.0;
            assertThat(sum / 100_000.0).as("mean below %d", bound).isBetween(0.98 * mean, 1.02 * mean);
        }
    }

    @Test
    void differsFromOneToAnother() {
        assertThat(new UnpredictableNumbers().nextLong()).isNotEqualTo(new UnpredictableNumbers().nextLong());
    }
}
