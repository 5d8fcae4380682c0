package io.ringway.engine;

import io.ringway.wire.Memory;
import io.ringway.xdp.ConsumerRing;
import io.ringway.xdp.Descriptor;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.ProducerRing;
import io.ringway.xdp.TransmitWakeup;
import io.ringway.xdp.XskRings;
import java.lang.foreign.Arena;
import java.util.Set;
import java.util.TreeSet;

/**
 * The kernel's side of one AF_XDP socket, played in plain memory: it takes frames from FILL, delivers packets on RX, sends from TX and gives
 * frames back on COMPLETION, with the faults that a test sets. Allocates nothing after it was made, except for {@link #lentFrames()}.
 *
 * <p>One thread, the router's.
 */
final class FakeKernel implements TransmitWakeup {
    /** Bytes in front of a delivered packet, as XDP_PACKET_HEADROOM leaves them. */
    static final int HEADROOM_BYTES = 256;

    private static final int LINE_BYTES = 64;
    private static final int NEED_WAKEUP = 1;

    /** What is at the other end of the cable. */
    interface Cable {
        /** Sees a packet that is being sent; its bytes are valid during the call. */
        void sent(long address, int length);
    }

    private final Cable cable;
    private final long umemAddress;
    private final long transmitFlagsAddress;
    private final ProducerRing receive;
    private final ConsumerRing transmit;
    private final ConsumerRing fill;
    private final ProducerRing completion;
    private final XskRings rings;
    /** Sent frames whose completion is not announced yet, oldest first from {@link #parkedStart}. */
    private final long[] parked;

    private int parkedStart;
    private int parkedCount;
    private boolean completionsHeld;
    private int transmitBudget = Integer.MAX_VALUE;
    private int wakeupResult;
    private long wakeupCount;
    private long deliveredCount;
    private long sentCount;
    private long lostCount;

    FakeKernel(final Arena arena, final int ringSize, final int frameCount, final int frameSize, final Cable cable) {
        this.cable = cable;
        umemAddress = arena.allocate((long) frameCount * frameSize, frameSize).address();
        parked = new long[ringSize];
        final long rx = ring(arena, ringSize);
        final long tx = ring(arena, ringSize);
        final long fr = ring(arena, ringSize);
        final long cr = ring(arena, ringSize);
        transmitFlagsAddress = tx + 2 * LINE_BYTES;
        receive = producer(rx, ringSize, Descriptor.SHIFT);
        transmit = consumer(tx, ringSize, Descriptor.SHIFT);
        fill = consumer(fr, ringSize, Descriptor.ADDRESS_SHIFT);
        completion = producer(cr, ringSize, Descriptor.ADDRESS_SHIFT);
        rings = new XskRings(
                consumer(rx, ringSize, Descriptor.SHIFT),
                producer(tx, ringSize, Descriptor.SHIFT),
                producer(fr, ringSize, Descriptor.ADDRESS_SHIFT),
                consumer(cr, ringSize, Descriptor.ADDRESS_SHIFT));
        needWakeup(true);
    }

    /** Producer index, consumer index and flags on a cache line each, then the entries. */
    private static long ring(final Arena arena, final int size) {
        return arena.allocate(3L * LINE_BYTES + ((long) size << Descriptor.SHIFT), LINE_BYTES)
                .address();
    }

    private static ProducerRing producer(final long ring, final int size, final int entryShift) {
        return new ProducerRing(
                ring, ring + LINE_BYTES, ring + 2 * LINE_BYTES, ring + 3 * LINE_BYTES, size, entryShift);
    }

    private static ConsumerRing consumer(final long ring, final int size, final int entryShift) {
        return new ConsumerRing(ring, ring + LINE_BYTES, ring + 3 * LINE_BYTES, size, entryShift);
    }

    /** The rings as user space sees them. */
    XskRings rings() {
        return rings;
    }

    long umemAddress() {
        return umemAddress;
    }

    /** Fault: packets that one wake-up sends at most; what is left over makes it say EAGAIN. */
    void transmitBudget(final int packets) {
        transmitBudget = packets;
    }

