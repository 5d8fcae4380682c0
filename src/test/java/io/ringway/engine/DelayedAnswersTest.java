package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Answers that wait, against a queue that sorts them. */
class DelayedAnswersTest {
    private static final int SEED = 42;
    private static final long MS = 1_000_000;

    private record Waiting(long dueMs, int number) {}

    @Test
    void leaveWhenTheyAreDueAndInOrder() {
        final Random random = new Random(SEED);
        final int capacity = 500;
        final DelayedAnswers delayed = new DelayedAnswers(capacity);
        final PriorityQueue<Waiting> expected =
                new PriorityQueue<>(Comparator.comparingLong(Waiting::dueMs).thenComparingInt(Waiting::number));
        // Nanoseconds of the machine may begin anywhere, and overflow nowhere near.
        long nowNs = -7_000_000_123L;
        int number = 0;
        int refused = 0;
        for (int step = 0; step < 200_000; step++) {
            nowNs += random.nextInt(100) == 0 ? random.nextLong(9_000 * MS) : random.nextLong(2 * MS);
            for (int i = random.nextInt(4); i > 0; i--) {
                final int delayMs = 1 + (random.nextBoolean() ? random.nextInt(20) : random.nextInt(10_000));
                final boolean held = delayed.hold(number, number + 1, number & 3, nowNs, delayMs);
                assertThat(held).isEqualTo(expected.size() < capacity);
                if (held) {
                    expected.add(new Waiting(Math.floorDiv(nowNs + MS - 1, MS) + delayMs, number));
                } else {
                    refused++;
                }
                number++;
            }
            assertThat(delayed.size()).isEqualTo(expected.size());
            int room = random.nextInt(200);
            while (room-- > 0 && delayed.next(nowNs)) {
                final Waiting first = expected.remove();
                assertThat(first.dueMs()).as("step %d", step).isLessThanOrEqualTo(Math.floorDiv(nowNs, MS));
                assertThat(delayed.address()).isEqualTo(first.number());
                assertThat(delayed.length()).isEqualTo(first.number() + 1);
                assertThat(delayed.kind()).isEqualTo(first.number() & 3);
            }
            if (room >= 0 && !expected.isEmpty()) {
                assertThat(expected.element().dueMs()).isGreaterThan(Math.floorDiv(nowNs, MS));
            }
        }
        assertThat(refused).as("it has been full").isPositive();
        assertThat(number).isGreaterThan(2 * capacity);
    }

    @Test
    void sayHowLongNothingIsDue() {
        final DelayedAnswers delayed = new DelayedAnswers(4);
        final long nowNs = 5_000 * MS + 1;
        assertThat(delayed.sleepMs(nowNs, 100)).isEqualTo(100);
        delayed.hold(1, 1, 0, nowNs, 30);
        assertThat(delayed.sleepMs(nowNs, 100)).isEqualTo(31);
        assertThat(delayed.next(nowNs + 29 * MS)).isFalse();
        assertThat(delayed.sleepMs(nowNs + 29 * MS, 100)).isEqualTo(2);
        final List<Long> seen = new ArrayList<>();
        while (delayed.next(nowNs + 31 * MS)) {
            seen.add(delayed.address());
        }
        assertThat(seen).containsExactly(1L);
        assertThat(delayed.sleepMs(nowNs + 31 * MS, 100)).isEqualTo(100);
    }

    @Test
    void noneMayWaitWhereThereIsNoRoom() {
        final DelayedAnswers delayed = new DelayedAnswers(0);
        assertThat(delayed.hold(1, 1, 0, 0, 5)).isFalse();
        assertThat(delayed.next(Long.MAX_VALUE)).isFalse();
        assertThat(delayed.size()).isZero();
    }
}
