package io.ringway.rules.response;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.rules.action.Action;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code SetTagResponseAction(name, value)}. */
final class TagResponse extends Action {
    private final int tag;
    private final int value;

    TagResponse(final int tag, final int value) {
        this.tag = tag;
        this.value = value;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery response, final Decision decision) {
        decision.tags().put(tag, value);
        return Verdict.CONTINUE;
    }
}
