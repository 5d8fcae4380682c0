package io.ringway.rules;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code AllRule()}. */
final class AllSelector implements Selector {
    AllSelector() {}

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query) {
        return true;
    }
}
