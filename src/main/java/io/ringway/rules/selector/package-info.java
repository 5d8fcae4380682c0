/**
 * What rules are for: selectors, compiled from settings, each of which says of one parsed query whether it matches.
 *
 * <p>A selector belongs to one worker and its thread; what workers have in common comes from {@code SharedParts}.
 */
package io.ringway.rules.selector;
