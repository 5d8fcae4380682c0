package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.engine.frame.Doorbell;
import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FrameProducer;
import io.ringway.engine.frame.FrameRing;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.wire.Memory;
import io.ringway.xdp.Libc;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A publication wakes a sleeper, however closely the two cross. A lost wake-up shows as a test that does not end. */
class DoorbellTest {
    private static final int EVENTS = 200_000;
    private static final int RING_SIZE = 16;
    private static final int POLLFD_BYTES = 8;

    @TempDir
    private Path folder;

    /** Polls as {@link PollIdleStrategy} does, but for ever: that one looks again after 100 ms and would hide a lost wake-up. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    @Timeout(60)
    void losesNoWakeUpOfASleeperWithoutATimeout(final long seed) throws Exception {
        try (Arena arena = Arena.ofShared();
                Doorbell doorbell = new Doorbell()) {
            final long pollFd = arena.allocate(POLLFD_BYTES, POLLFD_BYTES).address();
            Memory.putInt(pollFd, doorbell.fd());
            Memory.putInt(pollFd + Integer.BYTES, Libc.POLLIN);
            final Consumer consumer = new Consumer(doorbell);
            final Runnable sleep = () -> {
                doorbell.arm();
                if (!consumer.hasWork()) {
                    Libc.poll(pollFd, 1, -1);
                    doorbell.clear();
                }
                doorbell.disarm();
            };
            produceAndConsume(consumer, sleep, seed);
        }
    }

    @Test
    @Timeout(60)
    void wakesAThreadWithThePollIdleStrategy() throws Exception {
        try (CountersFile file = CountersFile.create(folder.resolve("counters"));
                Doorbell doorbell = new Doorbell()) {
            final AtomicCounter polls = file.counter(CounterDescriptor.POLLS, "consumer");
            final Consumer consumer = new Consumer(doorbell);
            final IdleStrategy idle = new PollIdleStrategy(consumer, doorbell, new int[0], polls);
            produceAndConsume(consumer, () -> idle.idle(0), 3);
            assertThat(polls.get()).as("it has slept").isPositive();
        }
    }

    /** Bursts of random length, each only after the last one was consumed, so that the consumer is often about to sleep. */
    private static void produceAndConsume(final Consumer consumer, final Runnable sleep, final long seed)
            throws Exception {
        final CompletableFuture<Long> sum = new CompletableFuture<>();
        final Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (consumer.consumed.get() < EVENTS) {
                    if (consumer.doWork() == 0) {
                        sleep.run();
                    }
                }
                sum.complete(consumer.sum);
            } catch (final RuntimeException | Error e) {
                sum.completeExceptionally(e);
            }
        });
        final Random random = new Random(seed);
        final FrameProducer producer = consumer.ring.producer();
        int produced = 0;
        while (produced < EVENTS) {
            final int burst = Math.min(1 + random.nextInt(3), EVENTS - produced);
            for (int i = 0; i < burst; i++) {
                assertThat(producer.offer(produced++, 1)).as("seed %d", seed).isTrue();
                if (random.nextInt(4) == 0) {
                    producer.flush();
                }
            }
            producer.flush();
            while (consumer.consumed.get() < produced && !sum.isDone()) {
                if (Thread.interrupted()) {
                    throw new AssertionError("seed " + seed + ": wake-up lost at event " + consumer.consumed.get());
                }
                Thread.onSpinWait();
            }
        }
        assertThat(sum.get()).as("seed %d", seed).isEqualTo((long) EVENTS * (EVENTS - 1) / 2);
        thread.join();
    }

    @Test
    void makesItsDescriptorReadableOnlyForASleeper() {
        try (Arena arena = Arena.ofConfined();
                Doorbell doorbell = new Doorbell()) {
            final long pollFd = arena.allocate(POLLFD_BYTES, POLLFD_BYTES).address();
            Memory.putInt(pollFd, doorbell.fd());
            Memory.putInt(pollFd + Integer.BYTES, Libc.POLLIN);
            doorbell.ring();
            assertThat(Libc.poll(pollFd, 1, 0)).as("nobody sleeps").isZero();
            doorbell.arm();
            doorbell.ring();
            doorbell.ring();
            assertThat(Libc.poll(pollFd, 1, 0)).isEqualTo(1);
            doorbell.clear();
            assertThat(Libc.poll(pollFd, 1, 0)).isZero();
            doorbell.arm();
            doorbell.disarm();
            doorbell.ring();
            assertThat(Libc.poll(pollFd, 1, 0)).as("awake again").isZero();
        }
    }

    @Test
    void doesNotSleepWhileThereIsWork() {
        try (CountersFile file = CountersFile.create(folder.resolve("counters"));
                Doorbell doorbell = new Doorbell()) {
            final AtomicCounter polls = file.counter(CounterDescriptor.POLLS, "consumer");
            final Consumer consumer = new Consumer(doorbell);
            final PollIdleStrategy idle = new PollIdleStrategy(consumer, doorbell, new int[0], polls);
            consumer.ring.producer().offer(0, 1);
            consumer.ring.producer().flush();
            idle.idle(0);
            idle.idle(1);
            assertThat(polls.get()).isZero();
            consumer.doWork();
            idle.idle(0);
            assertThat(polls.get()).isEqualTo(1);
        }
    }

    /** A stage that adds up the addresses it reads. */
    private static final class Consumer implements Stage {
        private final FrameRing ring;
        private long sum;
        private final AtomicInteger consumed = new AtomicInteger();

        Consumer(final Doorbell doorbell) {
            ring = new FrameRing(RING_SIZE, doorbell);
        }

        @Override
        public int doWork() {
            final FrameConsumer events = ring.consumer();
            final int count = events.available(RING_SIZE);
            for (int i = 0; i < count; i++) {
                sum += events.event(i).address;
            }
            events.release(count);
            consumed.addAndGet(count);
            return count;
        }

        @Override
        public boolean hasWork() {
            return ring.consumer().available(1) > 0;
        }

        @Override
        public boolean transmitLags() {
            return false;
        }

        @Override
        public String roleName() {
            return "consumer";
        }
    }
}
