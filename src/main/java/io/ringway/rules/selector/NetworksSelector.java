package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.rules.NetmaskGroup;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code NetmaskGroupRule(masks[, source])}. */
final class NetworksSelector extends Selector {
    private final NetmaskGroup networks;
    private final boolean source;

    NetworksSelector(final NetmaskGroup networks, final boolean source) {
        this.networks = networks;
        this.source = source;
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return source
                ? networks.matches(datagram)
                : networks.matches(datagram.isIpv6(), datagram.destinationHigh(), datagram.destinationLow());
    }
}
