package io.ringway.xdp;

/**
 * How an AF_XDP socket is made.
 *
 * @param interfaceName  the interface, in the network namespace of the calling thread
 * @param queueId        its receive queue, from 0
 * @param frameCount     frames of the UMEM, a power of two
 * @param frameSize      bytes per frame, 2048 or 4096
 * @param ringSize       entries of each ring, a power of two
 * @param zeroCopy       what to ask for
 * @param hugePages      whether to ask for huge pages
 * @param busyPollUs     {@code SO_BUSY_POLL}, microseconds; 0 means off
 * @param bindTimeoutMs  how long to go on when the queue is busy: the kernel frees a closed socket's UMEM late
 */
public record XskOptions(
        String interfaceName,
        int queueId,
        int frameCount,
        int frameSize,
        int ringSize,
        ZeroCopy zeroCopy,
        boolean hugePages,
        int busyPollUs,
        int bindTimeoutMs) {
    /** Who writes received packets into the UMEM. */
    public enum ZeroCopy {
        /** The device where its driver can, else the kernel. */
        PROBE,
        /** The device, or fail. */
        REQUIRE,
        /** The kernel. */
        REFUSE
    }
}
