/**
 * Forwarding: what a worker does with a query that goes to a backend and with the response that comes back, and what the control thread keeps ready
 * for it: backends and their health, next hops, reserved ports.
 *
 * <p>Depends on {@code backend}, {@code stack}, {@code observe}, {@code settings} and {@code wire}. {@code Forwarder}, {@code BackendSockets} and
 * {@code XskRoute} run on the worker's thread; the others on the control thread.
 */
package io.ringway.engine.forward;
