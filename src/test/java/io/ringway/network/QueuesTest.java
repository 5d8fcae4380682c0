package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.wire.FrameBuilder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several queues, interfaces and listeners in one process. */
@Timeout(120)
class QueuesTest {
    private static final long SEED = 2_026;

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void servesEveryQueueOfEveryInterface(final String threading) throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair first = bench.join(21, 2);
            final VethPair second = bench.join(22, 2);
            final RingwayProcess ringway = bench.serve("""
                    setACL({"0.0.0.0/0", "::/0"})
                    for _, interface in ipairs({"rws21", "rws22"}) do
                      local network = interface:sub(4)
                      for queue = 0, 1 do
                        local xsk = newXsk({ifName=interface, NIC_queue_id=queue, frameNums=1024, threading="%s"})
                        addLocal("192.0." .. network .. ".1:53", {xskSocket=xsk, reusePort=true})
                        addLocal("[2001:db8:" .. network .. "::1]:53", {xskSocket=xsk, reusePort=true})
                      end
                    end
                    addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
                    """.formatted(threading));
            askOftenUntilEveryQueueServed(bench, ringway, first, "21");
            askOftenUntilEveryQueueServed(bench, ringway, second, "22");
            final CountersSnapshot counters = TestBench.assertLedger(ringway);
            assertThat(counters.sum(CounterDescriptor.XDP_PASS_NO_SOCKET)).isZero();
        }
    }

    /** The kernel chooses the queue by the flow: enough source ports reach both. */
    private static void askOftenUntilEveryQueueServed(
            final TestBench bench, final RingwayProcess ringway, final VethPair pair, final String network)
            throws Exception {
        final Random random = new Random(SEED);
        final Asker asker = new Asker(bench, pair);
        for (int i = 0; i < 64; i++) {
            final FrameBuilder frame = i % 2 == 0
                    ? asker.address(FrameBuilder.ipv4(), "192.0." + network + ".2", "192.0." + network + ".1")
                    : asker.address(FrameBuilder.ipv6(), "2001:db8:" + network + "::2", "2001:db8:" + network + "::1");
            asker.askAndVerify(frame, Asker.query(random));
        }
        final CountersSnapshot counters = ringway.counters();
        for (int queue = 0; queue < 2; queue++) {
            final String scope = pair.serverInterface() + "/" + queue;
            assertThat(counters.entries().stream()
                            .filter(entry -> entry.descriptor() == CounterDescriptor.ANSWERED
                                    && entry.scope().equals(scope))
                            .mapToLong(CountersSnapshot.Entry::value)
                            .sum())
                    .as("answers on " + scope + " of " + TestBench.describe(counters))
                    .isPositive();
        }
    }

    @Test
    void listensOnWildcardsBesideExactAddresses() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(23, 1);
            pair.addAddresses("192.0.24.1/24", "192.0.24.2/24");
            final RingwayProcess ringway = bench.serve("""
                    setACL({"0.0.0.0/0", "::/0"})
                    xsk = newXsk({ifName="rws23", NIC_queue_id=0, frameNums=1024})
                    addLocal("0.0.0.0:53", {xskSocket=xsk})
                    addLocal("192.0.23.1:53", {xskSocket=xsk})
                    addLocal("[::]:53", {xskSocket=xsk})
                    addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
                    """);
            final Asker asker = new Asker(bench, pair);
            final Random random = new Random(SEED);
            asker.askAndVerify(asker.address(FrameBuilder.ipv4(), "192.0.23.2", "192.0.23.1"), Asker.query(random));
            asker.askAndVerify(asker.address(FrameBuilder.ipv4(), "192.0.24.2", "192.0.24.1"), Asker.query(random));
            asker.askAndVerify(
                    asker.address(FrameBuilder.ipv6(), "2001:db8:23::2", "2001:db8:23::1"), Asker.query(random));
            final CountersSnapshot counters = TestBench.assertLedger(ringway);
            for (final String listener : new String[] {"192.0.23.1:53", "0.0.0.0:53", "[::]:53"}) {
                assertThat(counters.entries().stream()
                                .filter(entry -> entry.scope().equals("rws23/0 " + listener)
                                        && entry.descriptor().label().startsWith("answered-"))
                                .mapToLong(CountersSnapshot.Entry::value)
                                .sum())
                        .as(listener + " in " + TestBench.describe(counters))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void servesQueuesThatArePinnedToOneProcessorFromOneThread() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(26, 2);
            final RingwayProcess ringway = bench.serve("""
                    setACL({"0.0.0.0/0", "::/0"})
                    for queue = 0, 1 do
                      local xsk = newXsk({ifName="rws26", NIC_queue_id=queue, frameNums=1024, threading="shared", cpus={1}})
                      addLocal("192.0.26.1:53", {xskSocket=xsk, reusePort=true})
                      addLocal("[2001:db8:26::1]:53", {xskSocket=xsk, reusePort=true})
                    end
                    addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
                    """);
            askOftenUntilEveryQueueServed(bench, ringway, pair, "26");
            final CountersSnapshot counters = TestBench.assertLedger(ringway);
            assertThat(counters.entries().stream()
                            .filter(entry -> entry.descriptor() == CounterDescriptor.ALLOCATED_BYTES)
                            .map(CountersSnapshot.Entry::scope)
                            .filter(scope -> scope.startsWith("queue ")))
                    .containsExactly("queue rws26/0 rws26/1");
            assertThat(ProcessThreads.allowedProcessors(ringway.process().pid(), "queue rws26/0"))
                    .isEqualTo("1");
        }
    }

    @Test
    void runsThreadsWhereTheConfigurationSays() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(25, 1);
            final RingwayProcess ringway = bench.serve("""
                    setACL({"0.0.0.0/0"})
                    xsk = newXsk({ifName="rws25", NIC_queue_id=0, frameNums=1024, threading="dedicated", cpus={1}})
                    addLocal("192.0.25.1:53", {xskSocket=xsk, cpus={0}})
                    addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
                    """);
            assertThat(ProcessThreads.allowedProcessors(ringway.process().pid(), "router rws25/0"))
                    .isEqualTo("1");
            assertThat(ProcessThreads.allowedProcessors(ringway.process().pid(), "worker rws25/0"))
                    .isEqualTo("0");
            final Asker asker = new Asker(bench, pair);
            asker.askAndVerify(
                    asker.address(FrameBuilder.ipv4(), "192.0.25.2", "192.0.25.1"), Asker.query(new Random(SEED)));
        }
    }
}
