package io.ringway.xdp;

/**
 * The memory that a socket shares with the kernel: frames of one size, side by side, mapped outside the heap and present from the start.
 *
 * <p>A received packet begins 256 bytes into its frame ({@code XDP_PACKET_HEADROOM}), so that 2048 bytes hold a packet of up to 1792.
 */
public final class Umem implements AutoCloseable {
    private static final long HUGE_PAGE_BYTES = 2L << 20;

    private final long address;
    private final long length;
    private final int frameSize;
    private final boolean hugePages;
    private boolean closed;

    /**
     * Maps the memory.
     *
     * @param frameCount frames, a power of two.
     * @param frameSize  bytes per frame, 2048 or 4096.
     * @param hugePages  whether to ask for huge pages; where the system has none left, normal pages are taken.
     * @throws NativeException when the system has not so much memory.
     */
    public Umem(final int frameCount, final int frameSize, final boolean hugePages) {
        this.frameSize = frameSize;
        final long bytes = (long) frameCount * frameSize;
        final long hugeBytes = (bytes + HUGE_PAGE_BYTES - 1) & -HUGE_PAGE_BYTES;
        long mapped = hugePages ? Libc.mapAnonymous(hugeBytes, true) : -1;
        this.hugePages = mapped > 0;
        if (mapped < 0) {
            mapped = Libc.mapAnonymous(bytes, false);
        }
        if (mapped < 0) {
            throw new NativeException("UMEM of " + frameCount + " frames of " + frameSize + " bytes", (int) -mapped);
        }
        address = mapped;
        length = this.hugePages ? hugeBytes : bytes;
    }

    /**
     * Where the first frame begins.
     *
     * @return a native address; descriptors count from here.
     */
    public long address() {
        return address;
    }

    /**
     * The mapped memory.
     *
     * @return bytes.
     */
    public long length() {
        return length;
    }

    /**
     * The size of a frame.
     *
     * @return bytes.
     */
    public int frameSize() {
        return frameSize;
    }

    /**
     * Whether it stands in huge pages.
     *
     * @return false also when they were asked for and the system had none.
     */
    public boolean hugePages() {
        return hugePages;
    }

    /** Unmaps it; no socket may use it any more. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.unmap(address, length);
        }
    }
}
