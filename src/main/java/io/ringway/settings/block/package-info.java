/**
 * Dynamic blocks: who is turned away for a while and how, the rates above which somebody is, and what the XDP program turns away before any worker sees it.
 *
 * <p>Depends on {@code settings} alone. {@link io.ringway.settings.block.DynamicBlocks} and {@link io.ringway.settings.block.KernelFilter} live as long as
 * the process: the configuration changes them at its start and in its maintenance, {@code engine} enforces them. Control threads, one at a time by a lock.
 */
package io.ringway.settings.block;
