package io.ringway.settings.block;

/**
 * A block as the operator sees it.
 *
 * @param active      the block
 * @param secondsLeft until it ends, rounded up
 * @param hits        queries that it met, wherever
 */
public record BlockStatus(ActiveBlock active, long secondsLeft, long hits) {}
