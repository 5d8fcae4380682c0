package io.ringway.settings.block;

/**
 * A block that is in force.
 *
 * @param block   what was added
 * @param action  what becomes of the queries
 * @param untilNs when it ends, by the clock of {@link DynamicBlocks}
 */
public record ActiveBlock(DynamicBlock block, BlockAction action, long untilNs) {}
