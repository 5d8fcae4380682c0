package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.settings.rules.AnswerFlags;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code RCodeAction(rcode[, {aa, ad, ra}])}, {@code ERCodeAction}, and with a TC bit {@code TCAction()}, which lets queries over TCP go on. */
final class RcodeAction extends Action {
    private static final int NOERROR = 0;

    private final int rcode;
    private final boolean truncates;
    private final HeaderBits bits;

    RcodeAction(final int rcode, final AnswerFlags flags) {
        this.rcode = rcode;
        truncates = false;
        bits = new HeaderBits(flags);
    }

    /** TC. */
    RcodeAction() {
        rcode = NOERROR;
        truncates = true;
        bits = new HeaderBits(AnswerFlags.DEFAULT);
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        if (truncates && datagram.isTcp()) {
            return Verdict.CONTINUE;
        }
        bits.answer(query, decision, rcode);
        if (truncates) {
            decision.truncate();
        }
        return Verdict.ANSWER;
    }
}
