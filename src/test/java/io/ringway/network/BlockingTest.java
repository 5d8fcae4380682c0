package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.FrameBuilder;
import io.ringway.wire.PacketChecker;
import io.ringway.xdp.NetworkDevice;
import io.ringway.xdp.XdpLink;
import io.ringway.xdp.XdpProgram;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** Clients above their rate on a real veth pair: turned away by the worker, and by the XDP program before it; others are served all the while. */
@Timeout(120)
class BlockingTest {
    private static final int QUIET_MS = 100;

    /** Below the rate that is blocked. */
    private static final int SELDOM_MS = 500;

    private static final String REFUSE = """
            setACL({"0.0.0.0/0", "::/0"})
            addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
            """;
    private static final String LIMIT = """
            limits = dynBlockRulesGroup()
            limits:setQueryRate(5, 2, "too many", $seconds, $action)
            function maintenance() limits:apply() end
            """;

    private final byte[] query = new DnsMessageBuilder()
            .question(DnsMessageBuilder.name("example.com"), 1, 1)
            .build();

    private VethPair pair;
    private Asker asker;
    private int number;

    /** What the XDP program sends back reaches the other end of a veth only where that has a program as well, which lets everything pass. */
    private void join(final TestBench bench, final int interfaces) throws Exception {
        number = interfaces;
        pair = bench.join(number, 1);
        final XdpProgram passing = bench.add(XdpProgram.load(false));
        bench.add(NamespaceThread.call(
                pair.client(),
                () -> XdpLink.attach(
                        passing, NetworkDevice.find(pair.clientInterface()).orElseThrow(), true, false)));
        asker = new Asker(bench, pair);
    }

    private String configuration(final String more, final String action, final int seconds) {
        return REFUSE
                + """
                xsk = newXsk({ifName="rws$n", NIC_queue_id=0, frameNums=1024})
                addLocal("192.0.$n.1:53", {xskSocket=xsk})
                addLocal("[2001:db8:$n::1]:53", {xskSocket=xsk})
                """.replace("$n", Integer.toString(number))
                + more.replace("$action", action).replace("$seconds", Integer.toString(seconds));
    }

    private Message ask(final String host, final byte[] message) throws Exception {
        return ask(host, message, Asker.TIMEOUT_MS);
    }

    /** Null for no answer. */
    private Message ask(final String host, final byte[] message, final int timeoutMs) throws Exception {
        final boolean ipv6 = host.startsWith(":");
        final byte[] sent = asker.address(
                        ipv6 ? FrameBuilder.ipv6() : FrameBuilder.ipv4(),
                        (ipv6 ? "2001:db8:" + number : "192.0." + number + ".") + host,
                        ipv6 ? "2001:db8:" + number + "::1" : "192.0." + number + ".1")
                .payload(message)
                .build();
        asker.forgetReceived();
        asker.send(sent);
        final byte[] received = asker.receive(timeoutMs);
        return received == null
                ? null
                : new Message(PacketChecker.parse(received).payload());
    }

