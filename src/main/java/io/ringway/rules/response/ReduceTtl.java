package io.ringway.rules.response;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.rules.action.Action;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.response.RecordTtls;

/** {@code SetReducedTTLResponseAction(percentage)}. */
final class ReduceTtl extends Action {
    private final int percent;

    ReduceTtl(final int percent) {
        this.percent = percent;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery response, final Decision decision) {
        if (response.isWhole()) {
            RecordTtls.reduce(response, percent);
        } else {
            decision.response().refuseChange();
        }
        return Verdict.CONTINUE;
    }
}
