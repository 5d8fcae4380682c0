package io.ringway.engine.frame;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;

/**
 * A single-producer Disruptor of frame events, seen as its two ends.
 *
 * <p>Nobody ever waits in it: both ends poll, and sleep outside where the idle mode says so.
 */
public final class FrameRing {
    private final FrameProducer producer;
    private final FrameConsumer consumer;

    /**
     * Makes an empty ring.
     *
     * @param size             events, a power of two.
     * @param consumerDoorbell wakes the consumer's thread; null when both ends run on one thread, or neither ever sleeps.
     */
    public FrameRing(final int size, final Doorbell consumerDoorbell) {
        final RingBuffer<FrameEvent> ring =
                RingBuffer.createSingleProducer(FrameEvent::new, size, new BusySpinWaitStrategy());
        producer = new FrameProducer(ring, consumerDoorbell);
        consumer = new FrameConsumer(ring);
    }

    /**
     * The writing end.
     *
     * @return for one thread.
     */
    public FrameProducer producer() {
        return producer;
    }

    /**
     * The reading end.
     *
     * @return for one thread.
     */
    public FrameConsumer consumer() {
        return consumer;
    }
}
