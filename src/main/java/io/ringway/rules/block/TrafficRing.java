package io.ringway.rules.block;

import io.ringway.wire.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The last messages that a worker saw, written round and round.
 *
 * <pre>
 *   0               8               16              24      28    30      31     32
 *  +---------------+---------------+---------------+-------+-----+-------+------+
 *  |       client's address        | time, ns      |length | type| rcode | IPv6 |    a record, in the machine's order
 *  +---------------+---------------+---------------+-------+-----+-------+------+
 *
 *  records, then the number of records written so far (64 bits) in a cache line of its own
 * </pre>
 *
 * <p>Written by the worker's thread. Others may read at any time, the latest first; what is overwritten meanwhile is seen to be.
 */
final class TrafficRing {
    private static final int RECORD_LENGTH = 32;
    private static final int RECORD_SHIFT = 5;
    private static final int CACHE_LINE = 64;
    private static final int LOW_OFFSET = 8;
    private static final int TIME_OFFSET = 16;
    private static final int LENGTH_OFFSET = 24;
    private static final int DETAILS_OFFSET = 28;
    private static final int TYPE_MASK = 0xFFFF;
    private static final int RCODE_SHIFT = 16;
    private static final int RCODE_MASK = 0xFF;
    private static final int IPV6 = 1 << 24;

    private final MemorySegment memory;
    private final long records;
    private final long written;
    private final int mask;
    private long position;

    /**
     * An empty ring.
     *
     * @param entries a power of two.
     */
    TrafficRing(final int entries) {
        if (Integer.bitCount(entries) != 1) {
            throw new IllegalArgumentException("a ring of " + entries + " records; give a power of two");
        }
        final long length = (long) entries * RECORD_LENGTH;
        memory = Arena.ofAuto().allocate(length + 2L * CACHE_LINE, CACHE_LINE);
        records = memory.address();
        written = records + length + CACHE_LINE;
        mask = entries - 1;
    }

    /** Records a message; the response code of a query is of no account. Writing thread. */
    void write(
            final boolean ipv6,
            final long high,
            final long low,
            final int length,
            final int type,
            final int rcode,
            final long nowNs) {
        final long record = records + ((position & mask) << RECORD_SHIFT);
        // What overwrites a record must not be seen before it is known that the record is on its way out.
        VarHandle.storeStoreFence();
        Memory.putLong(record, high);
        Memory.putLong(record + LOW_OFFSET, low);
        Memory.putLong(record + TIME_OFFSET, nowNs);
        Memory.putInt(record + LENGTH_OFFSET, length);
        Memory.putInt(record + DETAILS_OFFSET, (type & TYPE_MASK) | (rcode << RCODE_SHIFT) | (ipv6 ? IPV6 : 0));
        position++;
        Memory.putLongRelease(written, position);
    }

    /** How many messages were recorded so far. Any thread. */
    long written() {
        return Memory.longAcquire(written);
    }

    /** How many of them the ring holds at most. */
    int capacity() {
        return mask + 1;
    }

    /** A copy of one record, for whoever reads. */
    static final class View {
        long high;
        long low;
        long timeNs;
        int length;
        int type;
        int rcode;
        boolean ipv6;
    }

    /**
     * Copies a record.
     *
     * @param number of the message, from 0.
     * @param view   receives it.
     * @return false when it is not there any more; then the view says nothing.
     */
    boolean read(final long number, final View view) {
        final long record = records + ((number & mask) << RECORD_SHIFT);
        view.high = Memory.longAt(record);
        view.low = Memory.longAt(record + LOW_OFFSET);
        view.timeNs = Memory.longAt(record + TIME_OFFSET);
        view.length = Memory.intAt(record + LENGTH_OFFSET);
        final int details = Memory.intAt(record + DETAILS_OFFSET);
        view.type = details & TYPE_MASK;
        view.rcode = (details >>> RCODE_SHIFT) & RCODE_MASK;
        view.ipv6 = (details & IPV6) != 0;
        VarHandle.loadLoadFence();
        // The writer may be at the record that takes this one's place before it counts it.
        return written() - number <= mask;
    }
}
