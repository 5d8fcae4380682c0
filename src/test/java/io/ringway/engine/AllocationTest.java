package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringway.wire.PacketDefect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole path from RX to COMPLETION allocates nothing: the JVM is asked what this thread allocated.
 *
 * <p>Once for each class, when one of its methods is compiled for the first time, the JVM makes the strings of the class's constant pool on the
 * thread that ran the method: some 70 bytes, for classes that are seldom called as late as in the second round. So there are a few rounds, one of
 * which must be clean; what the path itself allocates shows in all.
 */
class AllocationTest {
    private static final int QUERIES = 200_000;
    private static final int BURST = 32;
    private static final int MAX_ROUNDS = 6;

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
            final List<Long> allocatedByRound = new ArrayList<>();
            do {
                final long before = threads.getCurrentThreadAllocatedBytes();
                Load.run(rig, packets);
                allocatedByRound.add(threads.getCurrentThreadAllocatedBytes() - before);
            } while (allocatedByRound.getLast() != 0 && allocatedByRound.size() < MAX_ROUNDS);
            assertThat(allocatedByRound.getLast())
                    .as("bytes allocated in rounds of %d packets: %s", QUERIES, allocatedByRound)
                    .isZero();
            rig.assertDrained();
            final long rounds = 1L + allocatedByRound.size();
            assertThat(rig.counters.received.get()).isEqualTo(rounds * QUERIES);
            assertThat(rig.counters.answered.get()).isEqualTo(rounds * QUERIES * 6 / 8);
        }
    }

    /** The driving loop, which allocates nothing itself. */
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
