package io.ringway.engine.forward.tcp;

import io.ringway.rules.QueryTags;
import io.ringway.rules.ResponseRules;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;
import io.ringway.wire.forward.ClientRecord;
import io.ringway.wire.forward.DnsResponse;
import java.lang.foreign.Arena;

/**
 * What rules for responses need to know of a query while that is with a backend, in bytes that go with it.
 *
 * <pre>
 *   0                            128                 184
 *  +----------------------------+-------------------+-----------------------------+
 *  | client, a ClientRecord     | tags              | question, up to 259 bytes   |
 *  +----------------------------+-------------------+-----------------------------+
 * </pre>
 *
 * <p>Belongs to the event loop of the client.
 */
final class NotedQuery {
    /** Of a query about whose response no rule is asked. */
    static final byte[] NOTHING = new byte[0];

    private static final int TAGS_OFFSET = ClientRecord.LENGTH;
    private static final int QUESTION_OFFSET = TAGS_OFFSET + QueryTags.LENGTH;
    private static final int MAX_QUESTION_LENGTH = 255 + 4;

    /** Type and class. */
    private static final int QUESTION_FIXED_LENGTH = 4;

    private final Arena arena = Arena.ofAuto();

    /** Where the bytes are written and read. */
    private final long memory =
            arena.allocate(QUESTION_OFFSET + MAX_QUESTION_LENGTH, Long.BYTES).address();

    NotedQuery() {}

    /** Notes the query in hand, before anything of it is changed. */
    byte[] note(final ResponseRules rules, final Datagram datagram, final DnsQuery query) {
        if (!rules.relays()) {
            return NOTHING;
        }
        ClientRecord.save(memory, datagram, query);
        rules.keepTags(memory + TAGS_OFFSET);
        final int questionLength = query.questionEnd() - DnsHeader.LENGTH;
        Memory.copy(query.qnameAddress(), memory + QUESTION_OFFSET, questionLength);
        final byte[] noted = new byte[QUESTION_OFFSET + questionLength];
        for (int i = 0; i < noted.length; i++) {
            noted[i] = (byte) Memory.byteAt(memory + i);
        }
        return noted;
    }

    /** Asks the rules for the response to a query that was noted; false when a rule drops it. */
    boolean passes(final ResponseRules rules, final byte[] noted, final DnsResponse response, final long nowNs) {
        for (int i = 0; i < noted.length; i++) {
            Memory.putByte(memory + i, noted[i]);
        }
        return rules.passes(
                response,
                memory,
                true,
                memory + TAGS_OFFSET,
                memory + QUESTION_OFFSET,
                noted.length - QUESTION_OFFSET - QUESTION_FIXED_LENGTH,
                nowNs);
    }
}
