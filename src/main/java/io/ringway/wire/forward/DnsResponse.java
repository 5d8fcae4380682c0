package io.ringway.wire.forward;

import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsName;
import io.ringway.wire.Memory;

/**
 * A DNS response, seen in place: header and question, which is what it is matched with its query by. Records are not looked at.
 *
 * <p>Reused for every response by the one thread that made it.
 */
public final class DnsResponse {
    private static final int QUESTION_FIXED_LENGTH = 4;
    private static final int NOERROR = 0;
    private static final int NXDOMAIN = 3;

    private long message;
    private int length;
    private int questionLength;

    /** A flyweight over nothing yet. */
    public DnsResponse() {}

    /**
     * Looks at a message.
     *
     * @param address first byte of the DNS header.
     * @param length  bytes of the message.
     * @return {@link ResponseDefect#NONE}, or the first thing that is wrong; then nothing else may be asked.
     */
    public ResponseDefect wrap(final long address, final int length) {
        message = address;
        this.length = length;
        questionLength = 0;
        if (length < DnsHeader.LENGTH) {
            return ResponseDefect.TRUNCATED;
        }
        if ((flags() & DnsHeader.QR) == 0) {
            return ResponseDefect.NOT_A_RESPONSE;
        }
        final int questions = Memory.shortBigEndianAt(address + DnsHeader.QDCOUNT_OFFSET);
        if (questions == 1) {
            return wrapQuestion();
        }
        // FORMERR, NOTIMP, REFUSED and SERVFAIL come without a question from servers that did not read it.
        final boolean contentless = rcode() != NOERROR && rcode() != NXDOMAIN;
        return questions == 0 && contentless ? ResponseDefect.NONE : ResponseDefect.QUESTION_COUNT;
    }

    private ResponseDefect wrapQuestion() {
        final int nameEnd = DnsName.endOfPlain(message, DnsHeader.LENGTH, length);
        if (nameEnd < 0 || nameEnd + QUESTION_FIXED_LENGTH > length) {
            return ResponseDefect.QUESTION_INVALID;
        }
        questionLength = nameEnd + QUESTION_FIXED_LENGTH - DnsHeader.LENGTH;
        return ResponseDefect.NONE;
    }

    /**
     * Where the message begins.
     *
     * @return address of the DNS header.
     */
    public long message() {
        return message;
    }

    /**
     * The message's length.
     *
     * @return bytes, as wrapped.
     */
    public int length() {
        return length;
    }

    /**
     * The message's identity.
     *
     * @return 0 to 65535.
     */
    public int id() {
        return Memory.shortBigEndianAt(message);
    }

    /**
     * All sixteen flags, opcode and response code among them.
     *
     * @return 0 to 65535.
     */
    public int flags() {
        return Memory.shortBigEndianAt(message + DnsHeader.FLAGS_OFFSET);
    }

    /**
     * The response code, as far as the header has it.
     *
     * @return 0 to 15.
     */
    public int rcode() {
        return flags() & DnsHeader.RCODE_MASK;
    }

    /**
     * The TC bit.
     *
     * @return whether there is more than the message has.
     */
    public boolean isTruncated() {
        return (flags() & DnsHeader.TC) != 0;
    }

    /**
     * Whether there is a question; without one the ID alone tells what is answered.
     *
     * @return false for some errors.
     */
    public boolean hasQuestion() {
        return questionLength > 0;
    }

    /**
     * Where the question begins.
     *
     * @return address of its name.
     */
    public long questionAddress() {
        return message + DnsHeader.LENGTH;
    }

    /**
     * The question's length.
     *
     * @return bytes of name, type and class, 0 without one.
     */
    public int questionLength() {
        return questionLength;
    }
}
