/**
 * Selectors, actions and netmask groups, compiled from settings into objects that decide about one parsed query without allocating.
 *
 * <p>Depends on {@code settings} and {@code wire}. A compiled chain belongs to one worker and its thread, counters included.
 */
package io.ringway.rules;
