package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringway.wire.PacketDefect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole path from RX to COMPLETION allocates nothing: the JVM is asked what this thread allocated. */
class AllocationTest {
    private static final int QUERIES = 200_000;
    private static final int BURST = 32;

    @TempDir
    private Path folder;

    @Test
    void answersWithoutAllocating() {
        final byte[][] packets = {
            Queries.packet(1),
            Queries.packet(Queries.edns(2, 0)),
            Queries.packet(Queries.edns(3, 1)),
            Queries.defective(PacketDefect.DNS_SEVERAL_QUESTIONS, 4),
            Queries.defective(PacketDefect.UDP_CHECKSUM, 5),
            new PacketBuilder(Queries.message(6).toWire()).ipv6().build(),
            Queries.defective(PacketDefect.NOT_IP, 7),
            new PacketBuilder(Queries.message(8).toWire()).ipv4Options(8).build()
        };
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (QueueRig rig = new QueueRig.Plan(folder)
                .withoutRecording()
                .destinations(PacketBuilder.SERVER_V4, PacketBuilder.SERVER_V6)
                .build()) {
            Load.run(rig, packets);
            // The first question allocates for itself.
            assertThat(threads.getCurrentThreadAllocatedBytes()).isPositive();
            Load.run(rig, packets);
            final long before = threads.getCurrentThreadAllocatedBytes();
            Load.run(rig, packets);
            final long after = threads.getCurrentThreadAllocatedBytes();
            assertThat(after - before)
                    .as("bytes allocated for %d packets", QUERIES)
                    .isZero();
            rig.assertDrained();
            assertThat(rig.counters.received.get()).isEqualTo(3L * QUERIES);
            assertThat(rig.counters.answered.get()).isEqualTo(3L * QUERIES * 6 / 8);
        }
    }

    /**
     * The driving loop, in a class without text: at the first compilation of a class's methods the JVM makes the strings of its constant
     * pool, and would make them on this thread, within the measured part.
     */
    private static final class Load {
        private Load() {}

        static void run(final QueueRig rig, final byte[][] packets) {
            for (int i = 0; i < QUERIES; i += BURST) {
                for (int j = 0; j < BURST; j++) {
                    rig.kernel.deliver(packets[j % packets.length]);
                }
                rig.stage.doWork();
            }
        }
    }
}
