package io.ringway.rules.response;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.rules.action.Action;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code DelayResponseAction(milliseconds)}. */
final class DelayResponse extends Action {
    private final int ms;

    DelayResponse(final int ms) {
        this.ms = ms;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery response, final Decision decision) {
        decision.delay(ms);
        return Verdict.CONTINUE;
    }
}
