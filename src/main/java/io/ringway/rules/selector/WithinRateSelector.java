package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.rules.rate.SharedRate;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code MaxQPSRule(qps)}. */
final class WithinRateSelector extends Selector {
    private final SharedRate.Member rate;

    WithinRateSelector(final SharedRate.Member rate) {
        this.rate = rate;
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return rate.takes(decision.nowNs());
    }
}
