package io.ringway.engine.forward;

import io.ringway.engine.frame.FrameConsumer;
import io.ringway.settings.XskSettings;
import java.util.List;

/**
 * What is special about one worker's forwarder.
 *
 * @param scope           how counters name the worker
 * @param clientMtu       the longest IP packet that the clients' link takes, bytes
 * @param verifyChecksums whether wrong checksums of responses are dropped
 * @param queueId         the worker's own queue, which its queries leave by where a backend's interface has one of that number
 * @param targets         AF_XDP sockets that backends are reached through, in the order of the worker's rings to their routers, from 1; empty for a
 *                        worker of the kernel's stack
 * @param frames          address of the frames that responses through sockets come in
 * @param frameSize       bytes of a frame, a power of two
 * @param fromHome        ring over which others give these frames back
 */
public record ForwarderPlan(
        String scope,
        int clientMtu,
        boolean verifyChecksums,
        int queueId,
        List<XskSettings> targets,
        long frames,
        int frameSize,
        FrameConsumer fromHome) {
    /** Copies the list. */
    public ForwarderPlan {
        targets = List.copyOf(targets);
    }
}
