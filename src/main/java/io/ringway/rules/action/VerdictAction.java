package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code AllowAction()}, {@code DropAction()} and {@code NoneAction()}: always the same. */
final class VerdictAction extends Action {
    private final Verdict verdict;

    VerdictAction(final Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return verdict;
    }
}