    /** Sends, whatever comes back. */
    private void send(final String host) {
        try {
            ask(host, query, 0);
        } catch (final Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Sends until a counter moves. */
    private void sendUntil(final RingwayProcess ringway, final String host, final CounterDescriptor descriptor) {
        Until.isTrue(
                "a client above its rate makes " + descriptor.label() + " move",
                () -> {
                    send(host);
                    return ringway.counters().sum(descriptor) > 0;
                },
                () -> TestBench.describe(ringway.counters()) + "\n"
                        + ringway.process().output());
    }

    private void assertServed(final String host) throws Exception {
        final Message answer = ask(host, query);
        assertThat(answer).as("answer to %s", host).isNotNull();
        assertThat(answer.getRcode()).isEqualTo(Rcode.REFUSED);
    }

    private String status(final TestBench bench, final String... more) {
        final String[] arguments = new String[3 + more.length];
        System.arraycopy(new String[] {"xdp", "status", "rws" + number}, 0, arguments, 0, 3);
        System.arraycopy(more, 0, arguments, 3, more.length);
        return bench.run(arguments).output();
    }

    @Test
    void theWorkerTurnsAClientAboveItsRateAwayForAWhile() throws Exception {
        try (TestBench bench = new TestBench()) {
            join(bench, 91);
            final RingwayProcess ringway = bench.serve(configuration(LIMIT, "DNSAction.Drop", 4));
            assertServed("2");
            sendUntil(ringway, "2", CounterDescriptor.DROP_BLOCKED);
            assertThat(ask("2", query, QUIET_MS)).isNull();
            assertServed("3");
            assertServed("::3");
            assertThat(ringway.process().output()).contains("blocks 192.0.91.2 for 4 seconds: too many");
            Until.isTrue(
                    "the block ends",
                    () -> {
                        try {
                            return ask("2", query, SELDOM_MS) != null;
                        } catch (final Exception e) {
                            throw new AssertionError(e);
                        }
                    },
                    () -> TestBench.describe(ringway.counters()));
            TestBench.assertLedger(ringway);
            assertThat(ringway.counters().sum(CounterDescriptor.XDP_DROP_BLOCKED))
                    .as("nothing asked the program to block")
                    .isZero();
        }
    }

    @Test
    void theProgramDropsAndForgetsWhenTheBlockEnds() throws Exception {
        try (TestBench bench = new TestBench()) {
            join(bench, 92);
            final RingwayProcess ringway =
                    bench.serve(configuration(LIMIT + "setDefaultBPFFilter(newBPFFilter({}))", "DNSAction.Drop", 12));
            sendUntil(ringway, "::2", CounterDescriptor.XDP_DROP_BLOCKED);
            assertServed("3");
            assertServed("::3");
            final String status = status(bench);
            assertThat(status)
                    .contains("192.0.92.1:53", "[2001:db8:92::1]:53")
                    .containsPattern("2001:db8:92::2 +drop +[1-9]")
                    .containsPattern("drop-blocked +[1-9]");
            Until.isTrue(
                    "the entry leaves the map", () -> !status(bench).contains("2001:db8:92::2"), () -> status(bench));
            assertServed("::2");
            TestBench.assertLedger(ringway);
        }
    }

    @Test
    void theProgramAnswersTruncatedWhereThatIsTheAction() throws Exception {
        try (TestBench bench = new TestBench()) {
            join(bench, 93);
            final RingwayProcess ringway = bench.serve(
                    configuration(LIMIT + "setDefaultBPFFilter(newBPFFilter({}))", "DNSAction.Truncate", 60));
            sendUntil(ringway, "2", CounterDescriptor.XDP_TX_TRUNCATED);
            final Message answer = ask("2", query);
            assertThat(answer).as(TestBench.describe(ringway.counters())).isNotNull();
            assertThat(answer.getHeader().getFlag(Flags.TC)).isTrue();
            assertThat(answer.getHeader().getFlag(Flags.QR)).isTrue();
            assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
            assertServed("3");
            assertThat(Asker.kdig(pair, "@192.0.93.1", "+tcp", "example.com"))
                    .as("over TCP the same client goes on")
                    .contains("REFUSED");
            TestBench.assertLedger(ringway);
        }
    }

    @Test
    void whatTheFileBlocksIsBlockedFromTheStart() throws Exception {
        try (TestBench bench = new TestBench()) {
            join(bench, 94);
            final RingwayProcess ringway = bench.serve(configuration("""
                    filter = newBPFFilter({})
                    setDefaultBPFFilter(filter)
                    filter:block(newCA("192.0.94.9"))
                    filter:addRangeRule("192.0.94.64/26", 1)
                    filter:addRangeRule("192.0.94.80/28", 0)
                    filter:blockQName(newDNSName("Blocked.Example."), 28)
                    filter:blockQName("truncated.example", 65535, 2)
                    addDynBlocks({"192.0.94.10"}, "by hand", 600)
                    addDynBlocks({"192.0.94.11"}, "by hand", 600, DNSAction.Nxdomain)
                    addDynBlockSMT({"nx.example"}, "by hand", 600, DNSAction.Nxdomain)
                    """, "", 0));
            for (final String blocked : List.of("9", "10", "65")) {
                assertThat(ask(blocked, query, QUIET_MS)).as(blocked).isNull();
            }
            assertServed("8");
            assertServed("81");
            assertThat(ask("11", query).getRcode()).isEqualTo(Rcode.NXDOMAIN);
            assertThat(ask("2", question("www.NX.example", 1)).getRcode()).isEqualTo(Rcode.NXDOMAIN);
            assertThat(ask("2", question("blocked.EXAMPLE", 28), QUIET_MS)).isNull();
            assertThat(ask("2", question("blocked.EXAMPLE", 1)).getRcode()).isEqualTo(Rcode.REFUSED);
            assertThat(ask("2", question("truncated.example", 16)).getHeader().getFlag(Flags.TC))
                    .isTrue();
            Until.isTrue(
                    "the program's counters come",
                    () -> ringway.counters().sum(CounterDescriptor.XDP_DROP_BLOCKED) == 4
                            && ringway.counters().sum(CounterDescriptor.XDP_TX_TRUNCATED) == 1,
                    () -> TestBench.describe(ringway.counters()));
            assertThat(status(bench))
                    .containsPattern("192\\.0\\.94\\.9 +drop +1\\b")
                    .containsPattern("192\\.0\\.94\\.10 +drop +1\\b")
                    .containsPattern("192\\.0\\.94\\.64/26 +drop +1\\b")
                    .containsPattern("192\\.0\\.94\\.80/28 +pass +1\\b")
                    .containsPattern("blocked\\.example\\. TYPE28 +drop +1\\b")
                    .containsPattern("truncated\\.example\\. +truncate +1\\b");
            assertThat(status(bench, "--json")).contains("{\"who\":\"192.0.94.9\",\"action\":\"drop\",\"hits\":1}");
            TestBench.assertLedger(ringway);
            assertThat(ringway.counters().sum(CounterDescriptor.ANSWERED_BLOCKED_NXDOMAIN))
                    .isEqualTo(2);
        }
    }

    private static byte[] question(final String name, final int type) {
        return new DnsMessageBuilder()
                .question(DnsMessageBuilder.name(name), type, 1)
                .build();
    }
}
