package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code PoolAction(pool[, stopProcessing])}. */
final class PoolAction extends Action {
    private final int pool;
    private final Verdict verdict;

    /** {@code pool} is its number; negative for one that does not exist, which has no server. */
    PoolAction(final int pool, final boolean stopProcessing) {
        this.pool = pool;
        verdict = stopProcessing ? Verdict.FORWARD : Verdict.CONTINUE;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        decision.forward(pool);
        return verdict;
    }
}
