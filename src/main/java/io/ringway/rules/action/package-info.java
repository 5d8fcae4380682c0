/**
 * What rules do: actions, compiled from settings. Records of answers are encoded once, here.
 *
 * <p>An action belongs to one worker and its thread; what workers have in common comes from {@code SharedParts}.
 */
package io.ringway.rules.action;
