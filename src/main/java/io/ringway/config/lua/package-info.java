/**
 * Lua and what comes and goes through it: the runtime, calls of functions of the dialect, typed values, tables of options, objects with methods,
 * and functions of the configuration that are called later.
 *
 * <p>Depends on {@code settings}. The main thread evaluates files at start-up; functions of the configuration may be called by any thread then, one
 * call at a time.
 */
package io.ringway.config.lua;
