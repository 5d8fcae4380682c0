package io.ringway.engine;

import com.lmax.disruptor.RingBuffer;

/**
 * The writing end of a ring: claims events one by one and publishes them together. One thread.
 *
 * <p>One publication for a batch instead of one for each event keeps the cursor's cache line with the producer while it writes.
 */
final class FrameProducer {
    private final RingBuffer<FrameEvent> ring;
    private final Doorbell consumerDoorbell;
    private long claimed = RingBuffer.INITIAL_CURSOR_VALUE;
    private long published = RingBuffer.INITIAL_CURSOR_VALUE;

    /** {@code consumerDoorbell} wakes the consumer's thread after a publication; null when both ends run on one thread. */
    FrameProducer(final RingBuffer<FrameEvent> ring, final Doorbell consumerDoorbell) {
        this.ring = ring;
        this.consumerDoorbell = consumerDoorbell;
    }

    /** How many of {@code limit} events can be offered for certain. */
    int free(final int limit) {
        return ring.hasAvailableCapacity(limit) ? limit : (int) Math.min(ring.remainingCapacity(), limit);
    }

    /** Writes the next event; false, and nothing written, when the ring is full. */
    boolean offer(final long address, final int length) {
        // next() would park on a full ring, and a router never waits.
        if (!ring.hasAvailableCapacity(1)) {
            return false;
        }
        claimed = ring.next();
        final FrameEvent event = ring.get(claimed);
        event.address = address;
        event.length = length;
        return true;
    }

    /** Makes all offered events visible to the consumer. */
    void flush() {
        if (claimed != published) {
            ring.publish(claimed);
            published = claimed;
            if (consumerDoorbell != null) {
                consumerDoorbell.ring();
            }
        }
    }
}
