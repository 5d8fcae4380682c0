package io.ringway.xdp;

import io.ringway.wire.Memory;

/**
 * The side of a ring that user space writes: FILL and TX.
 *
 * <p>Filled by libxdp as {@code struct xsk_ring_prod} ({@code xdp/xsk.h}), which has the layout that {@link ConsumerRing} draws. The kernel's
 * index is kept and only read again when the room it leaves runs out. One thread.
 */
public final class ProducerRing {
    private static final int XDP_RING_NEED_WAKEUP = 1;

    private final long producerAddress;
    private final long consumerAddress;
    private final long flagsAddress;
    private final long entries;
    private final int mask;
    private final int entryShift;
    private int producer;
    private int consumer;

    ProducerRing(final long struct, final int entryShift) {
        this(
                Memory.longAt(struct + 16),
                Memory.longAt(struct + 24),
                Memory.longAt(struct + 40),
                Memory.longAt(struct + 32),
                Memory.intAt(struct + 12),
                entryShift);
    }

    /**
     * A ring over any memory: the kernel's, or a test's.
     *
     * @param producerAddress where this side publishes its index.
     * @param consumerAddress where the other side publishes its index.
     * @param flagsAddress    where the other side asks for wake-ups.
     * @param entries         address of the first entry.
     * @param size            entries, a power of two.
     * @param entryShift      log2 of an entry's bytes: 3 for addresses, 4 for descriptors.
     */
    public ProducerRing(
            final long producerAddress,
            final long consumerAddress,
            final long flagsAddress,
            final long entries,
            final int size,
            final int entryShift) {
        if (Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("ring size " + size + " is no power of two");
        }
        this.producerAddress = producerAddress;
        this.consumerAddress = consumerAddress;
        this.flagsAddress = flagsAddress;
        this.entries = entries;
        this.mask = size - 1;
        this.entryShift = entryShift;
        producer = Memory.intAcquire(producerAddress);
        consumer = producer - size;
    }

    /**
     * How many entries can be written.
     *
     * @param limit at most this many are wanted.
     * @return 0 to {@code limit}. The kernel publishes some indices late, so that a ring may look full for a moment.
     */
    public int free(final int limit) {
        int count = mask + 1 - (producer - consumer);
        if (count < limit) {
            consumer = Memory.intAcquire(consumerAddress);
            count = mask + 1 - (producer - consumer);
        }
        return Math.min(count, limit);
    }

    /**
     * An entry that {@link #free(int)} reported.
     *
     * @param index 0 is the next to be submitted.
     * @return its address.
     */
    public long entry(final int index) {
        Memory.checkIndex(index, mask + 1 - (producer - consumer));
        return entries + ((long) ((producer + index) & mask) << entryShift);
    }

    /**
     * Hands the next entries to the other side.
     *
     * @param count how many, at most what was free.
     */
    public void submit(final int count) {
        Memory.checkIndex(count, mask + 2 - (producer - consumer));
        producer += count;
        Memory.putIntRelease(producerAddress, producer);
    }

    /**
     * Entries that the other side has not taken yet; reads its index.
     *
     * @return 0 to the size.
     */
    public int pending() {
        consumer = Memory.intAcquire(consumerAddress);
        return producer - consumer;
    }

    /**
     * Whether the kernel wants a system call before it looks at this ring ({@code XDP_RING_NEED_WAKEUP}).
     *
     * @return always true for TX in copy mode, never for FILL in copy mode.
     */
    public boolean needsWakeup() {
        return (Memory.intAt(flagsAddress) & XDP_RING_NEED_WAKEUP) != 0;
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
