package io.ringway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Runs of numbers that come and go. */
class NumberRunsTest {
    @Test
    void takesTheLowestRunThatIsLongEnough() {
        final NumberRuns runs = new NumberRuns(20);
        assertThat(runs.take(8)).isZero();
        assertThat(runs.take(4)).isEqualTo(8);
        assertThat(runs.take(8)).isEqualTo(12);
        assertThat(runs.take(1)).as("all are taken").isEqualTo(-1);
        runs.give(8, 4);
        assertThat(runs.take(5)).isEqualTo(-1);
        assertThat(runs.take(3)).isEqualTo(8);
        assertThat(runs.end()).isEqualTo(20);
        runs.give(12, 8);
        assertThat(runs.end()).isEqualTo(11);
    }

    @Test
    void neverGivesANumberTwice() {
        final Random random = new Random(4);
        final NumberRuns runs = new NumberRuns(1_000);
        final BitSet taken = new BitSet();
        final List<int[]> held = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            final int count = 1 + random.nextInt(64);
            final int first = random.nextBoolean() ? runs.take(count) : -1;
            if (first >= 0) {
                assertThat(taken.get(first, first + count).isEmpty())
                        .as("run %d", i)
                        .isTrue();
                assertThat(first + count).isLessThanOrEqualTo(1_000);
                taken.set(first, first + count);
                held.add(new int[] {first, count});
            } else if (!held.isEmpty()) {
                final int[] run = held.remove(random.nextInt(held.size()));
                taken.clear(run[0], run[0] + run[1]);
                runs.give(run[0], run[1]);
            }
            assertThat(runs.end()).isEqualTo(taken.length());
        }
    }
}
