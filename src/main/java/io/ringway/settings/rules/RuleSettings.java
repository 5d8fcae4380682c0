package io.ringway.settings.rules;

import io.ringway.settings.SourceLocation;

/**
 * One {@code addAction} of the dialect.
 *
 * @param location where it was written
 * @param name     dialect key {@code name}, empty unless given
 * @param uuid     dialect key {@code uuid}, a fresh one unless given
 * @param selector which packets
 * @param action   what is done
 */
public record RuleSettings(
        SourceLocation location, String name, String uuid, SelectorSettings selector, ActionSettings action) {}
