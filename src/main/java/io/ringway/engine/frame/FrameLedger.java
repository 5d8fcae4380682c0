package io.ringway.engine.frame;

import io.ringway.wire.Memory;

/**
 * Who owns each frame, checked at every hand-over when checks are on; costs nothing when they are off.
 *
 * <p>All hand-overs pass through the router, and its thread is the only one that writes here.
 */
public final class FrameLedger {
    /** In the pool. */
    public static final byte FREE = 0;

    /** Lent to the kernel for receiving. */
    public static final byte FILL = 1;

    /** In the router's hands. */
    public static final byte ROUTER = 2;

    /** With a worker, or on a ring to or from it. */
    public static final byte WORKER = 3;

    /** Lent to the kernel for sending. */
    public static final byte TRANSMIT = 4;

    private static final String[] NAMES = {"free", "fill", "router", "worker", "transmit"};

    private final byte[] owners;
    private final int frameShift;
    private final long first;

    /**
     * A ledger in which all frames are free.
     *
     * @param first      the offset of the first one.
     * @param frameCount frames.
     * @param frameSize  bytes of each, a power of two.
     */
    public FrameLedger(final long first, final int frameCount, final int frameSize) {
        this.first = first;
        owners = Memory.CHECKED ? new byte[frameCount] : new byte[0];
        frameShift = Integer.numberOfTrailingZeros(frameSize);
    }

    /**
     * Records that a frame goes from one owner to another.
     *
     * @param offset any byte of the frame.
     * @param from   who has it.
     * @param to     who gets it.
     * @throws IllegalStateException when checks are on and it was not with the first.
     */
    public void move(final long offset, final byte from, final byte to) {
        if (Memory.CHECKED) {
            final int frame = (int) ((offset - first) >>> frameShift);
            if (owners[frame] != from) {
                throw new IllegalStateException("frame " + frame + " goes from " + NAMES[from] + " to " + NAMES[to]
                        + " but is with " + NAMES[owners[frame]]);
            }
            owners[frame] = to;
        }
    }
}
