package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.forward.EdnsOption;

/** {@code SetEDNSOptionAction(code, data)}: an option of what the backend gets; where there is no room the query goes on without. */
final class EdnsOptionAction extends Action {
    private final EdnsOption option;

    EdnsOptionAction(final EdnsOption option) {
        this.option = option;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        if (option.put(datagram, decision.capacity()) && !query.hasEdns()) {
            query.noteOptAdded();
        }
        return Verdict.CONTINUE;
    }
}
