/**
 * Rates that all workers together keep to. Each worker counts for itself; only one that has used up its own share looks at what the others counted.
 */
package io.ringway.rules.rate;
