package io.ringway.engine.frame;

/**
 * Where frames of others go that one thread is done with: each back to the router whose pool it belongs to, over a ring that holds all frames of
 * that router and so is never full.
 *
 * <p>Belongs to the thread that gives.
 */
public final class FrameHomes {
    /** For a thread that never sees a frame of somebody else. */
    public static final FrameHomes NONE = new FrameHomes(new long[0], new long[0], new FrameProducer[0]);

    private final long[] starts;
    private final long[] ends;
    private final FrameProducer[] producers;

    /**
     * Homes by the addresses of their frames.
     *
     * @param starts    where the frames of each begin.
     * @param ends      where they end.
     * @param producers rings to each.
     */
    public FrameHomes(final long[] starts, final long[] ends, final FrameProducer[] producers) {
        this.starts = starts.clone();
        this.ends = ends.clone();
        this.producers = producers.clone();
    }

    /**
     * Gives a frame back.
     *
     * @param address any byte of it.
     * @throws IllegalStateException when it is nobody's, or its ring is full, which a frame given twice would be the cause of.
     */
    public void give(final long address) {
        for (int i = 0; i < starts.length; i++) {
            if (address >= starts[i] && address < ends[i]) {
                if (producers[i].offer(address, 0)) {
                    return;
                }
                break;
            }
        }
        refuse(address);
    }

    private static void refuse(final long address) {
        throw new IllegalStateException("a frame at 0x" + Long.toHexString(address) + " has no home");
    }

    /** Makes what was given visible to its owners. */
    public void flush() {
        for (int i = 0; i < producers.length; i++) {
            producers[i].flush();
        }
    }
}
