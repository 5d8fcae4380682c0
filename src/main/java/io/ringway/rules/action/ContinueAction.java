package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code ContinueAction(action)}: does it, and goes on whatever it decided. */
final class ContinueAction extends Action {
    private final Action action;

    ContinueAction(final Action action) {
        this.action = action;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        action.apply(datagram, query, decision);
        return Verdict.CONTINUE;
    }
}
