package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.Command;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.FrameBuilder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the machine does not offer is done without, and said; what Ringway does not take, the kernel keeps. */
@Timeout(120)
class FallbackTest {
    private static final String RULES = """
            setACL({"0.0.0.0/0", "::/0"})
            addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
            """;

    @Test
    void attachesInGenericModeWhereTheDriverHasNoXdp() throws Exception {
        try (TestBench bench = new TestBench()) {
            final RingwayProcess ringway = bench.serve(RULES + """
                    addLocal("127.0.0.1:53", {xskSocket=newXsk({ifName="lo", NIC_queue_id=0, frameNums=1024})})
                    """);
            assertThat(ringway.process().output())
                    .contains("lo: XDP program attached in generic mode", "lo queue 0: copy");
        }
    }

    @Test
    void saysInWhichPagesItsFramesAre() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(71, 1);
            final RingwayProcess ringway = bench.serve(RULES + """
                    xsk = newXsk({ifName="rws71", NIC_queue_id=0, frameNums=1024, hugepages=true})
                    addLocal("192.0.71.1:53", {xskSocket=xsk})
                    """);
            assertThat(ringway.process().output())
                    .containsAnyOf("1024 frames of 2048 bytes in huge pages", "(no huge pages left: vm.nr_hugepages)");
            final Asker asker = new Asker(bench, pair);
            asker.askAndVerify(
                    asker.address(FrameBuilder.ipv4(), "192.0.71.2", "192.0.71.1"), Asker.query(new Random(71)));
        }
    }

    @Test
    void leavesQueuesWithoutASocketToTheKernel() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(72, 2);
            final RingwayProcess ringway = bench.serve(RULES + """
                    xsk = newXsk({ifName="rws72", NIC_queue_id=0, frameNums=1024})
                    addLocal("192.0.72.1:53", {xskSocket=xsk})
                    """);
            final Asker asker = new Asker(bench, pair);
            final byte[] query = new DnsMessageBuilder()
                    .question(DnsMessageBuilder.name("example.com"), 1, 1)
                    .build();
            // The kernel chooses the queue by the flow: of 64 source ports some come on either.
            for (int i = 0; i < 64; i++) {
                asker.send(asker.address(FrameBuilder.ipv4(), "192.0.72.2", "192.0.72.1")
                        .payload(query)
                        .build());
            }
            Until.isTrue(
                    "both queues",
                    () -> ringway.counters().sum(CounterDescriptor.ANSWERED) == 64
                            && ringway.counters().sum(CounterDescriptor.XDP_REDIRECTED)
                                            + ringway.counters().sum(CounterDescriptor.XDP_PASS_NO_SOCKET)
                                    == 64,
                    () -> TestBench.describe(ringway.counters()));
            assertThat(ringway.counters().sum(CounterDescriptor.XDP_PASS_NO_SOCKET))
                    .as("answered by the socket of the kernel's own stack")
                    .isBetween(1L, 63L);
            TestBench.assertLedger(ringway);
        }
    }

    @Test
    void countsFramesThatAreTooLargeForOneOfIts() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(75, 1);
            for (final String end : new String[] {
                bench.server().name() + " link set " + pair.serverInterface(),
                bench.client().name() + " link set " + pair.clientInterface()
            }) {
                Command.run("ip -n " + end + " mtu 4000");
            }
            final RingwayProcess ringway = bench.serve(RULES + """
                    xsk = newXsk({ifName="rws75", NIC_queue_id=0, frameNums=1024})
                    addLocal("192.0.75.1:53", {xskSocket=xsk})
                    """);
            final Asker asker = new Asker(bench, pair);
            asker.send(asker.address(FrameBuilder.ipv4(), "192.0.75.2", "192.0.75.1")
                    .payload(new byte[3_500])
                    .build());
            Until.isTrue(
                    "a large frame counted",
                    () -> ringway.counters().sum(CounterDescriptor.XSK_RX_DROPPED) == 1,
                    () -> TestBench.describe(ringway.counters()));
            asker.askAndVerify(
                    asker.address(FrameBuilder.ipv4(), "192.0.75.2", "192.0.75.1"), Asker.query(new Random(75)));
            TestBench.assertLedger(ringway);
        }
    }

    @Test
    void printsCountersFromAnotherProcessAlsoAfterACrash() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(73, 1);
            final RingwayProcess ringway = bench.serve(RULES + """
                    xsk = newXsk({ifName="rws73", NIC_queue_id=0, frameNums=1024})
                    addLocal("192.0.73.1:53", {xskSocket=xsk})
                    """);
            assertThat(Asker.kdig(pair, "@192.0.73.1", "example.com")).contains("REFUSED");
            final String counters = bench.folder().resolve("counters").toString();
            final String running = bench.run("stat", "--counters", counters).output();
            assertThat(running)
                    .contains("process " + ringway.process().pid() + ", up", "queue rws73/0")
                    .contains("received 1 = answered 1 + forwarded 0 + relayed 0 + dropped 0 + on their way 0")
                    .containsPattern("answered-by-rule +1\\b");
            ringway.process().kill();
            assertThat(bench.run("stat", "--counters", counters).output())
                    .contains(
                            "ended after",
                            "received 1 = answered 1 + forwarded 0 + relayed 0 + dropped 0 + on their way 0");
            assertThat(bench.run("stat", "--json", "--counters", counters).output())
                    .contains(
                            "\"alive\":false",
                            "\"received\":1,\"answered\":1,\"forwarded\":0,\"relayed\":0,\"dropped\":0,\"onTheirWay\":0")
                    .contains("{\"name\":\"answered\",\"scope\":\"rws73/0\",\"value\":1}");
        }
    }

    @Test
    void isReachedByClientsThatMustAskForItsAddressFirst() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(74, 1);
            bench.serve(RULES + """
                    xsk = newXsk({ifName="rws74", NIC_queue_id=0, frameNums=1024})
                    addLocal("192.0.74.1:53", {xskSocket=xsk})
                    addLocal("[2001:db8:74::1]:53", {xskSocket=xsk})
                    """);
            // ARP and neighbour discovery belong to the kernel, which must still see them.
            Command.run("ip -n " + bench.client().name() + " neighbour flush dev " + pair.clientInterface());
            assertThat(Asker.kdig(pair, "@192.0.74.1", "example.com")).contains("REFUSED");
            assertThat(Asker.kdig(pair, "@2001:db8:74::1", "example.com")).contains("REFUSED");
        }
    }
}
