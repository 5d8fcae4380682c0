package io.ringway.settings;

import java.util.List;

/**
 * One {@code newXsk} of the dialect: an AF_XDP socket on one queue of one interface.
 *
 * @param location        where it was written
 * @param interfaceName   dialect key {@code ifName}
 * @param queueId         dialect key {@code NIC_queue_id}, from 0
 * @param frameCount      dialect key {@code frameNums}, a power of two
 * @param frameSize       bytes per frame, 2048 or 4096
 * @param ringSize        entries of each of the four rings, a power of two
 * @param xskMapPath      pin of an XSKMAP that another program may have made
 * @param mode            how the XDP program is attached
 * @param copyMode        who writes into the UMEM
 * @param threading       placement of the stages of this queue
 * @param cpus            processors to pin to, router first; empty means not pinned
 * @param idleMode        what an idle thread does
 * @param hugePages       whether the UMEM is asked for in huge pages
 * @param busyPollUs      {@code SO_BUSY_POLL} in microseconds, 0 means off
 * @param verifyChecksums whether IP and UDP checksums of queries are verified
 */
public record XskSettings(
        SourceLocation location,
        String interfaceName,
        int queueId,
        int frameCount,
        int frameSize,
        int ringSize,
        String xskMapPath,
        XdpMode mode,
        CopyMode copyMode,
        Threading threading,
        List<Integer> cpus,
        IdleMode idleMode,
        boolean hugePages,
        int busyPollUs,
        boolean verifyChecksums) {
    /** Default of {@code frameNums}. */
    public static final int DEFAULT_FRAME_COUNT = 65536;

    /** Default of {@code frameSize}, bytes. */
    public static final int DEFAULT_FRAME_SIZE = 2048;

    /** Default of {@code ringSize}, entries: 2048 at a million packets per second tolerate a stall of two milliseconds. */
    public static final int DEFAULT_RING_SIZE = 2048;

    /** Default of {@code xskMapPath}, the place that dnsdist and its helper programs use. */
    public static final String DEFAULT_XSK_MAP_PATH = "/sys/fs/bpf/dnsdist/xskmap";

    /** Copies the list. */
    public XskSettings {
        cpus = List.copyOf(cpus);
    }
}
