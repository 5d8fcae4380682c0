package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code NotRule(rule)}. */
final class NotSelector extends Selector {
    private final Selector selector;

    NotSelector(final Selector selector) {
        this.selector = selector;
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return !selector.matches(datagram, query, decision);
    }
}
