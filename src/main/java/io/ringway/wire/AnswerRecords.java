package io.ringway.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Resource records of one kind, encoded once, to be copied behind a question whose name they have (RFC 1035, section 4.1.3).
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
    private static final int QUESTION_NAME = 0xC000 | DnsHeader.LENGTH;
    private static final int CLASS_IN = 1;
    private static final int FIXED_LENGTH = 12;

    private final MemorySegment memory;
    private final int count;
    private final int recordLength;

    private AnswerRecords(final MemorySegment memory, final int count, final int recordLength) {
        this.memory = memory;
        this.count = count;
        this.recordLength = recordLength;
    }

    /**
     * Encodes records.
     *
     * @param type their type.
     * @param ttlS time to live, seconds.
     * @param data their data, at least one and all of one length.
     * @return the records.
     */
    public static AnswerRecords of(final int type, final int ttlS, final List<byte[]> data) {
        final int recordLength = FIXED_LENGTH + data.getFirst().length;
        final MemorySegment memory = Arena.ofAuto().allocate(2L * data.size() * recordLength, 1);
        long address = memory.address();
        for (int set = 0; set < 2; set++) {
            for (final byte[] bytes : data) {
                Memory.putShortBigEndian(address, QUESTION_NAME);
                Memory.putShortBigEndian(address + 2, type);
                Memory.putShortBigEndian(address + 4, CLASS_IN);
                Memory.putIntBigEndian(address + 6, ttlS);
                Memory.putShortBigEndian(address + 10, bytes.length);
                for (int i = 0; i < bytes.length; i++) {
                    Memory.putByte(address + FIXED_LENGTH + i, bytes[i]);
                }
                address += recordLength;
            }
        }
        return new AnswerRecords(memory, data.size(), recordLength);
    }

    /**
     * How many records a set has.
     *
     * @return at least one.
     */
    public int count() {
        return count;
    }

    /** Bytes of a set. */
    int length() {
        return count * recordLength;
    }

    /** Where the set begins whose first record is the one with that number. */
    long address(final int first) {
        return memory.address() + (long) first * recordLength;
    }
}
