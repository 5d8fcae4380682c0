package io.ringway.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Resource records of one kind, encoded once, to be copied behind a question whose name they have, or with a name of their own (RFC 1035, section 4.1.3).
 *
 * <pre>
 *   0             2             4             6                           10            12
 *  +-------------+-------------+-------------+---------------------------+-------------+---------
 *  | C0 0C: name |    TYPE     |  CLASS = IN |            TTL            |  RDLENGTH   |  RDATA
 *  | at byte 12  |             |             |                           |             |
 *  +-------------+-------------+-------------+---------------------------+-------------+---------
 * </pre>
 *
 * <p>They stand in memory twice, one set behind the other, so that a set may begin with any of them. Immutable; any thread.
 */
public final class AnswerRecords {
    private static final byte[] QUESTION_NAME = {(byte) 0xC0, DnsHeader.LENGTH};
    private static final int CLASS_IN = 1;
    private static final int FIXED_LENGTH = 10;

    /** Where records stand in a message. */
    public enum Section {
        /** What was asked for. */
        ANSWER,
        /** Of whom the answer is. */
        AUTHORITY,
        /** What is told besides. */
        ADDITIONAL
    }

    private final MemorySegment memory;
    private final Section section;
    private final int ownerLength;
    private final int count;
    private final int length;
    private final int[] starts;

    private AnswerRecords(
            final MemorySegment memory,
            final Section section,
            final int ownerLength,
            final int length,
            final int[] starts) {
        this.memory = memory;
        this.section = section;
        this.ownerLength = ownerLength;
        this.length = length;
        this.starts = starts;
        count = starts.length;
    }

    /**
     * Encodes records for the answer section that have the question's name.
     *
     * @param type their type.
     * @param ttlS time to live, seconds.
     * @param data their data, at least one.
     * @return the records.
     */
    public static AnswerRecords of(final int type, final int ttlS, final List<byte[]> data) {
        return of(Section.ANSWER, QUESTION_NAME, type, ttlS, data);
    }

    /**
     * Encodes records.
     *
     * @param section where they stand.
     * @param owner   their name, in wire format.
     * @param type    their type.
     * @param ttlS    time to live, seconds.
     * @param data    their data, at least one.
     * @return the records.
     */
    public static AnswerRecords of(
            final Section section, final byte[] owner, final int type, final int ttlS, final List<byte[]> data) {
        final int length = data.stream()
                .mapToInt(bytes -> owner.length + FIXED_LENGTH + bytes.length)
                .sum();
        final MemorySegment memory = Arena.ofAuto().allocate(2L * length, 1);
        final ByteBuffer records = memory.asByteBuffer();
        final int[] starts = new int[data.size()];
        for (int set = 0; set < 2; set++) {
            for (int i = 0; i < starts.length; i++) {
                starts[i] = records.position() % length;
                records.put(owner)
                        .putShort((short) type)
                        .putShort((short) CLASS_IN)
                        .putInt(ttlS);
                records.putShort((short) data.get(i).length).put(data.get(i));
            }
        }
        return new AnswerRecords(memory, section, owner.length, length, starts);
    }

    /**
     * How many records a set has.
     *
     * @return at least one.
     */
    public int count() {
        return count;
    }

    /** Where they stand. */
    Section section() {
        return section;
    }

    /** Bytes of a set. */
    int length() {
        return length;
    }

    /** Where the set begins whose first record is the one with that number. */
    long address(final int first) {
        return memory.address() + starts[first];
    }

    /** Gives a copy of the set another type. */
    void putType(final long copy, final int type) {
        long record = copy;
        for (int i = 0; i < count; i++) {
            Memory.putShortBigEndian(record + ownerLength, type);
            record += ownerLength
                    + FIXED_LENGTH
                    + Memory.shortBigEndianAt(record + ownerLength + FIXED_LENGTH - Short.BYTES);
        }
    }
}
