package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.wire.AnswerRecords;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/**
 * {@code SpoofAction(addresses[, {aa, ad, ra, ttl}])}: A, AAAA and ANY queries get the addresses that there are of their family, each time another one
 * first; all other queries go on to the next rule.
 */
final class SpoofAction extends Action {
    private static final int NOERROR = 0;
    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int ANY = 255;

    private final AnswerRecords ipv4;
    private final AnswerRecords ipv6;
    private final HeaderBits bits;
    private int first;

    /** Null stands for a family without an address. */
    SpoofAction(final AnswerRecords ipv4, final AnswerRecords ipv6, final HeaderBits bits) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        this.bits = bits;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        final int type = query.qtype();
        final boolean v4 = ipv4 != null && (type == A || type == ANY);
        final boolean v6 = ipv6 != null && (type == AAAA || type == ANY);
        if (!v4 && !v6) {
            return Verdict.CONTINUE;
        }
        bits.answer(query, decision, NOERROR);
        first = first == Integer.MAX_VALUE ? 0 : first + 1;
        if (v4) {
            decision.addRecords(ipv4, first % ipv4.count(), 0);
        }
        if (v6) {
            decision.addRecords(ipv6, first % ipv6.count(), 0);
        }
        return Verdict.ANSWER;
    }
}
