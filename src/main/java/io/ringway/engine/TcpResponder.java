package io.ringway.engine;

import io.ringway.engine.forward.tcp.TcpForwarder;
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

    /** Null where nothing is forwarded. */
    private final TcpForwarder forwarder;

    private final Datagram nothing = new Datagram(false);

    /**
     * Makes a responder.
     *
     * @param acl       who may connect; used by this one alone.
     * @param responder decides about messages; used by this one alone.
     * @param counters  written by its thread alone.
     * @param forwarder sends on what the responder leaves, used by this one alone; null where nothing is forwarded.
     */
    TcpResponder(
            final NetmaskGroup acl,
            final Responder responder,
            final TcpCounters counters,
            final TcpForwarder forwarder) {
        this.acl = acl;
        this.responder = responder;
        this.counters = counters;
        this.forwarder = forwarder;
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
        final long nowNs = System.nanoTime();
        responder.beginBatch(nowNs);
        int outcome = responder.handle(address, length, nowNs);
        if (outcome == Responder.LEFT) {
            if (forwarder.forward(exchange, responder.datagram(), responder.query(), responder.pool())) {
                return;
            }
            outcome = responder.noServer(nowNs);
        }
        if (outcome == Responder.ANSWERED) {
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
    public void sent(final int answers, final int relays, final long bytes) {
        counters.answered.getAndAddRelease(answers);
        counters.relayed.getAndAddRelease(relays);
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

    @Override
    public void ending() {
        if (forwarder != null) {
            forwarder.close();
        }
    }
}
