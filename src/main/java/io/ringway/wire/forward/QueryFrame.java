package io.ringway.wire.forward;

import io.ringway.wire.Checksum;
import io.ringway.wire.Datagram;
import io.ringway.wire.Ethernet;
import io.ringway.wire.Memory;
import io.ringway.wire.Udp;

/**
 * Turns a client's query into a query to a backend, where it is.
 *
 * <p>The UDP payload is passed on as it is but for the message's ID, with what trails behind the message (RFC 5625, sections 3 and 4): types,
 * classes, opcodes, flags, EDNS options and whatever is not known yet. In front of it come new headers without VLAN tags, at most 62 bytes; the
 * header that a socket's message stands behind is further away than that, and survives.
 *
 * <p>Belongs to the thread that made it.
 */
public final class QueryFrame {
    /** Bytes in front of a payload that may be written to. */
    private static final int HEADROOM = 256;

    private long frameAddress;
    private int frameLength;

    /** A writer that has written nothing yet. */
    public QueryFrame() {}

    /**
     * Writes the query of a datagram whose payload is a DNS message. Its checksum is made of the sum that {@link Datagram#payloadSum} has.
     *
     * @param datagram   the client's, wrapped; what it says of headers is void afterwards if it stands in a frame.
     * @param id         the ID that the backend sees, 0 to 65535.
     * @param endpoint   the backend.
     * @param sourcePort the port that the query comes from, 0 to 65535.
     * @return false when the next hop is not resolved; then nothing was written.
     */
    public boolean write(final Datagram datagram, final int id, final BackendEndpoint endpoint, final int sourcePort) {
        final long mac = endpoint.nextHopMac();
        if (mac == 0) {
            return false;
        }
        final long message = datagram.payloadAddress();
        final long sum = Checksum.replace(datagram.payloadSum(), Memory.shortBigEndianAt(message), id);
        putId(message, id);
        writeHeaders(message, datagram.payloadLength(), sum, endpoint, mac, sourcePort);
        return true;
    }

    /**
     * Writes a frame around a payload as it stands: one with a PROXY header in front of the message, or one that was copied from elsewhere.
     *
     * @param payload       first byte behind the UDP header to be; 62 bytes in front of it are written to.
     * @param payloadLength bytes.
     * @param endpoint      the backend.
     * @param sourcePort    the port that the query comes from, 0 to 65535.
     * @return false when the next hop is not resolved; then nothing was written.
     */
    public boolean write(
            final long payload, final int payloadLength, final BackendEndpoint endpoint, final int sourcePort) {
        final long mac = endpoint.nextHopMac();
        if (mac == 0) {
            return false;
        }
        writeHeaders(payload, payloadLength, Checksum.sum(payload, payloadLength), endpoint, mac, sourcePort);
        return true;
    }

    private void writeHeaders(
            final long payload,
            final int payloadLength,
            final long payloadSum,
            final BackendEndpoint endpoint,
            final long mac,
            final int sourcePort) {
        final boolean ipv6 = endpoint.isIpv6();
        final long ip = Udp.writeHeaders(
                payload,
                payloadLength,
                payloadSum,
                ipv6,
                endpoint.dscp(),
                /* sourceHigh= */ endpoint.ownHigh(),
                /* sourceLow= */ endpoint.ownLow(),
                /* destinationHigh= */ endpoint.addressHigh(),
                /* destinationLow= */ endpoint.addressLow(),
                /* sourcePort= */ sourcePort,
                /* destinationPort= */ endpoint.port());
        frameAddress = ip - Ethernet.HEADER_LENGTH;
        frameLength = Ethernet.HEADER_LENGTH + endpoint.headersLength() + payloadLength;
        Ethernet.write(frameAddress, mac, endpoint.ownMac(), ipv6);
        Memory.check(payload - HEADROOM, (long) HEADROOM + payloadLength, frameAddress, frameLength);
    }

    /**
     * Gives a message another ID, which is all that changes of one that leaves by a socket.
     *
     * @param message first byte of the DNS header.
     * @param id      0 to 65535.
     */
    public static void putId(final long message, final int id) {
        Memory.putShortBigEndian(message, id);
    }

    /**
     * Where the frame begins.
     *
     * @return address of its Ethernet header.
     */
    public long frameAddress() {
        return frameAddress;
    }

    /**
     * How long the frame is.
     *
     * @return bytes, Ethernet header included, not padded.
     */
    public int frameLength() {
        return frameLength;
    }
}
