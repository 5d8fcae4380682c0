package io.ringway.wire.forward;

import java.util.Locale;

/** Why a message is no response that a client could get: dropped and counted. */
public enum ResponseDefect {
    /** Nothing is wrong. */
    NONE,
    /** Shorter than a DNS header. */
    TRUNCATED,
    /** QR=0: a query. */
    NOT_A_RESPONSE,
    /** QDCOUNT above 1, or 0 in a response that says NOERROR or NXDOMAIN, whose content would belong to no question. */
    QUESTION_COUNT,
    /** A question that is cut, or whose name has a long label, a compression pointer, more than 255 bytes, or no end. */
    QUESTION_INVALID;

    private final String label;

    ResponseDefect() {
        label = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The name that operators see.
     *
     * @return kebab-case.
     */
    public String label() {
        return label;
    }
}
