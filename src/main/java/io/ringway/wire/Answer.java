package io.ringway.wire;

/**
 * Writes a self-generated answer into the frame that the query came in, with its network headers where the query had them there.
 *
 * <p>The DNS message stays where it is: its header's flags change, the question is kept byte for byte, everything behind it goes, and an OPT record
 * comes where the query had one. That never needs more room than the query gave, since such a query had at least the eleven bytes of an OPT record
 * behind its question. With records the answer may grow; where the client or the place cannot take it, it has TC=1 and none of them (RFC 2181,
 * section 9). The network headers are written in front of it, without IPv4 options and IPv6 extension headers, so that the answer
 * may begin later in the frame than the query did.
 *
 * <p>Belongs to the thread that made it.
 */
public final class Answer {
    private static final int EXTENDED_RCODE_MASK = 0xFF;
    private static final int MIN_UDP_PAYLOAD = 512;

    private final int udpPayloadSize;
    private final AnswerRecords[] records = new AnswerRecords[2];
    private final int[] firstRecord = new int[2];
    private final int[] types = new int[2];
    private int recordSets;
    private boolean truncated;
    private int extendedRcode;
    private long frameAddress;
    private int frameLength;

    /**
     * A writer.
     *
     * @param udpPayloadSize what OPT records announce, bytes.
     */
    public Answer(final int udpPayloadSize) {
        this.udpPayloadSize = udpPayloadSize;
    }

    /**
     * What OPT records announce.
     *
     * @return bytes.
     */
    public int udpPayloadSize() {
        return udpPayloadSize;
    }

    /**
     * Has the next answer carry records, behind those that were added before; two sets at most, in the order of their sections.
     *
     * @param set   the records.
     * @param first the number of the one that comes first.
     * @param type  their type, 0 for that which they have.
     */
    public void addRecords(final AnswerRecords set, final int first, final int type) {
        records[recordSets] = set;
        firstRecord[recordSets] = first;
        types[recordSets] = type;
        recordSets++;
    }

    /** Has the next answer say TC. */
    public void truncate() {
        truncated = true;
    }

    /**
     * Writes the answer. ID, opcode, RD and CD are the query's; Z is clear.
     *
     * @param datagram where the query is, wrapped.
     * @param query    the query, wrapped; at worst with a defect that {@link DnsQuery#wrap} allows to be answered.
     * @param rcode    response code, 0 to 4095; what does not fit the header goes into the OPT record.
     * @param aa       the AA bit.
     * @param ad       the AD bit.
     * @param ra       the RA bit.
     * @param capacity bytes that a message may have at this place, the query's at least.
     */
    public void write(
            final Datagram datagram,
            final DnsQuery query,
            final int rcode,
            final boolean aa,
            final boolean ad,
            final boolean ra,
            final int capacity) {
        enclose(datagram, compose(datagram, query, rcode, aa, ad, ra, capacity));
    }

    /**
     * Writes the answer without the network headers around it, which {@link #enclose} writes.
     *
     * @param datagram where the query is, wrapped.
     * @param query    the query, wrapped; at worst with a defect that {@link DnsQuery#wrap} allows to be answered.
     * @param rcode    response code, 0 to 4095; what does not fit the header goes into the OPT record.
     * @param aa       the AA bit.
     * @param ad       the AD bit.
     * @param ra       the RA bit.
     * @param capacity bytes that a message may have at this place, the query's at least.
     * @return bytes of the answer.
     */
    public int compose(
            final Datagram datagram,
            final DnsQuery query,
            final int rcode,
            final boolean aa,
            final boolean ad,
            final boolean ra,
            final int capacity) {
        int messageLength = writeMessage(query, rcode, aa, ad, ra);
        if (recordSets > 0) {
            messageLength = insertRecords(datagram, query, messageLength, capacity);
        }
        Memory.check(query.message(), Math.max(capacity, datagram.payloadLength()), query.message(), messageLength);
        return messageLength;
    }

    /**
     * Writes the network headers around an answer that stands complete where the query was.
     *
     * @param datagram      where the query was, wrapped.
     * @param messageLength bytes of the answer.
     */
    public void enclose(final Datagram datagram, final int messageLength) {
        if (datagram.isFramed()) {
            writeHeaders(datagram, messageLength);
        } else {
            frameAddress = datagram.payloadAddress();
            frameLength = messageLength;
        }
    }

