package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.Command;
import io.ringway.lab.Kxdpgun;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What must not break the books: overload, a link that goes, a killed process, a program that a stranger detaches. */
@Timeout(180)
class FaultsTest {
    private static final String CONFIGURATION = """
            setACL({"0.0.0.0/0"})
            xsk = newXsk({ifName="rws41", NIC_queue_id=0, frameNums=1024, ringSize=256, threading="shared"%s})
            addLocal("192.0.41.1:53", {xskSocket=xsk})
            addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
            """;

    @Test
    void accountsForEveryPacketUnderOverload() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(41, 1);
            // On the generator's own processor the server gets at most half of the time that its peak takes.
            final RingwayProcess ringway = bench.serve(CONFIGURATION.formatted(", cpus={0}"));
            final Kxdpgun.Report report;
            try (Kxdpgun kxdpgun = Kxdpgun.start(pair, "192.0.41.1", 2_000_000, 5, 0)) {
                report = kxdpgun.awaitReport();
            }
            final CountersSnapshot counters = TestBench.assertLedger(ringway);
            final String seen = report + " " + TestBench.describe(counters);
            assertThat(report.queries()).as(seen).isGreaterThan(2 * report.replies());
            assertThat(counters.sum(CounterDescriptor.ANSWERED)).as(seen).isGreaterThanOrEqualTo(report.replies());
            // What the program redirected came up or was counted by the kernel as it found no room.
            Until.isTrue(
                    "redirected = received + dropped by the kernel",
                    () -> {
                        final CountersSnapshot now = ringway.counters();
                        return now.sum(CounterDescriptor.XDP_REDIRECTED)
                                == now.sum(CounterDescriptor.RECEIVED)
                                        + now.sum(CounterDescriptor.XSK_RX_DROPPED)
                                        + now.sum(CounterDescriptor.XSK_RX_RING_FULL);
                    },
                    () -> TestBench.describe(ringway.counters()));
            try (Querist querist = new Querist(bench.client(), "192.0.41.1")) {
                querist.awaitAnswers(100);
            }
        }
    }

    @Test
    void keepsItsFramesWhenThePeersLinkGoesDownAndUp() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(41, 1);
            final RingwayProcess ringway = bench.serve(CONFIGURATION.formatted(""));
            try (Querist querist = new Querist(bench.client(), "192.0.41.1")) {
                querist.awaitAnswers(100);
                for (int i = 0; i < 3; i++) {
                    Command.run("ip -n " + bench.client().name() + " link set " + pair.clientInterface() + " down");
                    Command.run("ip -n " + bench.client().name() + " link set " + pair.clientInterface() + " up");
                    querist.awaitAnswers(100);
                }
            }
            TestBench.assertLedger(ringway);
        }
    }

    @Test
    void keepsItsFramesWhenItsOwnLinkGoesDownAndUp() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(41, 1);
            final RingwayProcess ringway = bench.serve(CONFIGURATION.formatted(""));
            try (Querist querist = new Querist(bench.client(), "192.0.41.1")) {
                querist.awaitAnswers(100);
                Command.run("ip -n " + bench.server().name() + " link set " + pair.serverInterface() + " down");
                Command.run("ip -n " + bench.server().name() + " link set " + pair.serverInterface() + " up");
                querist.awaitAnswers(100);
            }
            TestBench.assertLedger(ringway);
        }
    }

    @Test
    void isReplacedAfterKillWhileTrafficFlows() throws Exception {
        try (TestBench bench = new TestBench()) {
            bench.join(41, 1);
            final RingwayProcess first = bench.serve(CONFIGURATION.formatted(""));
            try (Querist querist = new Querist(bench.client(), "192.0.41.1")) {
                querist.awaitAnswers(1_000);
                first.process().kill();
                assertThat(XdpLinks.isAttached(bench.server(), "rws41"))
                        .as("XDP program after kill -9")
                        .isFalse();
                assertThat(first.counters().sum(CounterDescriptor.ANSWERED))
                        .as("counters after a crash")
                        .isGreaterThanOrEqualTo(1_000);
                final RingwayProcess second = bench.start("counters", CONFIGURATION.formatted(""));
                querist.awaitAnswers(1_000);
                second.awaitReady(TestBench.START_TIMEOUT_MS);
                querist.stop();
                TestBench.assertLedger(second);
            }
        }
    }

    @Test
    void attachesAgainWhatAStrangerDetached() throws Exception {
        try (TestBench bench = new TestBench()) {
            bench.join(41, 1);
            final RingwayProcess ringway = bench.serve(CONFIGURATION.formatted(""));
            try (Querist querist = new Querist(bench.client(), "192.0.41.1")) {
                querist.awaitAnswers(100);
                final int index = XdpLinks.indexOf(bench.server(), "rws41");
                for (int times = 1; times <= 2; times++) {
                    final int expected = times;
                    final int said = ringway.process().lineCount();
                    assertThat(XdpLinks.detachAll(index)).as("links detached").isEqualTo(1);
                    ringway.process().awaitLine(line -> line.contains("somebody detached"), said, 10_000);
                    ringway.process().awaitLine(line -> line.contains("attached again"), said, 10_000);
                    querist.awaitAnswers(100);
                    Until.isTrue(
                            "counted",
                            () -> ringway.counters().sum(CounterDescriptor.XDP_REATTACHED) == expected,
                            () -> TestBench.describe(ringway.counters()));
                }
            }
            TestBench.assertLedger(ringway);
        }
    }

    @Test
    void leavesNothingBehindAfterATermination() throws Exception {
        try (TestBench bench = new TestBench()) {
            bench.join(41, 1);
            final RingwayProcess ringway = bench.serve(CONFIGURATION.formatted(""));
            try (Querist querist = new Querist(bench.client(), "192.0.41.1")) {
                querist.awaitAnswers(100);
                ringway.process().terminate();
                assertThat(ringway.process().awaitEnd(20_000))
                        .as(ringway.process().output())
                        .isZero();
            }
            assertThat(XdpLinks.isAttached(bench.server(), "rws41")).isFalse();
            final CountersSnapshot counters = ringway.counters();
            assertThat(counters.unaccounted()).as(TestBench.describe(counters)).isZero();
            assertThat(TestBench.sumOfOwners(counters))
                    .as(TestBench.describe(counters))
                    .isEqualTo(counters.sum(CounterDescriptor.FRAMES_ALL));
        }
    }
}
