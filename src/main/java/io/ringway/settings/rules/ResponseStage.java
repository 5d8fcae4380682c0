package io.ringway.settings.rules;

/** Which responses a chain of rules is for, in the order in which a response meets them. */
public enum ResponseStage {
    /** {@code addResponseAction}: what a backend sent, before the packet cache gets it. */
    RELAYED,
    /** {@code addCacheInsertedResponseAction}: what a backend sent and the packet cache has just taken. */
    CACHE_INSERTED,
    /** {@code addCacheHitResponseAction}: what the packet cache gave. */
    CACHE_HIT,
    /** {@code addSelfAnsweredResponseAction}: what a rule answered, and SERVFAIL for want of a server. */
    SELF_ANSWERED
}
