package io.ringway.rules;

import io.ringway.settings.ActionSettings;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code RCodeAction(rcode[, {aa, ad, ra}])}: RA is RD of the query unless it is given. */
final class RcodeAction implements Action {
    private final int rcode;
    private final boolean aa;
    private final boolean ad;
    private final boolean raGiven;
    private final boolean ra;

    RcodeAction(final ActionSettings.RCode settings) {
        rcode = settings.rcode();
        aa = settings.aa().orElse(false);
        ad = settings.ad().orElse(false);
        raGiven = settings.ra().isPresent();
        ra = settings.ra().orElse(false);
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        decision.answer(rcode, aa, ad, raGiven ? ra : query.recursionDesired());
        return Verdict.ANSWER;
    }
}
