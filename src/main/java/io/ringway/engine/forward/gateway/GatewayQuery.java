package io.ringway.engine.forward.gateway;

import io.ringway.stack.tcp.backend.BackendFailure;
import io.ringway.stack.tcp.backend.BackendQuery;

/** One query of a worker on its way over TCP, and the port that its response goes back by. Belongs to the gateway's thread. */
final class GatewayQuery extends BackendQuery {
    private final GatewayPort port;
    private final int workersId;

    /** {@code workersId} is the ID that the worker knows the query by. */
    GatewayQuery(
            final GatewayPort port,
            final int workersId,
            final byte[] message,
            final int questionLength,
            final byte[] header) {
        super(message, questionLength, header);
        this.port = port;
        this.workersId = workersId;
    }

    /** The worker has counted it. */
    @Override
    protected void forwarded() {}

    @Override
    protected void answered(final long address, final int length) {
        port.answer(workersId, address, length, false);
    }

    /** A datagram holds no transfer of several messages: its client is told to ask over TCP. */
    @Override
    protected boolean answeredInPart(final long address, final int length) {
        port.answer(workersId, address, length, true);
        return false;
    }

    /** As a query over UDP is lost, so is this one: its worker's time-out tells. */
    @Override
    protected void failed(final BackendFailure why) {}
}
