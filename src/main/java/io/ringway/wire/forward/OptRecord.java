package io.ringway.wire.forward;

import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsName;
import io.ringway.wire.Edns;
import io.ringway.wire.Memory;

/**
 * Finds the OPT record of a query or a response, and says what else stands around it.
 *
 * <p>Belongs to the thread that made it.
 */
final class OptRecord {
    /** Code and length of an option. */
    static final int OPTION_HEADER_LENGTH = 4;

    private static final int QUESTION_FIXED_LENGTH = 4;
    private static final int RECORD_FIXED_LENGTH = 10;
    private static final int RDLENGTH_OFFSET = 9;
    private static final int TYPE_SIG = 24;
    private static final int TYPE_TSIG = 250;
    private static final int NONE = -1;
    private static final int MAX_COUNT = 0xFFFF;

    private long message;
    private int length;
    private int start;
    private int end;
    private boolean signed;

    /**
     * Puts an OPT record (RFC 6891, section 6.1.2) behind a message that has none, with room for options.
     *
     * @return the offset where the options belong; -1 when there is no room.
     */
    static int append(
            final long message, final int length, final int payloadSize, final int optionsLength, final int capacity) {
        final int additionals = Memory.shortBigEndianAt(message + DnsHeader.ARCOUNT_OFFSET);
        if (length + Edns.LENGTH + optionsLength > capacity || additionals == MAX_COUNT) {
            return NONE;
        }
        Edns.write(message + length, payloadSize, 0, false);
        Memory.putShortBigEndian(message + length + RDLENGTH_OFFSET, optionsLength);
        Memory.putShortBigEndian(message + DnsHeader.ARCOUNT_OFFSET, additionals + 1);
        return length + Edns.LENGTH;
    }

    /**
     * Walks all records of a message.
     *
     * @return false when it does not parse, or has an OPT record where none may be; then nothing else may be asked.
     */
    boolean wrap(final long address, final int messageLength) {
        message = address;
        length = messageLength;
        start = NONE;
        end = DnsHeader.LENGTH;
        signed = false;
        if (messageLength < DnsHeader.LENGTH) {
            return false;
        }
        for (int i = Memory.shortBigEndianAt(address + DnsHeader.QDCOUNT_OFFSET); i > 0; i--) {
            end = DnsName.endOfPlain(address, end, messageLength) + QUESTION_FIXED_LENGTH;
            if (end < DnsHeader.LENGTH || end > messageLength) {
                return false;
            }
        }
        final int others = Memory.shortBigEndianAt(address + DnsHeader.ANCOUNT_OFFSET)
                + Memory.shortBigEndianAt(address + DnsHeader.NSCOUNT_OFFSET);
        final int records = others + Memory.shortBigEndianAt(address + DnsHeader.ARCOUNT_OFFSET);
        for (int i = 0; i < records; i++) {
            if (!wrapRecord(i >= others)) {
                return false;
            }
        }
        return true;
    }

    private boolean wrapRecord(final boolean additional) {
        final int fixed = DnsName.end(message, end, length);
        if (fixed < 0 || fixed + RECORD_FIXED_LENGTH > length) {
            return false;
        }
        final int next = fixed + RECORD_FIXED_LENGTH + Memory.shortBigEndianAt(message + fixed + 8);
        if (next > length) {
            return false;
        }
        final int type = Memory.shortBigEndianAt(message + fixed);
        if (type == Edns.TYPE) {
            if (!additional || fixed != end + 1 || start != NONE) {
                return false;
            }
            start = end;
        }
        signed |= additional && (type == TYPE_TSIG || type == TYPE_SIG);
        end = next;
        return true;
    }

    /** Whether there is one. */
    boolean isPresent() {
        return start != NONE;
    }

    /** Where it begins, from the start of the message. */
    int start() {
        return start;
    }

    /** Bytes of its options. */
    int optionsLength() {
        return Memory.shortBigEndianAt(message + start + RDLENGTH_OFFSET);
    }

    /** Address of its first option. */
    long options() {
        return message + start + Edns.LENGTH;
    }

    /** Says how many bytes of options there are. */
    void putOptionsLength(final int bytes) {
        Memory.putShortBigEndian(message + start + RDLENGTH_OFFSET, bytes);
    }

    /** How many bytes of its options have a code, headers included; -1 when they do not parse. */
    int bytesOf(final int code) {
        final int all = optionsLength();
        int bytes = 0;
        int position = 0;
        while (position < all) {
            if (position + OPTION_HEADER_LENGTH > all) {
                return -1;
            }
            final int option = optionBytes(options() + position);
            if (position + option > all) {
                return -1;
            }
            if (Memory.shortBigEndianAt(options() + position) == code) {
                bytes += option;
            }
            position += option;
        }
        return bytes;
    }

    /** Moves all options of other codes together, towards the first; how many bytes there are is said by the caller. */
    void cut(final int code) {
        final long optionsEnd = options() + optionsLength();
        long target = options();
        long option = target;
        while (option < optionsEnd) {
            final long next = option + optionBytes(option);
            if (Memory.shortBigEndianAt(option) != code) {
                for (long source = option; source < next; source++) {
                    Memory.putByte(target++, Memory.byteAt(source));
                }
            }
            option = next;
        }
    }

    /** Bytes of an option with its header. */
    private static int optionBytes(final long option) {
        return OPTION_HEADER_LENGTH + Memory.shortBigEndianAt(option + Short.BYTES);
    }

    /** Bits 4 to 11 of the response code. */
    int extendedRcode() {
        return Memory.byteAt(message + start + 5);
    }

    /** The offset behind the last record. */
    int recordsEnd() {
        return end;
    }

    /** Whether nothing at all stands behind it. */
    boolean isLast() {
        return start + Edns.LENGTH + optionsLength() == length;
    }

    /** Whether a TSIG or SIG(0) record covers the message, whose every byte then counts (RFC 8945, RFC 2931). */
    boolean isSigned() {
        return signed;
    }
}
