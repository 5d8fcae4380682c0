/**
 * How a pool chooses among its servers: one class for each policy of the dialect, and a worker's snapshot of all pools.
 *
 * <p>Depends on {@code backend} and {@code settings}. A snapshot is made by any thread and then belongs to one worker's thread, whose shares
 * of the backends it refers to.
 */
package io.ringway.backend.policy;
