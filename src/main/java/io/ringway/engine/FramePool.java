package io.ringway.engine;

/**
 * The free frames of one UMEM, by the offset of their first byte. Last in, first out: the frame used last is the one still in cache.
 *
 * <p>Belongs to the router's thread.
 */
final class FramePool {
    private final long[] frames;
    private int size;

    /** A pool that owns all {@code frameCount} frames of {@code frameSize} bytes. */
    FramePool(final int frameCount, final int frameSize) {
        if (Integer.bitCount(frameCount) != 1 || Integer.bitCount(frameSize) != 1) {
            throw new IllegalArgumentException(
                    "frame count " + frameCount + " and frame size " + frameSize + " must be powers of two");
        }
        frames = new long[frameCount];
        for (int i = 0; i < frameCount; i++) {
            frames[i] = (long) (frameCount - 1 - i) * frameSize;
        }
        size = frameCount;
    }

    int size() {
        return size;
    }

    int capacity() {
        return frames.length;
    }

    /** Takes a frame; the pool must not be empty. */
    long take() {
        return frames[--size];
    }

    /** Gives a frame back by the offset of its first byte. */
    void give(final long frame) {
        frames[size++] = frame;
    }
}
