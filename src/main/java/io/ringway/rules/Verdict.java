package io.ringway.rules;

/** What a chain of rules decided about a query. */
public enum Verdict {
    /** No rule ended the chain. */
    CONTINUE,
    /** Answered as the {@link Decision} says. */
    ANSWER,
    /** Forwarded to a server of the pool that the {@link Decision} names. */
    FORWARD,
    /** Dropped without an answer. */
    DROP
}
