package io.ringway.engine;

import io.ringway.wire.Datagram;
import io.ringway.wire.PacketDefect;

/**
 * How packets lie in their frames, and how much room an answer has there.
 *
 * @param framed          Ethernet frames; else messages behind a {@link io.ringway.wire.SocketMessage} header
 * @param frameSize       bytes of a frame, which begins at a multiple of that
 * @param mtu             the longest IP packet that the link takes, bytes
 * @param verifyChecksums whether wrong checksums are dropped
 */
record PacketFormat(boolean framed, int frameSize, int mtu, boolean verifyChecksums) {
    /** Of sockets, whose checksums the kernel has verified, and which sends fragments where it must. */
    static final PacketFormat MESSAGES = new PacketFormat(false, SocketPipeline.FRAME_SIZE, 65_535, false);

    private static final int MAX_TCP_MESSAGE = 65_535;

    /** Half of what lies behind a message of TCP: the other half is for a client subnet. */
    private static final int TCP_ROOM_FOR_OPTIONS = 256;

    /** IP and UDP headers. */
    private static final int HEADERS_IPV4 = 28;

    private static final int HEADERS_IPV6 = 48;

    /** Looks at a packet. */
    PacketDefect wrap(final Datagram datagram, final long address, final int length) {
        return framed ? datagram.wrap(address, length) : datagram.wrapMessage(address, length);
    }

    /** How long a message may be where the query is: as the frame has room, and as one packet of the link takes. */
    int capacity(final Datagram datagram) {
        if (datagram.isTcp()) {
            return MAX_TCP_MESSAGE;
        }
        final long payload = datagram.payloadAddress();
        final int room = (int) (frameSize - (payload & (frameSize - 1)));
        return Math.min(room, mtu - (datagram.isIpv6() ? HEADERS_IPV6 : HEADERS_IPV4));
    }

    /** How long rules may make the query where it is. */
    int capacityForQuery(final Datagram datagram) {
        return datagram.isTcp() ? datagram.payloadLength() + TCP_ROOM_FOR_OPTIONS : capacity(datagram);
    }
}
