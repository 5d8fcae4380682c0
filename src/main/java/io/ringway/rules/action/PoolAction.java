package io.ringway.rules;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code PoolAction(pool)}. */
final class PoolAction implements Action {
    private final int pool;

    /** {@code pool} is its number; negative for one that does not exist, which has no server. */
    PoolAction(final int pool) {
        this.pool = pool;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        decision.forward(pool);
        return Verdict.FORWARD;
    }
}
