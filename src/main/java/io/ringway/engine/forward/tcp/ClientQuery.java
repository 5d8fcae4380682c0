package io.ringway.engine.forward.tcp;

import io.ringway.backend.BackendShare;
import io.ringway.stack.tcp.TcpExchange;
import io.ringway.stack.tcp.backend.BackendFailure;
import io.ringway.stack.tcp.backend.BackendQuery;

/** One query of a TCP client on its way, with the exchange that its answer goes to. Belongs to the client's event loop. */
final class ClientQuery extends BackendQuery {
    /**
     * What the answer needs.
     *
     * @param exchange   the client's
     * @param share      of the backend that was chosen
     * @param id         the client's
     * @param flags      the client's
     * @param changedFlags the bits among them that a rule changed
     * @param hasEdns    whether the client sent an OPT record
     * @param withSubnet whether the query got a client subnet option, or an OPT record by a rule
     * @param cacheKey   what the packet cache remembers of the query, empty when its answer is not kept
     * @param noted      what rules for responses need to know of the query, empty while there are none
     * @param sentNs     when the backend was chosen
     * @param ipv6       the version of the client's address
     * @param clientHigh its upper 64 bits, 0 for IPv4
     * @param clientLow  its lower 64 bits; for IPv4 the address, unsigned
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Origin(
            TcpExchange exchange,
            BackendShare share,
            int id,
            int flags,
            int changedFlags,
            boolean hasEdns,
            boolean withSubnet,
            byte[] cacheKey,
            byte[] noted,
            long sentNs,
            boolean ipv6,
            long clientHigh,
            long clientLow) {}

    private final TcpForwarder forwarder;
    private final Origin origin;

    ClientQuery(
            final TcpForwarder forwarder,
            final Origin origin,
            final byte[] message,
            final int questionLength,
            final byte[] header) {
        super(message, questionLength, header);
        this.forwarder = forwarder;
        this.origin = origin;
    }

    @Override
    protected void forwarded() {
        forwarder.forwarded();
    }

    @Override
    protected void answered(final long address, final int length) {
        forwarder.answered(origin, address, length);
    }

    @Override
    protected boolean answeredInPart(final long address, final int length) {
        return forwarder.answeredInPart(origin, address, length);
    }

    @Override
    protected boolean isHeldUp(final Runnable resume) {
        return origin.exchange().isHeldUp(resume);
    }

    @Override
    protected void failed(final BackendFailure why) {
        forwarder.failed(origin, why);
    }
}
