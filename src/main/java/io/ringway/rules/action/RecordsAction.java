package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.wire.AnswerRecords;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code SpoofCNAMEAction}, {@code SpoofRawAction} and {@code NegativeAndSOAAction}: an answer with records, each time another one first. */
final class RecordsAction extends Action {
    /** Records have the type that they were encoded with. */
    static final int OWN_TYPE = -1;

    /** Records have the type that is asked for; ANY goes on to the next rule. */
    static final int TYPE_OF_QUESTION = 0;

    private static final int ANY = 255;

    private final int rcode;
    private final HeaderBits bits;
    private final AnswerRecords records;
    private final int typeForAny;
    private int first;

    /** {@code typeForAny} is one of the constants, or the type of records where ANY is asked for, which else have that of the question. */
    RecordsAction(final int rcode, final HeaderBits bits, final AnswerRecords records, final int typeForAny) {
        this.rcode = rcode;
        this.bits = bits;
        this.records = records;
        this.typeForAny = typeForAny;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        final boolean any = query.qtype() == ANY;
        if (any && typeForAny == TYPE_OF_QUESTION) {
            return Verdict.CONTINUE;
        }
        first = first + 1 < records.count() ? first + 1 : 0;
        bits.answer(query, decision, rcode);
        decision.addRecords(records, first, typeForAny == OWN_TYPE ? 0 : any ? typeForAny : query.qtype());
        return Verdict.ANSWER;
    }
}
