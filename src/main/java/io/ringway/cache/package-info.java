/**
 * The packet cache: answers of backends, kept outside the heap, and given to whoever asks the same again.
 *
 * <p>{@link io.ringway.cache.PacketCache} is the memory, which all threads share; each thread has a {@link io.ringway.cache.CacheReader}, a
 * {@link io.ringway.cache.CacheWriter} and a {@link io.ringway.cache.CacheKey} of its own. Depends on {@code wire} and {@code settings}; knows
 * nothing of pools, servers and frames.
 */
package io.ringway.cache;
