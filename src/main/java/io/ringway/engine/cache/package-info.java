/**
 * Packet caches of pools, as workers and TCP connections use them: which pool has which cache, keys that wait for their responses, counters.
 *
 * <p>{@link io.ringway.engine.cache.PacketCaches} belongs to the control thread, each {@link io.ringway.engine.cache.CacheFront} to one thread that serves
 * clients. Depends on {@code cache}, {@code wire}, {@code xdp} for memory, {@code observe} and {@code settings}.
 */
package io.ringway.engine.cache;
