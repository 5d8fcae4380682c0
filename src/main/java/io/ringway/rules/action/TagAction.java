package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code SetTagAction(name, value)}. */
final class TagAction extends Action {
    private final int tag;
    private final int value;

    TagAction(final int tag, final int value) {
        this.tag = tag;
        this.value = value;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        decision.tags().put(tag, value);
        return Verdict.CONTINUE;
    }
}
