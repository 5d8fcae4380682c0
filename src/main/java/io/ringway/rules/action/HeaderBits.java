package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.settings.rules.AnswerFlags;
import io.ringway.wire.DnsQuery;

/** Header bits of self-generated answers: AA and AD are clear unless given, RA is RD of the query unless given. Immutable. */
final class HeaderBits {
    private final boolean aa;
    private final boolean ad;
    private final boolean raGiven;
    private final boolean ra;

    HeaderBits(final AnswerFlags flags) {
        aa = flags.aa().orElse(false);
        ad = flags.ad().orElse(false);
        raGiven = flags.ra().isPresent();
        ra = flags.ra().orElse(false);
    }

    /** Decides on an answer with these. */
    void answer(final DnsQuery query, final Decision decision, final int rcode) {
        decision.answer(rcode, aa, ad, raGiven ? ra : query.recursionDesired());
    }
}
