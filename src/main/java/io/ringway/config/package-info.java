/**
 * The configuration dialect: a Lua file, evaluated once by LuaJIT, becomes immutable {@code settings}.
 *
 * <p>Every function of the dialect is a row of one registry; one that is not served yet is a row too, with what to use instead.
 * Depends on {@code settings}. Runs on the main thread at start-up; nothing of it stays alive once the settings exist.
 */
package io.ringway.config;
