/**
 * What the operator asked for of packet caches, as immutable records, and the seam over which the dialect's cache objects reach a cache that runs.
 *
 * <p>Depends on {@code settings}. Created on the main thread, read by any.
 */
package io.ringway.settings.cache;
