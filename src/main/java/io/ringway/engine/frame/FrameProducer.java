package io.ringway.engine.frame;

import com.lmax.disruptor.RingBuffer;

/**
 * The writing end of a ring: fills free events one by one, then claims and publishes them together. One thread.
 *
 * <p>The only producer knows which events are free before it claims them, so that the sequencer is asked once for a batch and the cursor's cache
 * line changes hands once. Claiming each event took twice as long (perf/jmh, HandOverBenchmark).
 */
public final class FrameProducer {
    private final RingBuffer<FrameEvent> ring;
    private final Doorbell consumerDoorbell;
    private final int size;

    /** The last event that was filled. */
    private long filled = RingBuffer.INITIAL_CURSOR_VALUE;

    private long published = RingBuffer.INITIAL_CURSOR_VALUE;

    /** How far the consumer was when it was last looked at. */
    private long consumed = RingBuffer.INITIAL_CURSOR_VALUE;

    /** {@code consumerDoorbell} wakes the consumer's thread after a publication; null when both ends run on one thread. */
    FrameProducer(final RingBuffer<FrameEvent> ring, final Doorbell consumerDoorbell) {
        this.ring = ring;
        this.consumerDoorbell = consumerDoorbell;
        size = ring.getBufferSize();
    }

    /**
     * How many events can be offered for certain.
     *
     * @param limit looked for at most.
     * @return 0 to {@code limit}.
     */
    public int free(final int limit) {
        long count = size - (filled - consumed);
        if (count < limit) {
            consumed = ring.getMinimumGatingSequence();
            count = size - (filled - consumed);
        }
        return (int) Math.min(count, limit);
    }

    /**
     * Fills the next event.
     *
     * @param address first byte of the packet.
     * @param length  bytes of the packet.
     * @return false, and nothing written, when the ring is full.
     */
    public boolean offer(final long address, final int length) {
        return offer(address, length, FrameEvent.ANSWER);
    }

    /**
     * Fills the next event.
     *
     * @param address first byte of the packet.
     * @param length  bytes of the packet.
     * @param kind    one of the kinds of {@link FrameEvent}.
     * @return false, and nothing written, when the ring is full.
     */
    public boolean offer(final long address, final int length, final int kind) {
        if (free(1) == 0) {
            return false;
        }
        final FrameEvent event = ring.get(++filled);
        event.address = address;
        event.length = length;
        event.kind = kind;
        return true;
    }

    /** Makes all offered events visible to the consumer. */
    public void flush() {
        final int count = (int) (filled - published);
        if (count > 0) {
            // Never waits: every event was free when it was filled.
            ring.publish(ring.next(count));
            published = filled;
            if (consumerDoorbell != null) {
                consumerDoorbell.ring();
            }
        }
    }
}
