package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code SetSkipCacheAction()}. */
final class SkipCacheAction extends Action {

    SkipCacheAction() {}

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        decision.skipCache();
        return Verdict.CONTINUE;
    }
}
