package io.ringway.rules.response;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.rules.action.Action;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code SetSkipCacheResponseAction()}. */
final class KeepOutOfCache extends Action {
    KeepOutOfCache() {}

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery response, final Decision decision) {
        decision.skipCache();
        return Verdict.CONTINUE;
    }
}
