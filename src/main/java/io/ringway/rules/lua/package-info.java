/**
 * {@code LuaRule} and {@code LuaAction}: functions of the configuration that are asked about queries, outside of what rules promise about allocation and time.
 *
 * <p>Depends on {@code settings} and {@code wire}.
 */
package io.ringway.rules.lua;
