package io.ringway.engine;

import io.ringway.wire.Memory;

/**
 * Who owns each frame, checked at every hand-over when checks are on; costs nothing when they are off.
 *
 * <p>All hand-overs pass through the router, and its thread is the only one that writes here.
 */
final class FrameLedger {
    static final byte FREE = 0;
    static final byte FILL = 1;
    static final byte ROUTER = 2;
    static final byte WORKER = 3;
    static final byte TRANSMIT = 4;

    private static final String[] NAMES = {"free", "fill", "router", "worker", "transmit"};

    private final byte[] owners;
    private final int frameShift;

    FrameLedger(final int frameCount, final int frameSize) {
        owners = Memory.CHECKED ? new byte[frameCount] : new byte[0];
        frameShift = Integer.numberOfTrailingZeros(frameSize);
    }

    /** Records that the frame around {@code offset} goes from one owner to another, and refuses when it was not with the first. */
    void move(final long offset, final byte from, final byte to) {
        if (Memory.CHECKED) {
            final int frame = (int) (offset >>> frameShift);
            if (owners[frame] != from) {
                throw new IllegalStateException("frame " + frame + " goes from " + NAMES[from] + " to " + NAMES[to]
                        + " but is with " + NAMES[owners[frame]]);
            }
            owners[frame] = to;
        }
    }
}
