package io.ringway.xdp;

import io.ringway.wire.Memory;

/**
 * The side of a ring that user space reads: RX and COMPLETION.
 *
 * <p>Filled by libxdp as {@code struct xsk_ring_cons} ({@code xdp/xsk.h}):
 *
 * <pre>
 *   0        4        8        12       16         24         32       40
 *  +--------+--------+--------+--------+----------+----------+--------+--------+
 *  | cached | cached |  mask  |  size  | producer | consumer |  ring  | flags  |
 *  |  prod  |  cons  |  u32   |  u32   |   u32*   |   u32*   | void*  |  u32*  |
 *  +--------+--------+--------+--------+----------+----------+--------+--------+
 * </pre>
 *
 * <p>Indices run freely over 32 bits; an entry's slot is {@code index & mask}. The kernel's index is kept and only read again when it
 * runs out: the line it stands on is written by another processor. One thread.
 */
public final class ConsumerRing {
    private final long producerAddress;
    private final long consumerAddress;
    private final long entries;
    private final int mask;
    private final int entryShift;
    private int producer;
    private int consumer;

    ConsumerRing(final long struct, final int entryShift) {
        this(
                Memory.longAt(struct + 16),
                Memory.longAt(struct + 24),
                Memory.longAt(struct + 32),
                Memory.intAt(struct + 12),
                entryShift);
    }

    /**
     * A ring over any memory: the kernel's, or a test's.
     *
     * @param producerAddress where the other side publishes its index.
     * @param consumerAddress where this side publishes its index.
     * @param entries         address of the first entry.
     * @param size            entries, a power of two.
     * @param entryShift      log2 of an entry's bytes: 3 for addresses, 4 for descriptors.
     */
    public ConsumerRing(
            final long producerAddress,
            final long consumerAddress,
            final long entries,
            final int size,
            final int entryShift) {
        if (Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("ring size " + size + " is no power of two");
        }
        this.producerAddress = producerAddress;
        this.consumerAddress = consumerAddress;
        this.entries = entries;
        this.mask = size - 1;
        this.entryShift = entryShift;
        consumer = Memory.intAcquire(consumerAddress);
        producer = consumer;
    }

    /**
     * How many entries can be read.
     *
     * @param limit at most this many are of interest.
     * @return 0 to {@code limit}.
     */
    public int available(final int limit) {
        int count = producer - consumer;
        if (count < limit) {
            producer = Memory.intAcquire(producerAddress);
            count = producer - consumer;
        }
        return Math.min(count, limit);
    }

    /**
     * An entry that {@link #available(int)} reported.
     *
     * @param index 0 is the oldest.
     * @return its address.
     */
    public long entry(final int index) {
        Memory.checkIndex(index, producer - consumer);
        return entries + ((long) ((consumer + index) & mask) << entryShift);
    }

    /**
     * Gives the oldest entries back to the other side.
     *
     * @param count how many, at most what was available.
     */
    public void release(final int count) {
        Memory.checkIndex(count, producer - consumer + 1);
        consumer += count;
        Memory.putIntRelease(consumerAddress, consumer);
    }

    /**
     * The capacity.
     *
     * @return entries.
     */
    public int size() {
        return mask + 1;
    }
}
