package io.ringway.settings;

/** Which packets a rule is for; one record per selector of the dialect. */
public sealed interface SelectorSettings {
    /** {@code AllRule()}: every packet. */
    record All() implements SelectorSettings {}
}
