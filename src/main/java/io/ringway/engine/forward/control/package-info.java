/**
 * Servers that come, go and change while queries are forwarded: what the control thread does, and what it asks of each thread that forwards.
 *
 * <p>Depends on {@code backend}, {@code settings} and the failures of {@code xdp}. Control thread.
 */
package io.ringway.engine.forward.control;
