package io.ringway.stack.tcp.backend;

import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsName;
import io.ringway.wire.Memory;
import io.ringway.wire.forward.DnsResponse;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Knows when the answer to a zone transfer is complete, by the SOA records of its messages.
 *
 * <pre>
 *  AXFR                     SOA n, records, SOA n                                       (RFC 5936, section 2.2)
 *  IXFR, nothing new        SOA n                                    n is not later than the client's serial
 *  IXFR, all of the zone    SOA n, records, SOA n                                       (RFC 1995, section 4)
 *  IXFR, differences        SOA n, (SOA old, removed, SOA new, added) once or more, SOA n
 * </pre>
 *
 * <p>In the last form the last {@code SOA new} is n, too, so that the third SOA n is the end. A message with an error, without answers in the
 * beginning, or that does not parse is the last one.
 *
 * <p>Belongs to its query.
 */
final class TransferProgress {
    private static final int TYPE_SOA = 6;
    private static final int TYPE_IXFR = 251;
    private static final int TYPE_AXFR = 252;
    private static final int OPCODE_MASK = 0x78;
    private static final int QUESTION_FIXED_LENGTH = 4;
    private static final int RECORD_FIXED_LENGTH = 10;

    /** The serial is the first of five numbers at the end of an SOA record (RFC 1035, section 3.3.13). */
    private static final int NUMBERS_LENGTH = 20;

    /** Two names of a byte each, and the numbers. */
    private static final int LEAST_SOA_LENGTH = 2 + NUMBERS_LENGTH;

    private static final int DIFFERENCES_END = 3;

    private final boolean incremental;

    /** What the client has; only of an IXFR that tells. */
    private final int clientSerial;

    private final boolean clientSerialKnown;

    private int records;
    private int starts;
    private int serial;
    private boolean differences;

    private TransferProgress(final boolean incremental, final boolean clientSerialKnown, final int clientSerial) {
        this.incremental = incremental;
        this.clientSerialKnown = clientSerialKnown;
        this.clientSerial = clientSerial;
    }

    /** For a query that asks for a transfer; null for any other. */
    static TransferProgress of(final byte[] query, final int questionLength) {
        final int type = DnsHeader.LENGTH + questionLength - QUESTION_FIXED_LENGTH;
        if (questionLength < QUESTION_FIXED_LENGTH
                || query.length < type + QUESTION_FIXED_LENGTH
                || (query[DnsHeader.FLAGS_OFFSET] & OPCODE_MASK) != 0) {
            return null;
        }
        final int qtype = ((query[type] & 0xFF) << Byte.SIZE) | (query[type + 1] & 0xFF);
        if (qtype == TYPE_AXFR) {
            return new TransferProgress(false, false, 0);
        }
        return qtype == TYPE_IXFR ? incremental(query, type + QUESTION_FIXED_LENGTH) : null;
    }

    /** The client's serial stands in an SOA record in the authority section (RFC 1995, section 3). */
    private static TransferProgress incremental(final byte[] query, final int questionEnd) {
        // The record's name may be a pointer; flyweights read memory, so that a copy is looked at.
        try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
            final MemorySegment copy = arena.allocate(query.length + (long) Long.BYTES);
            MemorySegment.copy(query, 0, copy, ValueLayout.JAVA_BYTE, 0, query.length);
            final long message = copy.address();
            final int fixed = DnsName.end(message, questionEnd, query.length);
            if (Memory.shortBigEndianAt(message + DnsHeader.NSCOUNT_OFFSET) == 0
                    || fixed < 0
                    || fixed + RECORD_FIXED_LENGTH > query.length) {
                return new TransferProgress(true, false, 0);
            }
            final int next = fixed + RECORD_FIXED_LENGTH + Memory.shortBigEndianAt(message + fixed + 8);
            final boolean known = Memory.shortBigEndianAt(message + fixed) == TYPE_SOA
                    && next <= query.length
                    && next - fixed - RECORD_FIXED_LENGTH >= LEAST_SOA_LENGTH;
            return new TransferProgress(
                    true, known, known ? Memory.intBigEndianAt(message + next - NUMBERS_LENGTH) : 0);
        }
    }

    /** Takes the next message in, and says whether it is the last one. */
    boolean endsWith(final DnsResponse response) {
        final long message = response.message();
        final int answers = Memory.shortBigEndianAt(message + DnsHeader.ANCOUNT_OFFSET);
        if (response.rcode() != 0) {
            return true;
        }
        int position = DnsHeader.LENGTH + response.questionLength();
        for (int i = 0; i < answers; i++) {
            final int fixed = DnsName.end(message, position, response.length());
            if (fixed < 0 || fixed + RECORD_FIXED_LENGTH > response.length()) {
                return true;
            }
            final int dataLength = Memory.shortBigEndianAt(message + fixed + 8);
            position = fixed + RECORD_FIXED_LENGTH + dataLength;
            if (position > response.length()) {
                return true;
            }
            records++;
            final boolean start =
                    Memory.shortBigEndianAt(message + fixed) == TYPE_SOA && dataLength >= LEAST_SOA_LENGTH;
            if (start ? endsAtStart(Memory.intBigEndianAt(message + position - NUMBERS_LENGTH)) : records == 1) {
                return true;
            }
        }
        return records == 0 || isUpToDate();
    }

    private boolean endsAtStart(final int of) {
        if (records == 1) {
            serial = of;
            starts = 1;
            return false;
        }
        if (records == 2) {
            differences = incremental && of != serial;
        }
        if (of == serial) {
            starts++;
        }
        return differences ? starts == DIFFERENCES_END : true;
    }

    /** Over TCP a server may send the first record alone and others later: only serials tell these apart (RFC 1982). */
    private boolean isUpToDate() {
        return incremental && records == 1 && (!clientSerialKnown || serial - clientSerial <= 0);
    }
}
