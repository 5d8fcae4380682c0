package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.lab.tcp.TcpLoadReport;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.wire.FrameBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** TCP through the kernel's stack, beside AF_XDP on the same addresses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class TcpTest {
    private static final String SERVER_V4 = "192.0.61.1";
    private static final String SERVER_V6 = "2001:db8:61::1";
    private static final int LOAD_TIMEOUT_MS = 60_000;

    private TestBench bench;
    private VethPair pair;
    private RingwayProcess ringway;

    @BeforeAll
    void serve() throws Exception {
        bench = new TestBench();
        pair = bench.join(61, 1);
        pair.addAddresses("192.0.62.1/24", "192.0.62.66/24");
        ringway = bench.serve("""
                xsk = newXsk({ifName="rws61", NIC_queue_id=0, frameNums=1024})
                for i = 1, 2 do
                  addLocal("192.0.61.1:53", {xskSocket=xsk, reusePort=true, maxInFlight=4, tcpFastOpenQueueSize=8})
                end
                addLocal("[2001:db8:61::1]:53", {xskSocket=xsk, interface="rws61", tcpListenQueueSize=512})
                addLocal("192.0.62.1:53", {xskSocket=xsk})
                setACL({"192.0.61.0/24", "2001:db8:61::/64"})
                setTCPRecvTimeout(30)
                setTCPSendTimeout(30)
                setMaxTCPClientThreads(2)
                addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
                """);
    }

    @AfterAll
    void end() {
        bench.close();
    }

    private long count(final CounterDescriptor descriptor) {
        return ringway.counters().sum(descriptor);
    }

    private static long onQueue(final CountersSnapshot counters, final CounterDescriptor descriptor) {
        return counters.entries().stream()
                .filter(entry ->
                        entry.descriptor() == descriptor && entry.scope().equals("rws61/0"))
                .mapToLong(CountersSnapshot.Entry::value)
                .sum();
    }

    @Test
    void answersBesideAfXdp() throws Exception {
        final CountersSnapshot before = TestBench.assertLedger(ringway);
        assertThat(Asker.kdig(pair, "@" + SERVER_V4, "example.com", "AAAA", "+edns", "+dnssec", "+tcp"))
                .contains("status: REFUSED", "UDP size: 1232 B", "flags: do", "(TCP)");
        assertThat(Asker.kdig(pair, "@" + SERVER_V6, "www.example.org", "MX", "+noedns", "+tcp"))
                .contains("status: REFUSED", "IN\tMX", "(TCP)");
        // Several questions over one connection.
        assertThat(Asker.kdig(pair, "@" + SERVER_V4, "+tcp", "+keepopen", "a.example", "-q", "b.example"))
                .contains("a.example.", "b.example.");
        Until.isTrue(
                "four answers",
                () -> count(CounterDescriptor.ANSWERED) == before.sum(CounterDescriptor.ANSWERED) + 4,
                () -> TestBench.describe(ringway.counters()));
        final CountersSnapshot after = TestBench.assertLedger(ringway);
        assertThat(onQueue(after, CounterDescriptor.RECEIVED)).isEqualTo(onQueue(before, CounterDescriptor.RECEIVED));
        assertThat(after.sum(CounterDescriptor.ANSWERED_BY_RULE))
                .isEqualTo(before.sum(CounterDescriptor.ANSWERED_BY_RULE) + 4);
        final Asker asker = new Asker(bench, pair);
        asker.askAndVerify(asker.address(FrameBuilder.ipv4(), "192.0.61.2", SERVER_V4), Asker.query(new Random(1)));
        assertThat(onQueue(TestBench.assertLedger(ringway), CounterDescriptor.RECEIVED))
                .isEqualTo(onQueue(before, CounterDescriptor.RECEIVED) + 1);
    }

    @Test
    void refusesClientsOutsideTheAcl() {
        final long before = count(CounterDescriptor.TCP_REFUSED_ACL);
        final ChildProcess kdig = new ChildProcess(
                "kdig",
                pair.client().command(List.of("kdig", "+retry=0", "+time=3", "@192.0.62.1", "example.com", "+tcp")),
                line -> {});
        assertThat(kdig.awaitEnd(10_000)).as(kdig.output()).isNotZero();
        Until.isTrue(
                "refusal",
                () -> count(CounterDescriptor.TCP_REFUSED_ACL) > before,
                () -> TestBench.describe(ringway.counters()));
        TestBench.assertLedger(ringway);
    }

    @Test
    void answersManyClientsOnceEach() {
        final List<String> command = RingwayProcess.command(List.of());
        command.addAll(List.of("tcp-clients", SERVER_V4, "--clients", "300", "--slow", "30", "--duration-ms", "1000"));
        command.addAll(List.of("--slow-interval-ms", "10"));
        final ChildProcess clients =
                bench.add(new ChildProcess("tcp-clients", pair.client().command(command), line -> {}));
        final int status = clients.awaitEnd(LOAD_TIMEOUT_MS);
        final TcpLoadReport report = TcpLoadReport.parse(clients.output());
        assertThat(status).as(clients.output()).isZero();
        assertThat(report.isClean()).as(clients.output()).isTrue();
        assertThat(report.connections()).isEqualTo(300);
        assertThat(report.answers()).isEqualTo(270 * 5 + 30 * 2);
        Until.isTrue(
                "all closed",
                () -> count(CounterDescriptor.TCP_OPEN) == 0,
                () -> TestBench.describe(ringway.counters()));
        final CountersSnapshot counters = TestBench.assertLedger(ringway);
        for (final String scope : new String[] {"tcp 0", "tcp 1"}) {
            assertThat(counters.entries().stream()
                            .filter(entry -> entry.descriptor() == CounterDescriptor.TCP_CONNECTIONS
                                    && entry.scope().equals(scope))
                            .mapToLong(CountersSnapshot.Entry::value)
                            .sum())
                    .as(scope)
                    .isPositive();
        }
    }

    @Test
    void namesTheAddressThatAnotherProcessHas() throws Exception {
        final List<String> command = new ArrayList<>(RingwayProcess.command(List.of()));
        final java.nio.file.Path configuration =
                java.nio.file.Files.writeString(bench.folder().resolve("second.conf"), """
                bench = newXsk({ifName="rws63", NIC_queue_id=0, frameNums=1024})
                addLocal("192.0.61.1:53", {xskSocket=bench})
                """);
        bench.join(63, 1);
        command.addAll(List.of(
                "-C",
                configuration.toString(),
                "--counters",
                bench.folder().resolve("second").toString()));
        final ChildProcess second =
                bench.add(new ChildProcess("ringway", bench.server().command(command), line -> {}));
        assertThat(second.awaitEnd(TestBench.START_TIMEOUT_MS))
                .as(second.output())
                .isEqualTo(1);
        assertThat(second.output())
                .contains("second.conf:2: UDP 192.0.61.1:53", "Address already in use", "reusePort=true");
    }
}
