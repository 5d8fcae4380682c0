package io.ringway.engine;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;

/**
 * The reading end of a ring: looks at a batch of events and gives their slots back together. One thread.
 *
 * <p>With a single producer the cursor alone says what is published, so that no barrier is needed.
 */
final class FrameConsumer {
    private final RingBuffer<FrameEvent> ring;
    private final Sequence gate = new Sequence();
    private long consumed = RingBuffer.INITIAL_CURSOR_VALUE;
    private long cursor = RingBuffer.INITIAL_CURSOR_VALUE;

    FrameConsumer(final RingBuffer<FrameEvent> ring) {
        this.ring = ring;
        ring.addGatingSequences(gate);
    }

    /** How many events can be read, at most {@code limit}. */
    int available(final int limit) {
        long count = cursor - consumed;
        if (count < limit) {
            cursor = ring.getCursor();
            count = cursor - consumed;
        }
        return (int) Math.min(count, limit);
    }

    /** An event that {@link #available(int)} reported; 0 is the oldest. */
    FrameEvent event(final int index) {
        return ring.get(consumed + 1 + index);
    }

    /** Gives the slots of the {@code count} oldest events back. */
    void release(final int count) {
        consumed += count;
        gate.set(consumed);
    }
}
