/**
 * The dialect's dynamic blocks and BPF filters: what makes and shows blocks, the groups of rates, and the objects behind them.
 *
 * <p>Depends on {@code config.lua}, {@code config.rules} for names, and {@code settings}. Main thread; afterwards whatever thread is in Lua.
 */
package io.ringway.config.block;
