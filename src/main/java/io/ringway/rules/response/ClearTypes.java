package io.ringway.rules.response;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.rules.action.Action;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.response.RecordRemoval;
import io.ringway.wire.response.TypeSet;

/** {@code ClearRecordTypesResponseAction(types)}. */
final class ClearTypes extends Action {
    private final TypeSet types;

    ClearTypes(final TypeSet types) {
        this.types = types;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery response, final Decision decision) {
        final int length =
                response.isWhole() ? decision.response().removal().remove(response, types) : RecordRemoval.REFUSED;
        if (length == RecordRemoval.REFUSED) {
            decision.response().refuseChange();
        } else {
            response.responseChanged(length);
            datagram.payloadChanged(length);
        }
        return Verdict.CONTINUE;
    }
}
