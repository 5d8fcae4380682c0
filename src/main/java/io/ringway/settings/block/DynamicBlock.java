package io.ringway.settings.block;

import java.util.Optional;

/**
 * Somebody who is turned away for a while.
 *
 * @param target  whom it is for
 * @param reason  what the operator reads
 * @param seconds how long it is for, from when it is added
 * @param action  what becomes of the queries; nothing for that of {@code setDynBlocksAction}
 * @param warning whether it is shown alone, and turns nobody away yet
 */
public record DynamicBlock(
        BlockTarget target, String reason, int seconds, Optional<BlockAction> action, boolean warning) {}
