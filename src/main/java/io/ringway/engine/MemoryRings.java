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

    /**
     * Plays the kernel that has received packets into the frames of FILL.
     *
     * @param most     how many at most.
     * @param umem     address of the first frame.
     * @param headroom bytes in front of each.
     * @param packets  taken in turns.
     */
    void receive(final int most, final long umem, final int headroom, final byte[]... packets) {
        final int count = Math.min(kernelFill.available(most), kernelReceive.free(most));
        for (int i = 0; i < count; i++) {
            final long offset = Memory.longAt(kernelFill.entry(i)) + headroom;
            final byte[] packet = packets[i % packets.length];
            for (int b = 0; b < packet.length; b++) {
                Memory.putByte(umem + offset + b, packet[b]);
            }
            Descriptor.write(kernelReceive.entry(i), offset, packet.length);
        }
        kernelFill.release(count);
        kernelReceive.submit(count);
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
