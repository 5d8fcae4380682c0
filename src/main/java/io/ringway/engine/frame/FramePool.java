package io.ringway.engine.frame;

/**
 * The free frames of one router, by the offset of their first byte. Last in, first out: the frame used last is the one still in cache.
 *
 * <p>Belongs to the router's thread.
 */
public final class FramePool {
    private final long[] frames;
    private int size;

    /**
     * A pool that owns all of its frames.
     *
     * @param first      the offset of the first one.
     * @param frameCount how many, a power of two.
     * @param frameSize  bytes of each, a power of two.
     */
    public FramePool(final long first, final int frameCount, final int frameSize) {
        if (Integer.bitCount(frameCount) != 1 || Integer.bitCount(frameSize) != 1) {
            throw new IllegalArgumentException(
                    "frame count " + frameCount + " and frame size " + frameSize + " must be powers of two");
        }
        frames = new long[frameCount];
        for (int i = 0; i < frameCount; i++) {
            frames[i] = first + (long) (frameCount - 1 - i) * frameSize;
        }
        size = frameCount;
    }

    /**
     * How many frames are free.
     *
     * @return 0 to the capacity.
     */
    public int size() {
        return size;
    }

    /**
     * How many frames there are.
     *
     * @return free ones and others.
     */
    public int capacity() {
        return frames.length;
    }

    /**
     * Takes a frame; the pool must not be empty.
     *
     * @return the offset of its first byte.
     */
    public long take() {
        return frames[--size];
    }

    /**
     * Gives a frame back.
     *
     * @param frame the offset of its first byte.
     */
    public void give(final long frame) {
        frames[size++] = frame;
    }
}
