package io.ringway.engine;

import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FrameRing;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A frame event through a Disruptor: on one thread as in shared placement, and to another thread and back as in dedicated. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandOverBenchmark {
    private static final int RING_SIZE = 2048;
    private static final int BATCH = 32;

    /** Both ends on the measuring thread. */
    @State(Scope.Thread)
    public static class OneThread {
        private final FrameRing ring = new FrameRing(RING_SIZE, null);

        /** Makes an empty ring. */
        public OneThread() {}
    }

    /** A second thread that sends back what it gets. */
    @State(Scope.Thread)
    public static class Echo {
        private final FrameRing down = new FrameRing(RING_SIZE, null);
        private final FrameRing up = new FrameRing(RING_SIZE, null);
        private Thread thread;
        private volatile boolean ended;

        /** Makes two empty rings. */
        public Echo() {}

        /** Starts the second thread. */
        @Setup
        public void start() {
            ended = false;
            thread = Thread.ofPlatform().daemon().start(() -> {
                while (!ended) {
                    final int count = down.consumer().available(BATCH);
                    for (int i = 0; i < count; i++) {
                        up.producer().offer(down.consumer().event(i).address, 1);
                    }
                    if (count > 0) {
                        down.consumer().release(count);
                        up.producer().flush();
                    } else {
                        Thread.onSpinWait();
                    }
                }
            });
        }

        /**
         * Ends it.
         *
         * @throws InterruptedException when told to stop waiting for it.
         */
        @TearDown
        public void end() throws InterruptedException {
            ended = true;
            thread.join();
        }
    }

    /**
     * Per event, one in flight.
     *
     * @param state the ring.
     * @return what was handed over.
     */
    @Benchmark
    public long oneThreadSingle(final OneThread state) {
        state.ring.producer().offer(2048, 71);
        state.ring.producer().flush();
        final FrameConsumer consumer = state.ring.consumer();
        final int count = consumer.available(BATCH);
        final long address = consumer.event(0).address;
        consumer.release(count);
        return address;
    }

    /**
     * Per event, published in batches.
     *
     * @param state the ring.
     * @return depends on all that was handed over.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long oneThreadBatch(final OneThread state) {
        for (int i = 0; i < BATCH; i++) {
            state.ring.producer().offer(i, 71);
        }
        state.ring.producer().flush();
        final FrameConsumer consumer = state.ring.consumer();
        final int count = consumer.available(BATCH);
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += consumer.event(i).address;
        }
        consumer.release(count);
        return sum;
    }

    /**
     * To the other thread and back: two hand-overs.
     *
     * @param state the two rings.
     * @return what came back.
     */
    @Benchmark
    public long twoThreadsRoundTrip(final Echo state) {
        state.down.producer().offer(2048, 71);
        state.down.producer().flush();
        final FrameConsumer consumer = state.up.consumer();
        while (consumer.available(1) == 0) {
            Thread.onSpinWait();
        }
        final long address = consumer.event(0).address;
        consumer.release(1);
        return address;
    }
}
