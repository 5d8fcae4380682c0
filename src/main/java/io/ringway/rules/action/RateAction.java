package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.rules.rate.SharedRate;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code QPSAction(qps)} and {@code QPSPoolAction(qps, pool[, stopProcessing])}: one thing within a rate, another above it. */
final class RateAction extends Action {
    private final SharedRate.Member rate;
    private final Action within;
    private final Action above;

    RateAction(final SharedRate.Member rate, final Action within, final Action above) {
        this.rate = rate;
        this.within = within;
        this.above = above;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return (rate.takes(decision.nowNs()) ? within : above).apply(datagram, query, decision);
    }
}
