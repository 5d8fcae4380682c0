package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code PoolAvailableRule(pool)}. */
final class PoolAvailableSelector extends Selector {
    private final int pool;

    PoolAvailableSelector(final int pool) {
        this.pool = pool;
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return decision.isAvailable(pool);
    }
}
