/**
 * What the operator asked for behind Ringway: servers, pools, policies and health checks, as immutable records.
 *
 * <p>Depends on {@code settings}. Created on the main thread, read by any; the functions of Lua among them say who may call them.
 */
package io.ringway.settings.backend;
