package io.ringway.rules.response;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.rules.action.Action;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.response.RecordTtls;
import io.ringway.wire.response.TypeSet;

/** {@code LimitTTLResponseAction(minimum, maximum[, types])}, {@code SetMinTTLResponseAction(minimum)} and {@code SetMaxTTLResponseAction(maximum)}. */
final class LimitTtl extends Action {
    private final TypeSet types;
    private final int minimumS;
    private final int maximumS;

    /** {@code types} is null for all. */
    LimitTtl(final TypeSet types, final int minimumS, final int maximumS) {
        this.types = types;
        this.minimumS = minimumS;
        this.maximumS = maximumS;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery response, final Decision decision) {
        if (response.isWhole()) {
            RecordTtls.limit(response, types, minimumS, maximumS);
        } else {
            decision.response().refuseChange();
        }
        return Verdict.CONTINUE;
    }
}
