package io.ringway.engine;

import io.ringway.rules.NetmaskGroup;
import io.ringway.stack.tcp.EndReason;
import io.ringway.stack.tcp.MessageHandler;
import io.ringway.stack.tcp.TcpExchange;
import io.ringway.wire.Datagram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a {@link Responder} answer what comes over the TCP connections of one thread, and counts. What it does not answer ends its connection, as
 * in dnsdist.
 *
 * <p>Belongs to that thread.
 */
final class TcpResponder implements MessageHandler {
    private static final Logger LOG = LoggerFactory.getLogger(TcpResponder.class);

    private final NetmaskGroup acl;
    private final Responder responder;
    private final TcpCounters counters;
    private final Datagram nothing = new Datagram(false);

    /**
     * Makes a responder.
     *
     * @param acl       who may connect; used by this one alone.
     * @param responder decides about messages; used by this one alone.
     * @param counters  written by its thread alone.
     */
    TcpResponder(final NetmaskGroup acl, final Responder responder, final TcpCounters counters) {
        this.acl = acl;
        this.responder = responder;
        this.counters = counters;
    }

    @Override
    public boolean admits(final long address) {
        nothing.wrapMessage(address, 0);
        return acl.matches(nothing);
    }

    @Override
    public void handle(final TcpExchange exchange, final long address, final int length) {
        counters.received.incrementRelease();
        counters.receivedBytes.getAndAddRelease(length);
        if (responder.answers(address, length)) {
            exchange.answer(responder.answerAddress(), responder.answerLength());
        } else {
            exchange.drop();
        }
    }

    @Override
    public void opened() {
        counters.connections.incrementRelease();
        counters.open.incrementRelease();
    }

    @Override
    public void closed() {
        counters.open.getAndAddRelease(-1);
    }

    @Override
    public void ended(final EndReason reason) {
        counters.count(reason);
    }

    @Override
    public void sent(final int answers, final long bytes) {
        counters.answered.getAndAddRelease(answers);
        counters.answeredBytes.getAndAddRelease(bytes);
    }

    @Override
    public void lost(final int answers) {
        counters.dropConnectionClosed.getAndAddRelease(answers);
    }

    @Override
    public void failed(final Throwable failure) {
        counters.errors.incrementRelease();
        LOG.error("tcp: {}", failure.toString(), failure);
    }
}
