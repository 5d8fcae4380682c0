package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.Kxdpgun;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The threads of the packet path allocate nothing while a million real packets go through, whichever compiler made their code. */
@Timeout(300)
class ZeroAllocationTest {
    private static final int WARM_UP_PACKETS = 500_000;
    private static final int MEASURED_PACKETS = 1_000_000;
    private static final int MOST_MILLIONS = 4;
    private static final int RATE = 150_000;
    private static final int WARM_UP_S = 4;
    private static final int MEASURED_S = 7;
    private static final int MOST_ROUNDS = 30;

    @ParameterizedTest
    @CsvSource({
        "shared, -XX:+TieredCompilation",
        "shared, -XX:TieredStopAtLevel=1",
        "dedicated, -XX:TieredStopAtLevel=1",
        "regular, -XX:+TieredCompilation",
        "regular, -XX:TieredStopAtLevel=1"
    })
    void allocatesNothingPerPacket(final String threading, final String jvmOption) throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(31, 1);
            // Checks are for the other tests: what is measured here is what production runs.
            final RingwayProcess ringway =
                    bench.serve("""
                    setACL({"0.0.0.0/0"})
                    %s
                    addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
                    """.formatted(listener(threading)), jvmOption, "-Dringway.checks=false");
            fireUntilReceived(pair, ringway, WARM_UP_PACKETS, WARM_UP_S);
            assertThat(settled(ringway).entries().stream()
                            .filter(entry -> entry.descriptor() == CounterDescriptor.ALLOCATED_BYTES)
                            .count())
                    .as("packet threads")
                    .isEqualTo(
                            switch (threading) {
                                case "regular" -> 1;
                                case "shared" -> 2;
                                default -> 3;
                            });
            final List<Long> allocated = new ArrayList<>();
            do {
                allocated.add(allocatedOverAMillion(pair, ringway));
            } while (allocated.getLast() > 0 && allocated.size() < MOST_MILLIONS);
            assertThat(allocated.getLast())
                    .as("bytes allocated over each million packets: %s", allocated)
                    .isZero();
        }
    }

    /** By AF_XDP with a socket of the kernel's own stack beside it, or by that alone. */
    private static String listener(final String threading) {
        return threading.equals("regular")
                ? "addLocal('192.0.31.1:53')"
                : "addLocal('192.0.31.1:53', {xskSocket=newXsk({ifName='rws31', NIC_queue_id=0, frameNums=4096, threading='"
                        + threading + "'})})";
    }

    /** Replacing code that turned out wrong costs an object once in a while, so the compilers get more than one million to settle. */
    private static long allocatedOverAMillion(final VethPair pair, final RingwayProcess ringway) throws Exception {
        final CountersSnapshot before = settled(ringway);
        fireUntilReceived(pair, ringway, before.sum(CounterDescriptor.RECEIVED) + MEASURED_PACKETS, MEASURED_S);
        final CountersSnapshot after = settled(ringway);
        assertThat(after.sum(CounterDescriptor.ANSWERED) - before.sum(CounterDescriptor.ANSWERED))
                .as("answers")
                .isGreaterThan(MEASURED_PACKETS / 2);
        return after.sum(CounterDescriptor.ALLOCATED_BYTES) - before.sum(CounterDescriptor.ALLOCATED_BYTES);
    }

    private static void fireUntilReceived(
            final VethPair pair, final RingwayProcess ringway, final long wanted, final int roundS) throws Exception {
        for (int round = 0; ringway.counters().sum(CounterDescriptor.RECEIVED) < wanted; round++) {
            assertThat(round)
                    .as("rounds, with " + TestBench.describe(ringway.counters()))
                    .isLessThan(MOST_ROUNDS);
            try (Kxdpgun kxdpgun = Kxdpgun.start(pair, "192.0.31.1", RATE, roundS, 0)) {
                kxdpgun.awaitReport();
            }
        }
    }

    /** The control thread copies the virtual machine's figure five times a second: two heartbeats later it is of now. */
    private static CountersSnapshot settled(final RingwayProcess ringway) {
        final CountersSnapshot[] latest = {TestBench.assertLedger(ringway)};
        for (int beats = 0; beats < 2; beats++) {
            final long heartbeatMs = latest[0].heartbeatMs();
            Until.isTrue(
                    "a heartbeat",
                    () -> {
                        latest[0] = ringway.counters();
                        return latest[0].heartbeatMs() > heartbeatMs;
                    },
                    () -> TestBench.describe(latest[0]));
        }
        return latest[0];
    }
}
