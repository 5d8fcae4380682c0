package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.settings.rules.TimedAddressSet;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code TimedIPSetRule()}. */
final class TimedSelector extends Selector {
    private final TimedAddressSet addresses;

    TimedSelector(final TimedAddressSet addresses) {
        this.addresses = addresses;
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return addresses.contains(datagram.isIpv6(), datagram.sourceHigh(), datagram.sourceLow(), decision.nowNs());
    }
}
