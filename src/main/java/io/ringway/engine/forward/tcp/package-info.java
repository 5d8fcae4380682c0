/**
 * Forwarding for TCP clients: which backend a query goes to, and how its answer finds back to the client's connection.
 *
 * <p>Depends on {@code engine.forward}, {@code backend}, {@code stack.tcp}, {@code observe}, {@code settings} and {@code wire}. Runs on the event
 * loops of the clients' connections, and may allocate.
 */
package io.ringway.engine.forward.tcp;
