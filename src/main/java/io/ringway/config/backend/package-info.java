/**
 * The part of the dialect that says where queries are forwarded to: servers, pools, policies and health checks become {@code settings.backend}.
 *
 * <p>Depends on {@code config.lua} and {@code settings}. Runs on the main thread at start-up; Lua policies and check functions are called by other
 * threads afterwards, one at a time.
 */
package io.ringway.config.backend;
