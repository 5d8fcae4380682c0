package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.FrameBuilder;
import io.ringway.wire.FrameKind;
import io.ringway.wire.RandomQuery;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over a real veth pair and comes back, in every way in which Ringway can be attached, placed and put to sleep. */
@ParameterizedClass
@ValueSource(
        strings = {
            "mode=\"native\", threading=\"shared\", idle=\"interrupt\"",
            "mode=\"generic\", threading=\"shared\", idle=\"interrupt\"",
            "mode=\"native\", threading=\"dedicated\", idle=\"interrupt\"",
            "mode=\"native\", threading=\"dedicated\", idle=\"backoff\"",
            "mode=\"generic\", threading=\"shared\", idle=\"spin\", frameSize=4096"
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswersTest {
    private static final long SEED = 20_261_123;
    private static final String SERVER_V4 = "192.0.11.1";
    private static final String SERVER_V6 = "2001:db8:11::1";
    private static final String CLIENT_V4 = "192.0.11.2";
    private static final String CLIENT_V6 = "2001:db8:11::2";

    @Parameter
    private String options;

    private TestBench bench;
    private VethPair pair;
    private RingwayProcess ringway;
    private Asker asker;

    @BeforeAll
    void serve() throws Exception {
        bench = new TestBench();
        pair = bench.join(11, 1);
        ringway = bench.serve("""
                xsk = newXsk({ifName="rws11", NIC_queue_id=0, frameNums=1024, ringSize=256, %s})
                addLocal("192.0.11.1:53", {xskSocket=xsk, reusePort=true})
                addLocal("[2001:db8:11::1]:53", {xskSocket=xsk, reusePort=true})
                setACL({"192.0.11.0/24", "!192.0.11.66", "2001:db8:11::/64"})
                addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
                """.formatted(options));
        asker = new Asker(bench, pair);
    }

    @AfterAll
    void end() {
        bench.close();
    }

    private boolean isIpv6(final FrameKind kind) {
        return kind.name().startsWith("IPv6");
    }

    private FrameBuilder frame(final FrameKind kind) {
        final FrameBuilder frame = kind.builder().get();
        return isIpv6(kind) ? asker.address(frame, CLIENT_V6, SERVER_V6) : asker.address(frame, CLIENT_V4, SERVER_V4);
    }

    private long count(final CounterDescriptor descriptor) {
        return ringway.counters().sum(descriptor);
    }

    @Test
    void answersQueriesInEveryShape() throws Exception {
        final Random random = new Random(SEED);
        for (final FrameKind kind : FrameKind.all()) {
            try {
                asker.askAndVerify(frame(kind), Asker.query(random));
            } catch (final AssertionError e) {
                throw new AssertionError(
                        kind + ", seed " + SEED + ": " + e.getMessage() + "\n" + TestBench.describe(ringway.counters()),
                        e);
            }
        }
        TestBench.assertLedger(ringway);
    }

    @Test
    void answersClientsBehindTheirOwnNetworkStack() {
        // Their checksums are the pseudo-header's alone: veth leaves the rest undone.
        assertThat(Asker.kdig(pair, "@" + SERVER_V4, "example.com", "AAAA", "+edns", "+dnssec", "+rd"))
                .contains("status: REFUSED", "Flags: qr rd ra;", "UDP size: 1232 B", "flags: do", "example.com.");
        assertThat(Asker.kdig(pair, "@" + SERVER_V6, "www.example.org", "MX", "+noedns", "+nord"))
                .contains("status: REFUSED", "Flags: qr;", "IN\tMX")
                .doesNotContain("EDNS");
    }

    @Test
    void answersWhatIsNoQueryItKnows() throws Exception {
        final byte[] noQuestion = new DnsMessageBuilder().id(7).build();
        final RandomQuery query = Asker.query(new Random(SEED));
        final byte[] twoQuestions = query.message().clone();
        twoQuestions[5] = 2;
        final long noQuestions = count(CounterDescriptor.ANSWERED_NO_QUESTION);
        final long severalQuestions = count(CounterDescriptor.ANSWERED_SEVERAL_QUESTIONS);
        assertThat(rcodeOfAnswerTo(noQuestion)).isEqualTo(4);
        assertThat(rcodeOfAnswerTo(twoQuestions)).isEqualTo(1);
        assertThat(count(CounterDescriptor.ANSWERED_NO_QUESTION)).isEqualTo(noQuestions + 1);
        assertThat(count(CounterDescriptor.ANSWERED_SEVERAL_QUESTIONS)).isEqualTo(severalQuestions + 1);
    }

    private int rcodeOfAnswerTo(final byte[] message) {
        asker.send(asker.address(FrameBuilder.ipv4(), CLIENT_V4, SERVER_V4)
                .payload(message)
                .build());
        final byte[] answer = asker.receive(Asker.TIMEOUT_MS);
        assertThat(answer).isNotNull();
        return io.ringway.wire.PacketChecker.parse(answer).payload()[3] & 0xF;
    }

    @Test
    void dropsAndCountsWhatMayNotBeAnswered() throws Exception {
        final byte[] query = Asker.query(new Random(SEED)).message();
        final byte[] response = query.clone();
        response[2] |= (byte) 0x80;
        expectDrop(CounterDescriptor.DROP_DNS_RESPONSE, v4().payload(response));
        expectDrop(CounterDescriptor.DROP_ACL, v4().from("192.0.11.66", 4_000).payload(query));
        expectDrop(
                CounterDescriptor.DROP_UDP_CHECKSUM, v4().payload(query).udpChecksum(FrameBuilder.UdpChecksum.WRONG));
        expectDrop(CounterDescriptor.DROP_IP_CHECKSUM, v4().payload(query).ipChecksumWrong());
        expectDrop(
                CounterDescriptor.DROP_UDP_LENGTH_INVALID, v4().payload(query).udpLength(2_000));
        expectDrop(
                CounterDescriptor.DROP_SOURCE_INVALID,
                v4().from("127.0.0.1", 4_000).payload(query));
        expectDrop(CounterDescriptor.DROP_DNS_TRUNCATED, v4().payload(new byte[11]));
        TestBench.assertLedger(ringway);
    }

    private FrameBuilder v4() {
        return asker.address(FrameBuilder.ipv4(), CLIENT_V4, SERVER_V4);
    }

    private void expectDrop(final CounterDescriptor reason, final FrameBuilder frame) {
        final long before = count(reason);
        asker.send(frame.build());
        Until.isTrue(reason.label(), () -> count(reason) == before + 1, () -> TestBench.describe(ringway.counters()));
    }

    @Test
    void leavesToTheKernelWhatIsNotForIt() {
        final byte[] query = Asker.query(new Random(SEED)).message();
        final CountersSnapshot before = ringway.counters();
        asker.send(v4().payload(query).fragment(0x2000).build());
        asker.send(v4().payload(query).to(SERVER_V4, 54).build());
        asker.send(v4().payload(query)
                .vlan(0x88A8, 1)
                .vlan(0x8100, 2)
                .vlan(0x8100, 3)
                .build());
        // TCP to the same port goes to the kernel's stack, and is answered from there.
        final long queued = onQueue(before);
        assertThat(Asker.kdig(pair, "@" + SERVER_V4, "example.com", "+tcp")).contains("status: REFUSED", "(TCP)");
        Until.isTrue(
                "verdicts",
                () -> grew(before, CounterDescriptor.XDP_PASS_FRAGMENT, 1)
                        && grew(before, CounterDescriptor.XDP_PASS_OTHER_DESTINATION, 1)
                        && grew(before, CounterDescriptor.XDP_PASS_TOO_MANY_HEADERS, 1)
                        && grew(before, CounterDescriptor.XDP_PASS_NOT_UDP, 1),
                () -> TestBench.describe(ringway.counters()));
        assertThat(onQueue(ringway.counters())).isEqualTo(queued);
    }

    private static long onQueue(final CountersSnapshot counters) {
        return counters.entries().stream()
                .filter(entry -> entry.descriptor() == CounterDescriptor.RECEIVED
                        && entry.scope().equals("rws11/0"))
                .mapToLong(CountersSnapshot.Entry::value)
                .sum();
    }

    private boolean grew(final CountersSnapshot before, final CounterDescriptor descriptor, final long least) {
        return count(descriptor) >= before.sum(descriptor) + least;
    }

    @Test
    void outlivesDamagedFrames() throws Exception {
        final Random random = new Random(SEED);
        final var kinds = FrameKind.all();
        for (int i = 0; i < 3_000; i++) {
            final FrameKind kind = kinds.get(random.nextInt(kinds.size()));
            final byte[] frame =
                    frame(kind).payload(Asker.query(random).message()).build();
            // Behind the MAC addresses, so that it still arrives.
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                frame[12 + random.nextInt(frame.length - 12)] ^= (byte) (1 << random.nextInt(8));
            }
            final int length = random.nextInt(3) == 0 ? 14 + random.nextInt(frame.length - 13) : frame.length;
            asker.send(java.util.Arrays.copyOf(frame, length));
        }
        final CountersSnapshot counters = TestBench.assertLedger(ringway);
        assertThat(counters.sumOfDrops()).as(TestBench.describe(counters)).isPositive();
        asker.forgetReceived();
        asker.askAndVerify(v4(), Asker.query(random));
    }
}
