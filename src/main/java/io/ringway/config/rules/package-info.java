/**
 * The dialect's rules: selectors, actions, the objects that they are given, and the order of the chain.
 *
 * <p>Main thread, while the configuration is evaluated.
 */
package io.ringway.config.rules;
