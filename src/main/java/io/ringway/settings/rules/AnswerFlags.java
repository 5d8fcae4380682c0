package io.ringway.settings.rules;

import java.util.Optional;

/**
 * Bits of a self-generated answer's header.
 *
 * @param aa whether the AA bit is set; absent means clear
 * @param ad whether the AD bit is set; absent means clear
 * @param ra whether the RA bit is set; absent means as RD of the query
 */
public record AnswerFlags(Optional<Boolean> aa, Optional<Boolean> ad, Optional<Boolean> ra) {
    /** Nothing given. */
    public static final AnswerFlags DEFAULT = new AnswerFlags(Optional.empty(), Optional.empty(), Optional.empty());
}
