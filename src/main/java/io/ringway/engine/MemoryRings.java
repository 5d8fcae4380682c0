package io.ringway.engine;

import io.ringway.wire.Memory;
import io.ringway.xdp.ConsumerRing;
import io.ringway.xdp.Descriptor;
import io.ringway.xdp.ProducerRing;
import io.ringway.xdp.XskRings;
import java.lang.foreign.Arena;

/** The four rings of an AF_XDP socket in plain memory, with both ends of each: ours, and the kernel's for whoever plays it. One thread. */
final class MemoryRings {
    private static final int SIZE = 64;
    private static final int INDEX_BYTES = 64;

    final ProducerRing kernelReceive;
    final ConsumerRing kernelTransmit;
    final ConsumerRing kernelFill;
    final ProducerRing kernelCompletion;
    final XskRings rings;

    /** Empty rings for as long as {@code arena} is open. */
    MemoryRings(final Arena arena) {
        final long rx = ring(arena);
        final long tx = ring(arena);
        final long fill = ring(arena);
        final long completion = ring(arena);
        kernelReceive = producer(rx, Descriptor.SHIFT);
        kernelTransmit = consumer(tx, Descriptor.SHIFT);
        kernelFill = consumer(fill, Descriptor.ADDRESS_SHIFT);
        kernelCompletion = producer(completion, Descriptor.ADDRESS_SHIFT);
        rings = new XskRings(
                consumer(rx, Descriptor.SHIFT),
                producer(tx, Descriptor.SHIFT),
                producer(fill, Descriptor.ADDRESS_SHIFT),
                consumer(completion, Descriptor.ADDRESS_SHIFT));
    }

    /** Producer index, consumer index and flags on a line each, then the entries. */
    private static long ring(final Arena arena) {
        final long address =
                arena.allocate(3L * INDEX_BYTES + SIZE * 16L, INDEX_BYTES).address();
        Memory.putInt(address + 2 * INDEX_BYTES, 1);
        return address;
    }

    private static ProducerRing producer(final long ring, final int shift) {
        return new ProducerRing(ring, ring + INDEX_BYTES, ring + 2 * INDEX_BYTES, ring + 3 * INDEX_BYTES, SIZE, shift);
    }

    private static ConsumerRing consumer(final long ring, final int shift) {
        return new ConsumerRing(ring, ring + INDEX_BYTES, ring + 3 * INDEX_BYTES, SIZE, shift);
    }
}
