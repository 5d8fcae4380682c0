package io.ringway.rules.block;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;

/**
 * What one worker notes of its queries and of the responses to them, so that rates can be taken of it. Its thread writes, the control thread reads.
 */
public final class TrafficRecorder {
    private final TrafficRing queries;
    private final TrafficRing responses;

    /**
     * Nothing recorded yet.
     *
     * @param entries of each kind that are kept, a power of two.
     */
    TrafficRecorder(final int entries) {
        queries = new TrafficRing(entries);
        responses = new TrafficRing(entries);
    }

    /**
     * Notes a query.
     *
     * @param datagram the packet.
     * @param query    its query, wrapped without a defect.
     * @param nowNs    the time now.
     */
    public void query(final Datagram datagram, final DnsQuery query, final long nowNs) {
        queries.write(
                datagram.isIpv6(),
                datagram.sourceHigh(),
                datagram.sourceLow(),
                datagram.payloadLength(),
                query.qtype(),
                0,
                nowNs);
    }

    /**
     * Notes a response.
     *
     * @param ipv6   the version of the client's address.
     * @param high   its upper 64 bits, 0 for IPv4.
     * @param low    its lower 64 bits; for IPv4 the address, unsigned.
     * @param rcode  the response code in the header, 0 to 15.
     * @param length of the message, bytes.
     * @param nowNs  the time now.
     */
    public void response(
            final boolean ipv6, final long high, final long low, final int rcode, final int length, final long nowNs) {
        responses.write(ipv6, high, low, length, 0, rcode, nowNs);
    }

    /**
     * Notes a response of our own.
     *
     * @param datagram the packet of its query.
     * @param message  first byte of the response's DNS header.
     * @param length   of the message, bytes.
     * @param nowNs    the time now.
     */
    public void response(final Datagram datagram, final long message, final int length, final long nowNs) {
        final int rcode = Memory.shortBigEndianAt(message + DnsHeader.FLAGS_OFFSET) & DnsHeader.RCODE_MASK;
        response(datagram.isIpv6(), datagram.sourceHigh(), datagram.sourceLow(), rcode, length, nowNs);
    }

    /** Queries of late. */
    TrafficRing queries() {
        return queries;
    }

    /** Responses of late. */
    TrafficRing responses() {
        return responses;
    }
}
