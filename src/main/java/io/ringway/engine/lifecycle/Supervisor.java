package io.ringway.engine.lifecycle;

import io.ringway.engine.QueuePipeline;
import io.ringway.observe.CountersFile;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochClock;

/**
 * Looks after what the packet path cannot: copies the kernel's counters, writes the heartbeat, and sees that programs stay attached.
 *
 * <p>Runs on a thread of its own a few times a second, and may allocate.
 */
final class Supervisor implements Agent {
    private final List<QueuePipeline> pipelines;
    private final List<InterfaceAttachment> attachments;
    private final CountersFile file;
    private final EpochClock clock;

    Supervisor(
            final List<QueuePipeline> pipelines,
            final List<InterfaceAttachment> attachments,
            final CountersFile file,
            final EpochClock clock) {
        this.pipelines = List.copyOf(pipelines);
        this.attachments = List.copyOf(attachments);
        this.file = file;
        this.clock = clock;
    }

    @Override
    public int doWork() {
        pipelines.forEach(QueuePipeline::mirror);
        attachments.forEach(InterfaceAttachment::supervise);
        file.heartbeat(clock.time());
        return 0;
    }

    @Override
    public String roleName() {
        return "supervisor";
    }
}
