package io.ringway.engine.forward;

import io.ringway.backend.UnpredictableNumbers;
import io.ringway.wire.Datagram;
import io.ringway.wire.forward.BackendEndpoint;

/**
 * The way of one worker to one backend over AF_XDP: through which router, from which ports.
 *
 * <p>Learns which ports' responses come back on the worker's own queue, as the card's receive-side scaling decides, and prefers those: a port whose
 * response came back elsewhere is not used again, unless so few would be left that a forger could guess them (RFC 5452, section 4.5).
 *
 * <p>Belongs to the worker's thread, but for the endpoint's next hop.
 */
final class XskRoute {
    /** One in so many ports stays in use wherever its responses come back. */
    private static final int LEAST_SHARE = 8;

    private final BackendEndpoint endpoint;
    private final int router;
    private final int mtu;
    private final int[] sourcePorts;
    private final int firstPort;

    /** Indices of ports; those before {@link #preferred} come back here as far as is known. */
    private final int[] order;

    private final int[] placeOf;
    private int preferred;

    /**
     * A way of which nothing is known yet.
     *
     * @param endpoint    addresses.
     * @param router      the number of the worker's ring to the router that sends.
     * @param mtu         the longest IP packet that the link takes, bytes.
     * @param sourcePorts reserved ports.
     * @param firstPort   the number of the first of them in the table of outstanding queries.
     */
    XskRoute(
            final BackendEndpoint endpoint,
            final int router,
            final int mtu,
            final int[] sourcePorts,
            final int firstPort) {
        this.endpoint = endpoint;
        this.router = router;
        this.mtu = mtu;
        this.sourcePorts = sourcePorts.clone();
        this.firstPort = firstPort;
        order = new int[sourcePorts.length];
        placeOf = new int[sourcePorts.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
            placeOf[i] = i;
        }
        preferred = order.length;
    }

    /** Whether a message can go this way: the next hop is known, and it fits into one packet. */
    boolean takes(final int payloadLength) {
        return endpoint.nextHopMac() != 0 && payloadLength <= mtu - endpoint.headersLength();
    }

    /** A port at random; its number in the table of outstanding queries. */
    int choosePort(final UnpredictableNumbers numbers) {
        return firstPort + order[numbers.below(preferred)];
    }

    /** The port of that number. */
    int sourcePort(final int port) {
        return sourcePorts[port - firstPort];
    }

    /** A response to this port came up on another queue: where enough others are left, it is no longer used. */
    void cameElsewhere(final int port) {
        final int index = port - firstPort;
        final int place = placeOf[index];
        if (place < preferred && preferred > Math.max(1, order.length / LEAST_SHARE)) {
            preferred--;
            final int other = order[preferred];
            order[place] = other;
            placeOf[other] = place;
            order[preferred] = index;
            placeOf[index] = preferred;
        }
    }

    /** Whether a datagram comes from the backend and goes to where its queries come from. */
    boolean isFrom(final Datagram datagram) {
        return datagram.isIpv6() == endpoint.isIpv6()
                && datagram.sourceLow() == endpoint.addressLow()
                && datagram.sourceHigh() == endpoint.addressHigh()
                && datagram.sourcePort() == endpoint.port()
                && datagram.destinationLow() == endpoint.ownLow()
                && datagram.destinationHigh() == endpoint.ownHigh();
    }

    BackendEndpoint endpoint() {
        return endpoint;
    }

    int router() {
        return router;
    }
}
