package io.ringway.engine.forward;

import io.ringway.backend.OutstandingQueries;
import io.ringway.wire.Datagram;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.ResponseDefect;

/**
 * Finds the query that a response belongs to by port, ID and question; whether it comes from the right server is for others to see.
 *
 * <p>Belongs to the worker's thread.
 */
final class ResponseMatcher {
    private final OutstandingQueries queries;
    private final DnsResponse response;
    private final ForwardCounters counters;

    /** {@code response} is wrapped around each in turn. */
    ResponseMatcher(final OutstandingQueries queries, final DnsResponse response, final ForwardCounters counters) {
        this.queries = queries;
        this.response = response;
        this.counters = counters;
    }

    /** The slot of the query; -1 when the response is dropped, which is counted. {@code port} is negative for one that is none of ours. */
    int slotOf(final Datagram datagram, final int port) {
        if (response.wrap(datagram.payloadAddress(), datagram.payloadLength()) != ResponseDefect.NONE) {
            counters.dropResponseInvalid.incrementRelease();
            return -1;
        }
        final int slot = port < 0 ? -1 : queries.find(port, response.id());
        if (slot < 0) {
            counters.dropResponseUnmatched.incrementRelease();
            return -1;
        }
        if (response.hasQuestion()
                && !queries.hasQuestion(slot, response.questionAddress(), response.questionLength())) {
            counters.dropResponseQuestion.incrementRelease();
            return -1;
        }
        return slot;
    }
}
