package io.ringway.engine.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Both ends of a ring on one thread: full, empty, round the end, and what is seen when. */
class FrameRingTest {
    private static final int SIZE = 8;

    private final FrameRing ring = new FrameRing(SIZE, null);
    private final FrameProducer producer = ring.producer();
    private final FrameConsumer consumer = ring.consumer();

    @Test
    void isEmptyAtFirst() {
        assertThat(consumer.available(SIZE)).isZero();
        assertThat(producer.free(SIZE)).isEqualTo(SIZE);
        assertThat(producer.free(3)).isEqualTo(3);
        assertThat(producer.free(1000)).isEqualTo(SIZE);
    }

    @Test
    void showsEventsOnceTheyAreFlushed() {
        assertThat(producer.offer(4096, 60)).isTrue();
        assertThat(producer.offer(8192, 0)).isTrue();
        assertThat(producer.free(SIZE)).isEqualTo(SIZE - 2);
        assertThat(consumer.available(SIZE)).isZero();
        producer.flush();
        assertThat(consumer.available(1)).isEqualTo(1);
        assertThat(consumer.available(SIZE)).isEqualTo(2);
        assertThat(consumer.event(0).address).isEqualTo(4096);
        assertThat(consumer.event(0).length).isEqualTo(60);
        assertThat(consumer.event(1).address).isEqualTo(8192);
        assertThat(consumer.event(1).length).isZero();
    }

    @Test
    void refusesWhatDoesNotFitAndKeepsWhatIsThere() {
        for (int i = 0; i < SIZE; i++) {
            assertThat(producer.offer(i, 1)).isTrue();
        }
        assertThat(producer.free(1)).isZero();
        assertThat(producer.offer(99, 1)).isFalse();
        producer.flush();
        assertThat(producer.offer(99, 1)).isFalse();
        assertThat(consumer.available(SIZE)).isEqualTo(SIZE);
        consumer.release(1);
        assertThat(producer.free(SIZE)).isEqualTo(1);
        assertThat(producer.offer(8, 1)).isTrue();
        assertThat(producer.offer(99, 1)).isFalse();
        producer.flush();
        for (int i = 0; i < SIZE; i++) {
            assertThat(consumer.available(1)).isEqualTo(1);
            assertThat(consumer.event(0).address).isEqualTo(i + 1);
            consumer.release(1);
        }
        assertThat(consumer.available(1)).isZero();
    }

    @Test
    void keepsTheOrderRoundItsEndForAnyBatches() {
        final long seed = 42;
        final Random random = new Random(seed);
        long offered = 0;
        long taken = 0;
        while (taken < 100_000) {
            final int wanted = random.nextInt(SIZE + 3);
            final int free = producer.free(wanted);
            assertThat(free).as("seed %d", seed).isEqualTo((int) Math.min(wanted, SIZE - (offered - taken)));
            for (int i = 0; i < free; i++) {
                assertThat(producer.offer(offered++, 1)).as("seed %d", seed).isTrue();
            }
            producer.flush();
            final int count = consumer.available(random.nextInt(SIZE + 3));
            for (int i = 0; i < count; i++) {
                assertThat(consumer.event(i).address).as("seed %d", seed).isEqualTo(taken++);
            }
            consumer.release(count);
        }
    }
}
