package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct xdp_statistics} ({@code linux/if_xdp.h}): six u64, in this order.
 *
 * @param rxDropped            dropped on receive for other reasons than those below
 * @param rxInvalidDescriptors FILL entries that the kernel refused
 * @param txInvalidDescriptors TX entries that the kernel refused
 * @param rxRingFull           dropped because the RX ring was full
 * @param rxFillRingEmpty      times that a frame was needed and the FILL ring was empty
 * @param txRingEmpty          times that the TX ring was looked at and empty
 */
public record XskStatistics(
        long rxDropped,
        long rxInvalidDescriptors,
        long txInvalidDescriptors,
        long rxRingFull,
        long rxFillRingEmpty,
        long txRingEmpty) {
    static final int BYTES = 6 * Long.BYTES;

    static XskStatistics of(final MemorySegment s) {
        return new XskStatistics(
                s.getAtIndex(JAVA_LONG, 0),
                s.getAtIndex(JAVA_LONG, 1),
                s.getAtIndex(JAVA_LONG, 2),
                s.getAtIndex(JAVA_LONG, 3),
                s.getAtIndex(JAVA_LONG, 4),
                s.getAtIndex(JAVA_LONG, 5));
    }
}
