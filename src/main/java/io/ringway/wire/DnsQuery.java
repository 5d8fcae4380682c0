package io.ringway.wire;

/**
 * A DNS query, seen in place: header, the one question, and what EDNS says; or the response to one, so that rules ask either the same ({@link
 * #wrapResponse}).
 *
 * <p>All records behind the question are walked to find the OPT record, names in them without following pointers; what trails behind the last
 * record is tolerated. Reused for every packet by the one thread that made it.
 */
public final class DnsQuery {
    private static final int QUESTION_FIXED_LENGTH = 4;
    private static final int RECORD_FIXED_LENGTH = 10;
    private static final int NO_EDNS = -1;

    private long message;
    private int length;
    private long qname;
    private int qnameLength;
    private int questionEnd;
    private boolean whole;
    private int clientFlags;
    private boolean optAdded;
    private int recordsEnd;
    private int opt;
    private int optPayloadSize;
    private int optTtl;

    /** A flyweight over nothing yet. */
    public DnsQuery() {}

    /**
     * Looks at a message.
     *
     * @param address first byte of the DNS header.
     * @param length  bytes of the message.
     * @return {@link PacketDefect#NONE}, or the first thing that is wrong. After DNS_NO_QUESTION, DNS_SEVERAL_QUESTIONS and
     *     DNS_RECORDS_INVALID header and EDNS, as far as it was found, can still be asked, because these are answered.
     */
    public PacketDefect wrap(final long address, final int length) {
        begin(address, length);
        if (length < DnsHeader.LENGTH) {
            return PacketDefect.DNS_TRUNCATED;
        }
        clientFlags = flags();
        if ((clientFlags & DnsHeader.QR) != 0) {
            return PacketDefect.DNS_RESPONSE;
        }
        final int questions = questionCount();
        if (questions > 1) {
            return PacketDefect.DNS_SEVERAL_QUESTIONS;
        }
        if (questions == 1) {
            final PacketDefect defect = wrapQuestion();
            if (defect != PacketDefect.NONE) {
                return defect;
            }
        }
        whole = walkRecords();
        if (questions == 0) {
            return PacketDefect.DNS_NO_QUESTION;
        }
        return whole ? PacketDefect.NONE : PacketDefect.DNS_RECORDS_INVALID;
    }

    private void begin(final long address, final int bytes) {
        message = address;
        length = bytes;
        qname = address + DnsHeader.LENGTH;
        qnameLength = 0;
        questionEnd = DnsHeader.LENGTH;
        recordsEnd = bytes;
        whole = false;
        optPayloadSize = NO_EDNS;
        optAdded = false;
        optTtl = 0;
    }

    /**
     * Looks at a response. Some errors come without a question; of these the query's is asked for.
     *
     * @param address        first byte of the DNS header.
     * @param bytes          bytes of the message, header and question at least.
     * @param questionLength bytes of the message's own question, 0 without one.
     * @param question       first byte of the question that it answers, its own or the query's.
     * @param nameLength     bytes of that question's name, as {@link DnsName#endOfPlain} has walked it.
     */
    public void wrapResponse(
            final long address, final int bytes, final int questionLength, final long question, final int nameLength) {
        begin(address, bytes);
        clientFlags = flags();
        qname = question;
        qnameLength = nameLength;
        questionEnd = DnsHeader.LENGTH + questionLength;
        whole = walkRecords();
    }

    /**
     * Looks again at a response whose records were changed where they are.
     *
     * @param bytes of the message now.
     */
    public void responseChanged(final int bytes) {
        wrapResponse(message, bytes, questionEnd - DnsHeader.LENGTH, qname, qnameLength);
    }

    /**
     * Whether all records that the header announces are there and parse. A query of which they do not is answered before any rule is asked.
     *
     * @return false when records cannot be counted or changed.
     */
    public boolean isWhole() {
        return whole;
    }

    private PacketDefect wrapQuestion() {
        final int position = DnsName.endOfPlain(message, DnsHeader.LENGTH, length);
        if (position < 0) {
            return PacketDefect.DNS_QNAME_INVALID;
        }
        if (position + QUESTION_FIXED_LENGTH > length) {
            return PacketDefect.DNS_QUESTION_TRUNCATED;
        }
        qnameLength = position - DnsHeader.LENGTH;
        questionEnd = position + QUESTION_FIXED_LENGTH;
        return PacketDefect.NONE;
    }

    /** Walks all three sections; false when a record does not parse or a second OPT record turns up. */
    private boolean walkRecords() {
        final int answers = Memory.shortBigEndianAt(message + DnsHeader.ANCOUNT_OFFSET);
        final int authorities = Memory.shortBigEndianAt(message + DnsHeader.NSCOUNT_OFFSET);
        final int records = answers + authorities + Memory.shortBigEndianAt(message + DnsHeader.ARCOUNT_OFFSET);
        int position = questionEnd;
        for (int i = 0; i < records; i++) {
            final int fixed = DnsName.end(message, position, length);
            if (fixed < 0 || fixed + RECORD_FIXED_LENGTH > length) {
                return false;
            }
            final int end = fixed + RECORD_FIXED_LENGTH + Memory.shortBigEndianAt(message + fixed + 8);
            if (end > length) {
                return false;
            }
            if (Memory.shortBigEndianAt(message + fixed) == Edns.TYPE
                    && !wrapOpt(i >= answers + authorities && fixed == position + 1, fixed)) {
                return false;
            }
            position = end;
        }
        recordsEnd = position;
        return true;
    }

