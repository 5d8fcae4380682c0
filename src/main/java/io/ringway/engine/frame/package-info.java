/**
 * Frames on their way between threads: who has which, and the Disruptor rings that carry their addresses. Knows neither sockets nor DNS.
 *
 * <p>Depends on {@code wire}, and for waking a thread on {@code xdp}. Every class names the one thread that may use it.
 */
package io.ringway.engine.frame;
