package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code TagRule(name[, value])}. */
final class TagSelector extends Selector {
    static final int ANY_VALUE = -1;

    private final int tag;
    private final int value;

    TagSelector(final int tag, final int value) {
        this.tag = tag;
        this.value = value;
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return decision.tags().has(tag)
                && (value == ANY_VALUE || decision.tags().value(tag) == value);
    }
}
