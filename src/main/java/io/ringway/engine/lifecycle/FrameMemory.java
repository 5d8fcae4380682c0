package io.ringway.engine.lifecycle;

import io.ringway.settings.SetupException;
import io.ringway.settings.XskSettings;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.Umem;
import java.util.Set;

/**
 * The one memory in which all frames lie where queries are forwarded, so that any socket can send any of them.
 *
 * <pre>
 *  +-----------------+-----------------+---+-------------------------+---+------------------------+---
 *  | frames of the   | frames of the   | … | frames for responses    | … | frames of the kernel's | …
 *  | first AF_XDP    | second AF_XDP   |   | through the first       |   | first UDP socket, and  |
 *  | socket          | socket          |   | worker's own sockets    |   | for its responses      |
 *  +-----------------+-----------------+---+-------------------------+---+------------------------+---
 * </pre>
 */
final class FrameMemory {
    private FrameMemory() {}

    /** The memory, with {@code others} more frames than those of the sockets; null when there is no AF_XDP socket. */
    static Umem of(final Set<XskSettings> xsks, final int others) {
        if (xsks.isEmpty()) {
            return null;
        }
        final XskSettings first = xsks.iterator().next();
        boolean hugePages = false;
        for (final XskSettings xsk : xsks) {
            if (xsk.frameSize() != first.frameSize()) {
                throw new SetupException(
                        xsk.location(),
                        "frameSize " + xsk.frameSize() + " differs from the " + first.frameSize() + " of "
                                + first.interfaceName() + " queue " + first.queueId()
                                + "; where queries are forwarded, all sockets share their frames: give all newXsk the same");
            }
            hugePages |= xsk.hugePages();
        }
        final long frames = bytes(xsks) / first.frameSize() + others;
        try {
            return new Umem(Math.toIntExact(frames), first.frameSize(), hugePages);
        } catch (final NativeException e) {
            throw new SetupException(first.location(), e.getMessage(), e);
        }
    }

    /** What the sockets' own frames take. */
    static long bytes(final Set<XskSettings> xsks) {
        return xsks.stream()
                .mapToLong(xsk -> (long) xsk.frameCount() * xsk.frameSize())
                .sum();
    }
}
