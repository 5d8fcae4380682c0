/**
 * Dynamic blocks as workers enforce them, and what they record of their traffic so that rates can be taken of it.
 *
 * <p>A {@link io.ringway.rules.block.BlockFilter} with its recorder belongs to one worker and its thread, a {@link io.ringway.rules.block.BlockTable} is
 * immutable and everybody's; the control thread makes both. Depends on {@code settings} and {@code wire}.
 */
package io.ringway.rules.block;
