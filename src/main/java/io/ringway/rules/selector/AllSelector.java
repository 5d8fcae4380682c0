package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code AllRule()}. */
final class AllSelector extends Selector {

    AllSelector() {}

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return true;
    }
}