    private void writeHeaders(final Datagram datagram, final int messageLength) {
        final long message = datagram.payloadAddress();
        final int headersLength = Udp.headersLength(datagram.isIpv6());
        final long ip = message - headersLength;
        final int dscp = datagram.dscp();
        moveLinkHeader(datagram, ip);
        Udp.writeHeaders(
                message,
                messageLength,
                Checksum.sum(message, messageLength),
                datagram.isIpv6(),
                dscp,
                /* sourceHigh= */ datagram.destinationHigh(),
                /* sourceLow= */ datagram.destinationLow(),
                /* destinationHigh= */ datagram.sourceHigh(),
                /* destinationLow= */ datagram.sourceLow(),
                /* sourcePort= */ datagram.destinationPort(),
                /* destinationPort= */ datagram.sourcePort());
        frameAddress = ip - datagram.linkLength();
        frameLength = datagram.linkLength() + headersLength + messageLength;
        Memory.check(datagram.frame(), Integer.MAX_VALUE, frameAddress, frameLength);
    }

    /** Puts the records between the question and the OPT record, or sets TC; returns the message's new length. */
    private int insertRecords(
            final Datagram datagram, final DnsQuery query, final int messageLength, final int capacity) {
        int added = 0;
        for (int i = 0; i < recordSets; i++) {
            added += records[i].length();
        }
        final int sets = recordSets;
        recordSets = 0;
        final long message = query.message();
        final int taken =
                datagram.isTcp() ? capacity : Math.min(capacity, Math.max(MIN_UDP_PAYLOAD, query.ednsPayloadSize()));
        if (messageLength + added > taken) {
            final int flags = Memory.shortBigEndianAt(message + DnsHeader.FLAGS_OFFSET);
            Memory.putShortBigEndian(message + DnsHeader.FLAGS_OFFSET, flags | DnsHeader.TC);
            return messageLength;
        }
        long position = message + query.questionEnd();
        for (int i = 0; i < sets; i++) {
            final AnswerRecords set = records[i];
            Memory.copy(set.address(firstRecord[i]), position, set.length());
            if (types[i] != 0) {
                set.putType(position, types[i]);
            }
            final long count =
                    message + DnsHeader.ANCOUNT_OFFSET + (long) set.section().ordinal() * Short.BYTES;
            Memory.putShortBigEndian(count, Memory.shortBigEndianAt(count) + set.count());
            position += set.length();
        }
        if (query.hasEdns()) {
            Edns.write(position, udpPayloadSize, extendedRcode, query.dnssecOk());
        }
        return messageLength + added;
    }

    private int writeMessage(
            final DnsQuery query, final int rcode, final boolean aa, final boolean ad, final boolean ra) {
        final long message = query.message();
        final int tc = truncated ? DnsHeader.TC : 0;
        truncated = false;
        final int kept = query.clientFlags() & (DnsHeader.OPCODE_MASK | DnsHeader.RD | DnsHeader.CD);
        final int flags = DnsHeader.QR
                | kept
                | (aa ? DnsHeader.AA : 0)
                | (ad ? DnsHeader.AD : 0)
                | (ra ? DnsHeader.RA : 0)
                | tc
                | (rcode & DnsHeader.RCODE_MASK);
        final int end = query.questionEnd();
        final boolean edns = query.hasEdns();
        Memory.putShortBigEndian(message + DnsHeader.FLAGS_OFFSET, flags);
        Memory.putShortBigEndian(message + DnsHeader.QDCOUNT_OFFSET, end == DnsHeader.LENGTH ? 0 : 1);
        Memory.putIntBigEndian(message + DnsHeader.ANCOUNT_OFFSET, 0);
        Memory.putShortBigEndian(message + DnsHeader.ARCOUNT_OFFSET, edns ? 1 : 0);
        if (!edns) {
            return end;
        }
        extendedRcode = (rcode >>> DnsHeader.RCODE_BITS) & EXTENDED_RCODE_MASK;
        Edns.write(message + end, udpPayloadSize, extendedRcode, query.dnssecOk());
        return end + Edns.LENGTH;
    }

    /** Swaps the MAC addresses and moves them with the VLAN tags up to the new IP header, which is where it was in the plain case. */
    private static void moveLinkHeader(final Datagram datagram, final long ip) {
        final long frame = datagram.frame();
        final int linkLength = datagram.linkLength();
        Ethernet.swapAddresses(frame);
        final long target = ip - linkLength;
        if (target != frame) {
            // Four to eight tag and type bytes last; source and target may overlap, so from the end backwards.
            for (int i = linkLength - 1; i >= 0; i--) {
                Memory.putByte(target + i, Memory.byteAt(frame + i));
            }
        }
    }

    /**
     * Where the answer begins.
     *
     * @return address of its Ethernet header, or of the message for a socket.
     */
    public long frameAddress() {
        return frameAddress;
    }

    /**
     * How long the answer is.
     *
     * @return bytes, Ethernet header included, not padded; or of the message for a socket.
     */
    public int frameLength() {
        return frameLength;
    }
}
