/**
 * What the operator asked for between listeners and servers: rules, each a selector and an action.
 *
 * <p>Immutable records and values without behaviour but parsing. Created on the main thread, read by any.
 */
package io.ringway.settings.rules;
