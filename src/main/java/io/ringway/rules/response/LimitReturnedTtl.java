package io.ringway.rules.response;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.rules.action.Action;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code SetMaxReturnedTTLResponseAction(maximum)}: done once the packet cache has the response. */
final class LimitReturnedTtl extends Action {
    private final int maximumS;

    LimitReturnedTtl(final int maximumS) {
        this.maximumS = maximumS;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery response, final Decision decision) {
        decision.response().limitReturnedTtl(maximumS);
        return Verdict.CONTINUE;
    }
}
