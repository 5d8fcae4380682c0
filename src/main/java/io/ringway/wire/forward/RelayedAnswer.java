package io.ringway.wire.forward;

import io.ringway.wire.Checksum;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.Edns;
import io.ringway.wire.Memory;
import io.ringway.wire.Udp;

/**
 * Turns a backend's response into the answer to the client, where it is.
 *
 * <p>The message is passed on as it is but for its ID: flags (RD and CD are what the backend says), question and records are the backend's, and
 * so is what trails behind them. Where the client does not take as much, it gets header and question with TC=1 and the response code, and an OPT
 * record if its query had one (RFC 2181, section 9; RFC 6891, section 7).
 *
 * <p>Belongs to the thread that made it.
 */
public final class RelayedAnswer {
    private static final int MIN_UDP_PAYLOAD = 512;

    /** The kernel sends fragments where it must. */
    private static final int NO_MTU = 65_535;

    /** Bytes in front of a payload that may be written to. */
    private static final int HEADROOM = 256;

    private final int udpPayloadSize;
    private final OptRecord opt = new OptRecord();
    private boolean truncated;
    private long frameAddress;
    private int frameLength;

    /**
     * A writer.
     *
     * @param udpPayloadSize what the OPT records of truncated answers announce, bytes.
     */
    public RelayedAnswer(final int udpPayloadSize) {
        this.udpPayloadSize = udpPayloadSize;
    }

    /**
     * Writes the answer into the response's own frame. Its checksum is made of the sum that {@link Datagram#payloadSum} has.
     *
     * @param response the backend's, in a frame, wrapped; what it says of headers is void afterwards.
     * @param message  its payload, wrapped.
     * @param record   of a query that stood in a frame.
     * @param mtu      the longest IP packet that the client's link takes, bytes.
     */
    public void write(final Datagram response, final DnsResponse message, final long record, final int mtu) {
        final long payload = message.message();
        final int limit = limit(record, mtu);
        truncated = message.length() > limit;
        if (truncated) {
            final int length = truncate(message, record);
            writeHeaders(payload, length, Checksum.sum(payload, length), record);
            return;
        }
        final int id = ClientRecord.id(record);
        final long sum = Checksum.replace(response.payloadSum(), message.id(), id);
        QueryFrame.putId(payload, id);
        writeHeaders(payload, message.length(), sum, record);
    }

    /**
     * Writes the answer for a socket where the response is, with the header in front of it that {@code sendmmsg} needs.
     *
     * @param message the response, wrapped, with 256 bytes in front of it.
     * @param record  of a query that came through a socket.
     */
    public void writeMessage(final DnsResponse message, final long record) {
        final long payload = message.message();
        truncated = message.length() > limit(record, NO_MTU);
        if (truncated) {
            frameLength = truncate(message, record);
        } else {
            QueryFrame.putId(payload, ClientRecord.id(record));
            frameLength = message.length();
        }
        ClientRecord.restore(record, payload);
        frameAddress = payload;
    }

    /** The longest message that the client takes. */
    private static int limit(final long record, final int mtu) {
        final int taken = Math.max(MIN_UDP_PAYLOAD, ClientRecord.ednsPayloadSize(record));
        return Math.min(taken, mtu - Udp.headersLength(ClientRecord.isIpv6(record)));
    }

    /** Makes a response a truncated answer, where it is; returns its length. */
    private int truncate(final DnsResponse message, final long record) {
        final long target = message.message();
        final int end = DnsHeader.LENGTH + message.questionLength();
        final boolean edns = ClientRecord.hasEdns(record);
        // The upper bits of the response code stand in the OPT record that goes.
        final boolean extended = edns && opt.wrap(message.message(), message.length()) && opt.isPresent();
        final int extendedRcode = extended ? opt.extendedRcode() : 0;
        QueryFrame.putId(target, ClientRecord.id(record));
        Memory.putShortBigEndian(target + DnsHeader.FLAGS_OFFSET, message.flags() | DnsHeader.TC);
        Memory.putIntBigEndian(target + DnsHeader.ANCOUNT_OFFSET, 0);
        Memory.putShortBigEndian(target + DnsHeader.ARCOUNT_OFFSET, edns ? 1 : 0);
        if (!edns) {
            return end;
        }
        Edns.write(target + end, udpPayloadSize, extendedRcode, ClientRecord.dnssecOk(record));
        return end + Edns.LENGTH;
    }

    private void writeHeaders(final long payload, final int length, final long payloadSum, final long record) {
        final boolean ipv6 = ClientRecord.isIpv6(record);
        final long ip = Udp.writeHeaders(
                payload,
                length,
                payloadSum,
                ipv6,
                ClientRecord.dscp(record),
                /* sourceHigh= */ ClientRecord.ownHigh(record),
                /* sourceLow= */ ClientRecord.ownLow(record),
                /* destinationHigh= */ ClientRecord.clientHigh(record),
                /* destinationLow= */ ClientRecord.clientLow(record),
                /* sourcePort= */ ClientRecord.ownPort(record),
                /* destinationPort= */ ClientRecord.clientPort(record));
        frameAddress = ClientRecord.putLinkHeader(record, ip);
        frameLength = ClientRecord.linkLength(record) + Udp.headersLength(ipv6) + length;
        Memory.check(payload - HEADROOM, (long) HEADROOM + length, frameAddress, frameLength);
    }

    /**
     * Whether the client got less than the backend sent.
     *
     * @return true when TC was set for want of room, false when it was passed on.
     */
    public boolean isTruncated() {
        return truncated;
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
