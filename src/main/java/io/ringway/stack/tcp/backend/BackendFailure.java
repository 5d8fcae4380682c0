package io.ringway.stack.tcp.backend;

/** Why a query has no answer. */
public enum BackendFailure {
    /** As many queries are on their way as may be. */
    FULL,

    /** It never left. */
    NOT_SENT,

    /** It left, and no answer came in time, or none came and the backend closed every connection. */
    UNANSWERED
}
