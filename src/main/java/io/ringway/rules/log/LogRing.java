package io.ringway.rules.log;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;
import java.lang.foreign.Arena;

/**
 * Records of queries on their way from one worker to the logging thread, preallocated outside the heap: one writes, one reads, nobody waits.
 *
 * <pre>
 *   0        128       256       384
 *  +--------+---------+---------+-----------------------------------
 *  | read   | written | lost    | 8,192 records of 320 bytes
 *  | so far | so far  |         |
 *  +--------+---------+---------+-----------------------------------
 *
 *   a record:
 *   0           8             16           24     26     28     30      32     33        34     40
 *  +-----------+-------------+------------+------+------+------+-------+------+---------+------+----------------+
 *  | when (ns) | client's address          | port | ID   | type | class | IPv6 | name's  |flags | name, 255 bytes|
 *  |           |                           |      |      |      |       |      | length  |      | at most        |
 *  +-----------+-------------+------------+------+------+------+-------+------+---------+------+----------------+
 * </pre>
 *
 * <p>{@code when} is of {@link System#nanoTime()}; all numbers of the query are in network byte order.
 */
final class LogRing {
    static final int RECORDS = 1 << 13;

    private static final int RECORD_LENGTH = 320;
    private static final int READ_OFFSET = 0;
    private static final int WRITTEN_OFFSET = 128;
    private static final int LOST_OFFSET = 256;
    private static final int RECORDS_OFFSET = 384;

    private static final int HIGH_OFFSET = 8;
    private static final int LOW_OFFSET = 16;
    private static final int PORT_OFFSET = 24;
    private static final int ID_OFFSET = 26;
    private static final int TYPE_OFFSET = 28;
    private static final int CLASS_OFFSET = 30;
    private static final int IPV6_OFFSET = 32;
    private static final int NAME_LENGTH_OFFSET = 33;
    private static final int FLAGS_OFFSET = 34;
    private static final int NAME_OFFSET = 40;

    private final Arena arena = Arena.ofAuto();
    private final long memory = arena.allocate(RECORDS_OFFSET + (long) RECORDS * RECORD_LENGTH, RECORDS_OFFSET / 3)
            .address();

    /** The worker's: what it has written, and what it knows to be read. */
    private long written;

    private long knownRead;
    private long lost;

    /** The logging thread's. */
    private long read;

    private long knownWritten;

    LogRing() {}

    /** Puts a query in; where there is no room it is lost, and counted. The worker's thread. */
    void put(final Datagram datagram, final DnsQuery query, final long nowNs) {
        if (written - knownRead == RECORDS) {
            knownRead = Memory.longAcquire(memory + READ_OFFSET);
            if (written - knownRead == RECORDS) {
                lost++;
                Memory.putLongRelease(memory + LOST_OFFSET, lost);
                return;
            }
        }
        final long record = record(written);
        Memory.putLong(record, nowNs);
        Memory.putLongBigEndian(record + HIGH_OFFSET, datagram.sourceHigh());
        Memory.putLongBigEndian(record + LOW_OFFSET, datagram.sourceLow());
        Memory.putShortBigEndian(record + PORT_OFFSET, datagram.sourcePort());
        Memory.putShortBigEndian(record + ID_OFFSET, query.id());
        Memory.putShortBigEndian(record + TYPE_OFFSET, query.qtype());
        Memory.putShortBigEndian(record + CLASS_OFFSET, query.qclass());
        Memory.putShortBigEndian(record + FLAGS_OFFSET, query.flags());
        Memory.putByte(record + IPV6_OFFSET, datagram.isIpv6() ? 1 : 0);
        final int length = query.qnameLength();
        Memory.putByte(record + NAME_LENGTH_OFFSET, length);
        Memory.copy(query.qnameAddress(), record + NAME_OFFSET, length);
        written++;
        Memory.putLongRelease(memory + WRITTEN_OFFSET, written);
    }

    private long record(final long number) {
        return memory + RECORDS_OFFSET + (number & (RECORDS - 1)) * RECORD_LENGTH;
    }

    /** Whether there is a record in hand. The logging thread, as all that follows. */
    boolean hasNext() {
        if (read == knownWritten) {
            knownWritten = Memory.longAcquire(memory + WRITTEN_OFFSET);
        }
        return read != knownWritten;
    }

    /** Lets go of the record in hand. */
    void release() {
        read++;
        Memory.putLongRelease(memory + READ_OFFSET, read);
    }

    /** How many queries found no room. */
    long lost() {
        return Memory.longAcquire(memory + LOST_OFFSET);
    }

    long nowNs() {
        return Memory.longAt(record(read));
    }

    boolean isIpv6() {
        return Memory.byteAt(record(read) + IPV6_OFFSET) != 0;
    }

    /** A byte of the client's address, counted in 16. */
    byte address(final int index) {
        return (byte) Memory.byteAt(record(read) + HIGH_OFFSET + index);
    }

    int port() {
        return Memory.shortBigEndianAt(record(read) + PORT_OFFSET);
    }

    int id() {
        return Memory.shortBigEndianAt(record(read) + ID_OFFSET);
    }

    int type() {
        return Memory.shortBigEndianAt(record(read) + TYPE_OFFSET);
    }

    /** Header flags, of which QR tells a response. */
    int flags() {
        return Memory.shortBigEndianAt(record(read) + FLAGS_OFFSET);
    }

    int questionClass() {
        return Memory.shortBigEndianAt(record(read) + CLASS_OFFSET);
    }

    /** Bytes of the name. */
    int nameLength() {
        return Memory.byteAt(record(read) + NAME_LENGTH_OFFSET);
    }

    /** A byte of the name as it came. */
    byte name(final int index) {
        return (byte) Memory.byteAt(record(read) + NAME_OFFSET + index);
    }
}
