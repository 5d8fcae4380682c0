package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;

/** {@code SetNoRecurseAction()} and {@code SetDisableValidationAction()}: a bit of what the backend gets. The client sees its own again. */
final class HeaderBitAction extends Action {
    private final int bit;
    private final boolean set;

    HeaderBitAction(final int bit, final boolean set) {
        this.bit = bit;
        this.set = set;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        final int flags = query.flags();
        Memory.putShortBigEndian(query.message() + DnsHeader.FLAGS_OFFSET, set ? flags | bit : flags & ~bit);
        datagram.payloadChanged(datagram.payloadLength());
        return Verdict.CONTINUE;
    }
}
