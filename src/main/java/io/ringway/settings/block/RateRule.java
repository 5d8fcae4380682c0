package io.ringway.settings.block;

import java.util.Optional;

/**
 * A rate above which a client is blocked: one line of the dialect's {@code dynBlockRulesGroup()}.
 *
 * @param measure          what is counted
 * @param number           record type or response code, where the measure is about one
 * @param limit            so many a second are allowed, or this part of all responses
 * @param warningLimit     above this, there is a warning; 0 for none
 * @param windowSeconds    seconds back from now that are looked at
 * @param minimumResponses fewer than that say nothing about a ratio
 * @param reason           of the blocks
 * @param blockSeconds     how long they are for
 * @param action           of the blocks; nothing for that of {@code setDynBlocksAction}
 */
public record RateRule(
        Measure measure,
        int number,
        double limit,
        double warningLimit,
        int windowSeconds,
        int minimumResponses,
        String reason,
        int blockSeconds,
        Optional<BlockAction> action) {
    /** What is counted, in the order in which rules are asked. */
    public enum Measure {
        /** Queries. */
        QUERIES,
        /** Bytes of responses, those of messages without network headers. */
        RESPONSE_BYTES,
        /** Queries of a type. */
        QTYPE,
        /** Responses with a code. */
        RCODE,
        /** The part that responses with a code have of all. */
        RCODE_RATIO
    }
}
