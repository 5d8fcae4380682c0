package io.ringway.engine.frame;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;

/**
 * The reading end of a ring: looks at a batch of events and gives their slots back together. One thread.
 *
 * <p>With a single producer the cursor alone says what is published, so that no barrier is needed.
 */
public final class FrameConsumer {
    private final RingBuffer<FrameEvent> ring;
    private final Sequence gate = new Sequence();
    private long consumed = RingBuffer.INITIAL_CURSOR_VALUE;
    private long cursor = RingBuffer.INITIAL_CURSOR_VALUE;

    FrameConsumer(final RingBuffer<FrameEvent> ring) {
        this.ring = ring;
        ring.addGatingSequences(gate);
    }

    /**
     * How many events can be read.
     *
     * @param limit looked for at most.
     * @return 0 to {@code limit}.
     */
    public int available(final int limit) {
        long count = cursor - consumed;
        if (count < limit) {
            cursor = ring.getCursor();
            count = cursor - consumed;
        }
        return (int) Math.min(count, limit);
    }

    /**
     * An event that {@link #available(int)} reported.
     *
     * @param index 0 for the oldest.
     * @return the event, to be read before its slot is released.
     */
    public FrameEvent event(final int index) {
        return ring.get(consumed + 1 + index);
    }

    /**
     * Gives the slots of the oldest events back.
     *
     * @param count how many.
     */
    public void release(final int count) {
        consumed += count;
        gate.set(consumed);
    }
}
