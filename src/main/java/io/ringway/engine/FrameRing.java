package io.ringway.engine;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;

/**
 * A single-producer Disruptor of frame events, seen as its two ends.
 *
 * <p>Nobody ever waits in it: both ends poll, and sleep outside where the idle mode says so.
 */
final class FrameRing {
    private final FrameProducer producer;
    private final FrameConsumer consumer;

    /** Makes a ring of {@code size} events, a power of two; {@code consumerDoorbell} may be null. */
    FrameRing(final int size, final Doorbell consumerDoorbell) {
        final RingBuffer<FrameEvent> ring =
                RingBuffer.createSingleProducer(FrameEvent::new, size, new BusySpinWaitStrategy());
        producer = new FrameProducer(ring, consumerDoorbell);
        consumer = new FrameConsumer(ring);
    }

    FrameProducer producer() {
        return producer;
    }

    FrameConsumer consumer() {
        return consumer;
    }
}
