package io.ringway.rules.response;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.rules.action.Action;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code AllowResponseAction()} and {@code DropResponseAction()}: always the same. */
final class FixedVerdict extends Action {
    private final Verdict verdict;

    FixedVerdict(final Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery response, final Decision decision) {
        return verdict;
    }
}