    /** An OPT record counts once, at the root, in the additional section. */
    private boolean wrapOpt(final boolean wellPlaced, final int fixed) {
        if (!wellPlaced || optPayloadSize != NO_EDNS) {
            return false;
        }
        opt = fixed;
        optPayloadSize = Memory.shortBigEndianAt(message + fixed + 2);
        optTtl = Memory.intBigEndianAt(message + fixed + 4);
        return true;
    }

    /**
     * All sixteen flags as they came, whatever a rule has made of them since: an answer of our own has RD and CD of these.
     *
     * @return 0 to 65535.
     */
    public int clientFlags() {
        return clientFlags;
    }

    /**
     * The bits among the flags that a rule has changed: of these an answer has the client's, of all others what the backend says (RFC 5625, section 4).
     *
     * @return 0 for none.
     */
    public int changedFlags() {
        return clientFlags ^ flags();
    }

    /**
     * All sixteen flags as they are now, opcode and response code among them.
     *
     * @return 0 to 65535.
     */
    public int flags() {
        return Memory.shortBigEndianAt(message + DnsHeader.FLAGS_OFFSET);
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
     * The operation code.
     *
     * @return 0 to 15.
     */
    public int opcode() {
        return (flags() & DnsHeader.OPCODE_MASK) >>> DnsHeader.OPCODE_SHIFT;
    }

    /**
     * The response code with the bits that the OPT record has of it (RFC 6891, section 6.1.3).
     *
     * @return 0 to 4095.
     */
    public int extendedRcode() {
        return ((optTtl >>> Edns.EXTENDED_RCODE_SHIFT) << DnsHeader.RCODE_BITS) | (flags() & DnsHeader.RCODE_MASK);
    }

    /**
     * The RD bit.
     *
     * @return whether recursion is desired.
     */
    public boolean recursionDesired() {
        return (flags() & DnsHeader.RD) != 0;
    }

    /**
     * The CD bit.
     *
     * @return whether DNSSEC checking is disabled.
     */
    public boolean checkingDisabled() {
        return (flags() & DnsHeader.CD) != 0;
    }

    /**
     * The number of questions that the header announces.
     *
     * @return 0 to 65535.
     */
    public int questionCount() {
        return Memory.shortBigEndianAt(message + DnsHeader.QDCOUNT_OFFSET);
    }

    /**
     * Where the question's name begins.
     *
     * @return a native address.
     */
    public long qnameAddress() {
        return qname;
    }

    /**
     * The length of the question's name.
     *
     * @return bytes with the root label, 0 without a question.
     */
    public int qnameLength() {
        return qnameLength;
    }

    /**
     * The question's type; only with a question.
     *
     * @return 0 to 65535.
     */
    public int qtype() {
        return Memory.shortBigEndianAt(qname + qnameLength);
    }

    /**
     * The question's class; only with a question.
     *
     * @return 0 to 65535.
     */
    public int qclass() {
        return Memory.shortBigEndianAt(qname + qnameLength + Short.BYTES);
    }

    /**
     * The offset behind header and question.
     *
     * @return bytes from the start of the message, 12 without a question.
     */
    public int questionEnd() {
        return questionEnd;
    }

    /**
     * Whether there is an OPT record.
     *
     * @return false for plain DNS.
     */
    public boolean hasEdns() {
        return optPayloadSize != NO_EDNS;
    }

    /** Notes that a rule gave the message an OPT record that its client knows nothing of; {@link #hasEdns} says what the client sent. */
    public void noteOptAdded() {
        optAdded = true;
    }

    /**
     * Whether {@link #noteOptAdded} was called, so that the answer must lose its OPT record.
     *
     * @return false after {@link #wrap}.
     */
    public boolean isOptAdded() {
        return optAdded;
    }

    /**
     * The EDNS version.
     *
     * @return 0 to 255, 0 without EDNS.
     */
    public int ednsVersion() {
        return (optTtl >>> Edns.VERSION_SHIFT) & 0xFF;
    }

    /**
     * The largest UDP payload that the client takes.
     *
     * @return bytes as announced, 512 without EDNS.
     */
    public int ednsPayloadSize() {
        return hasEdns() ? optPayloadSize : 512;
    }

    /**
     * The DO bit.
     *
     * @return whether the client understands DNSSEC records, false without EDNS.
     */
    public boolean dnssecOk() {
        return (optTtl & Edns.DNSSEC_OK) != 0;
    }

    /**
     * Where the options of the OPT record are; only with EDNS.
     *
     * @return address of the first option's code.
     */
    public long ednsOptions() {
        return message + opt + RECORD_FIXED_LENGTH;
    }

    /**
     * How long the options of the OPT record are together; only with EDNS.
     *
     * @return bytes.
     */
    public int ednsOptionsLength() {
        return Memory.shortBigEndianAt(message + opt + RECORD_FIXED_LENGTH - Short.BYTES);
    }

    /**
     * The entries of a section, as the header has them.
     *
     * @param section 0 questions, 1 answers, 2 authorities, 3 additional records.
     * @return 0 to 65535.
     */
    public int count(final int section) {
        return Memory.shortBigEndianAt(message + DnsHeader.QDCOUNT_OFFSET + (long) section * Short.BYTES);
    }

    /**
     * The bytes of the message.
     *
     * @return with what trails behind the last record.
     */
    public int length() {
        return length;
    }

    /**
     * The offset behind the last record; only of a message without a defect.
     *
     * @return bytes from the start of the message.
     */
    public int recordsEnd() {
        return recordsEnd;
    }

    /**
     * Where the message begins.
     *
     * @return address of the DNS header.
     */
    public long message() {
        return message;
    }
}
