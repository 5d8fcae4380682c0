/**
 * The dialect's packet caches: {@code newPacketCache} and what its object can.
 *
 * <p>Depends on {@code config.lua} and {@code settings}. Main thread; afterwards whatever thread is in Lua.
 */
package io.ringway.config.cache;
