package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.Cleanup;
import io.ringway.lab.Kxdpgun;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.lab.backend.Backend;
import io.ringway.lab.backend.BackendPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The threads of the packet path allocate nothing while hundreds of thousands of queries go to a backend and come back. */
@Timeout(120)
class ForwardingAllocationTest {
    private static final int RATE = 60_000;
    private static final int DURATION_S = 3;
    private static final int LEAST_RELAYED = 50_000;
    private static final int MOST_ROUNDS = 5;

    @ParameterizedTest
    @CsvSource({"xsk, true", "xsk, false", "udp, true", "udp, false"})
    void allocatesNothingPerQuery(final String client, final boolean byXsk) throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(32, 1);
            final Backend backend = BackendPair.create(
                    bench.add(new Cleanup()),
                    "responder32",
                    List.of("nsenter", "--net=/run/netns/" + bench.server().name()),
                    List.of("nsenter", "--net=/run/netns/" + bench.client().name()),
                    pair.clientInterface());
            final String sockets = "{xskSocket=newXsk({ifName='rws32', NIC_queue_id=0, frameNums=4096})}";
            final String upstream =
                    ", xskSockets={newXsk({ifName='" + backend.interfaceName() + "', NIC_queue_id=0, frameNums=4096})}";
            final RingwayProcess ringway = bench.serve(
                    "setACL({'0.0.0.0/0'})\naddLocal('192.0.32.1:53'"
                            + (client.equals("xsk") ? ", " + sockets : "") + ")\nnewServer({address='"
                            + backend.address() + ":53', healthCheckMode='up'" + (byXsk ? upstream : "") + "})\n",
                    "-XX:TieredStopAtLevel=1",
                    "-Dringway.checks=false");
            final List<Long> allocated = new ArrayList<>();
            fire(pair, ringway);
            do {
                allocated.add(fire(pair, ringway));
            } while (allocated.getLast() > 0 && allocated.size() < MOST_ROUNDS);
            assertThat(allocated.getLast())
                    .as("bytes allocated in each round: %s; %s", allocated, TestBench.describe(ringway.counters()))
                    .isZero();
        }
    }

    /** Bytes that packet threads allocated while more than a hundred thousand queries were forwarded. */
    private static long fire(final VethPair pair, final RingwayProcess ringway) throws Exception {
        final CountersSnapshot before = settled(ringway);
        try (Kxdpgun kxdpgun = Kxdpgun.start(pair, "192.0.32.1", RATE, DURATION_S, 0)) {
            kxdpgun.awaitReport();
        }
        final CountersSnapshot after = settled(ringway);
        assertThat(after.sum(CounterDescriptor.RELAYED) - before.sum(CounterDescriptor.RELAYED))
                .as(TestBench.describe(after))
                .isGreaterThan(LEAST_RELAYED);
        return after.sum(CounterDescriptor.ALLOCATED_BYTES) - before.sum(CounterDescriptor.ALLOCATED_BYTES);
    }

    /** The control thread copies the virtual machine's figure five times a second: two heartbeats later it is of now. */
    private static CountersSnapshot settled(final RingwayProcess ringway) {
        final CountersSnapshot[] latest = {ForwardingBench.assertAtRest(ringway)};
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