    /**
     * Fault: what wake-ups return from now on. With 0 they send; EBUSY means that the card dropped one packet, whose frame completes all the
     * same; with every other negative errno nothing is taken from TX.
     */
    void wakeupResult(final int result) {
        wakeupResult = result;
    }

    /** Fault: sent frames are kept until the hold ends, as a slow card does; at most a COMPLETION ring of them. */
    void completionsHeld(final boolean held) {
        completionsHeld = held;
        if (!held) {
            announce();
        }
    }

    /** Fault: without the flag a driver works on TX by itself, which here means by {@link #send(int)}. */
    void needWakeup(final boolean needed) {
        Memory.putInt(transmitFlagsAddress, needed ? NEED_WAKEUP : 0);
    }

    /** Delivers a packet; false when FILL is empty or RX full, where the kernel drops it. */
    boolean deliver(final byte[] packet) {
        if (fill.available(1) == 0 || receive.free(1) == 0) {
            return false;
        }
        final long offset = Memory.longAt(fill.entry(0)) + HEADROOM_BYTES;
        for (int i = 0; i < packet.length; i++) {
            Memory.putByte(umemAddress + offset + i, packet[i]);
        }
        Descriptor.write(receive.entry(0), offset, packet.length);
        fill.release(1);
        receive.submit(1);
        deliveredCount++;
        return true;
    }

    @Override
    public int wakeTransmit() {
        wakeupCount++;
        if (wakeupResult == 0) {
            send(transmitBudget);
            return transmit.available(1) > 0 ? -NativeException.EAGAIN : 0;
        }
        if (wakeupResult == -NativeException.EBUSY && take(1) > 0) {
            lostCount++;
            announce();
        }
        return wakeupResult;
    }

    /** Sends up to {@code limit} packets from TX, as far as COMPLETION has room for their frames; returns how many. */
    int send(final int limit) {
        final int ready = transmit.available(Math.min(limit, transmit.size()));
        for (int i = 0; i < Math.min(ready, room()); i++) {
            final long entry = transmit.entry(i);
            cable.sent(umemAddress + Descriptor.address(entry), Descriptor.length(entry));
        }
        final int count = take(ready);
        sentCount += count;
        announce();
        return count;
    }

    private int take(final int limit) {
        final int count = Math.min(transmit.available(limit), room());
        for (int i = 0; i < count; i++) {
            parked[(parkedStart + parkedCount) & (parked.length - 1)] = Descriptor.address(transmit.entry(i));
            parkedCount++;
        }
        transmit.release(count);
        return count;
    }

    /** The kernel reserves a frame's place on COMPLETION before it sends the frame. */
    private int room() {
        return completion.free(completion.size()) - parkedCount;
    }

    private void announce() {
        if (completionsHeld) {
            return;
        }
        for (int i = 0; i < parkedCount; i++) {
            Memory.putLong(completion.entry(i), parked[(parkedStart + i) & (parked.length - 1)]);
        }
        completion.submit(parkedCount);
        parkedStart += parkedCount;
        parkedCount = 0;
    }

    /** The frames that lie on the FILL ring, by their offset; none can be there twice. */
    Set<Long> lentFrames() {
        final Set<Long> frames = new TreeSet<>();
        final int count = fill.available(fill.size());
        for (int i = 0; i < count; i++) {
            final long frame = Memory.longAt(fill.entry(i));
            if (!frames.add(frame)) {
                throw new AssertionError("frame " + frame + " lies on the FILL ring twice");
            }
        }
        return frames;
    }

    /** Packets that went up, sum. */
    long deliveredCount() {
        return deliveredCount;
    }

    /** Packets that went out on the cable, sum. */
    long sentCount() {
        return sentCount;
    }

    /** Packets that the card dropped with EBUSY, sum. */
    long lostCount() {
        return lostCount;
    }

    /** Wake-ups, sum. */
    long wakeupCount() {
        return wakeupCount;
    }
}
