package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.rules.rate.ClientRates;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code MaxQPSIPRule(qps[, …])}. */
final class ClientAboveRateSelector extends Selector {
    private final ClientRates.Table rates;

    ClientAboveRateSelector(final ClientRates.Table rates) {
        this.rates = rates;
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return rates.isAbove(datagram, decision.nowNs());
    }
}
