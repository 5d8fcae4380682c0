/**
 * The packet path: frame events, the frame pool, routers that own rings, workers that answer, their placement on threads and their life cycle.
 *
 * <p>One router per AF_XDP socket, one worker per listener on it, one single-producer Disruptor each way between them. Depends on
 * {@code rules}, {@code xdp}, {@code topology}, {@code observe}, {@code settings} and {@code wire}. Each class javadoc names the
 * thread that runs it.
 */
package io.ringway.engine;
