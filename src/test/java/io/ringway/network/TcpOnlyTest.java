package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.wire.DnsMessageBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/** Queries that came over UDP, by AF_XDP and through sockets, and go to backends that nothing but TCP reaches. */
@Timeout(120)
class TcpOnlyTest {
    private static final String LISTENERS = """
            client = newXsk({ifName="$c", NIC_queue_id=0, frameNums=2048, ringSize=256, threading="%1$s"})
            addLocal("$4:53", {xskSocket=client})
            addLocal("[$6]:53", {xskSocket=client})
            addLocal("$4:5300")
            addLocal("[$6]:5300")
            """;
    private static final String AUTO = LISTENERS.formatted("auto");
    private static final int[] PORTS = {53, 5300};
    private static final int PROXY_LENGTH = 28;

    private static StreamBackend backend(final ForwardingBench bench, final int headerLength) throws Exception {
        return bench.bench().add(StreamBackend.open(bench.backendNamespace(), headerLength, bench.v4(), bench.v6()));
    }

    /** The first answer may take longer than a client waits, while classes are loaded; what is counted until then is returned. */
    private static CountersSnapshot settle(
            final ForwardingBench bench, final RingwayProcess ringway, final StreamBackend backend) throws IOException {
        bench.awaitAnswers(ringway, 1);
        final CountersSnapshot counters = ForwardingBench.assertAtRest(ringway);
        byte[] late;
        do {
            late = bench.receive(false, 100);
        } while (late != null);
        backend.forget();
        return counters;
    }

    private static long between(
            final CountersSnapshot before, final CountersSnapshot after, final CounterDescriptor counter) {
        return after.sum(counter) - before.sum(counter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void forwardsOverTcp(final String threading) throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1)) {
            final StreamBackend backend = backend(bench, 0);
            final RingwayProcess ringway = bench.serve(LISTENERS.formatted(threading) + """
                    newServer({address="$b4:53", tcpOnly=true, maxInFlight=10, healthCheckMode="up", udpTimeout=10})
                    newServer({address="[$b6]:53", tcpOnly=true, healthCheckMode="up", udpTimeout=10})
                    setServerPolicy(roundrobin)
                    """);
            final CountersSnapshot before = settle(bench, ringway, backend);
            final int rounds = 50;
            for (int round = 0; round < rounds; round++) {
                for (final int port : PORTS) {
                    bench.askAndVerify(ringway, ForwardingBench.query(round * 1_000, "a" + round), false, port);
                    bench.askAndVerify(ringway, ForwardingBench.query(round * 1_001, "b" + round), true, port);
                }
            }
            assertThat(Asker.kdig(bench.clients(), "@" + bench.serverV4(), "c.example", "+tcp", "+noedns", "+time=20"))
                    .contains("status: NOERROR", "(TCP)");
            final CountersSnapshot counters = ForwardingBench.assertAtRest(ringway);
            final String seen = TestBench.describe(counters);
            assertThat(backend.queryCount()).as(seen).isEqualTo(4 * rounds + 1);
            assertThat(between(before, counters, CounterDescriptor.FORWARDED))
                    .as(seen)
                    .isEqualTo(4L * rounds + 1);
            assertThat(between(before, counters, CounterDescriptor.RELAYED))
                    .as(seen)
                    .isEqualTo(4L * rounds + 1);
            assertThat(between(before, counters, CounterDescriptor.RECEIVED))
                    .as(seen)
                    .isEqualTo(2 * (4L * rounds + 1));
            assertThat(backend.connections.get()).as("connections").isLessThan(rounds);
        }
    }

    /** Bursts from both ways in, answered in any order; a client gets nobody else's answer. */
    @Test
    void givesEachClientItsOwnAnswers() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1)) {
            final StreamBackend backend = backend(bench, 0);
            final RingwayProcess ringway = bench.serve(
                    AUTO
                            + "newServer({address='$b4:53', tcpOnly=true, maxInFlight=3, healthCheckMode='up', udpTimeout=10})\n");
            final List<StreamBackend.Query> held = new ArrayList<>();
            backend.script(query -> {
                // Every other one is answered behind the next.
                synchronized (held) {
                    held.add(query);
                    if (held.size() == 2) {
                        for (int i = 1; i >= 0; i--) {
                            held.get(i)
                                    .send(ScriptedBackend.response(held.get(i).message()));
                        }
                        held.clear();
                    }
                }
            });
            final int burst = 100;
            final Set<List<Byte>> expected = new HashSet<>();
            for (int i = 0; i < 2 * burst; i++) {
                final byte[] query = ForwardingBench.query(i % burst, "q" + i + ".example");
                bench.send(query, false, PORTS[i / burst]);
                expected.add(bytes(ScriptedBackend.response(query)));
            }
            for (int i = 0; i < 2 * burst; i++) {
                final byte[] answer = bench.receive(false, 5_000);
                assertThat(answer).as(() -> ForwardingBench.counters(ringway)).isNotNull();
                assertThat(expected.remove(bytes(answer)))
                        .as(() -> "answer %d, %s".formatted(expected.size(), ForwardingBench.counters(ringway)))
                        .isTrue();
            }
            ForwardingBench.assertAtRest(ringway);
        }
    }

    private static List<Byte> bytes(final byte[] message) {
        final List<Byte> list = new ArrayList<>();
        for (final byte octet : message) {
            list.add(octet);
        }
        return list;
    }

    @Test
    void cutsWhatTheClientDoesNotTake() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1)) {
            final StreamBackend backend = backend(bench, 0);
            final RingwayProcess ringway = bench.serve(
                    AUTO + "newServer({address='$b4:53', tcpOnly=true, healthCheckMode='up', udpTimeout=10})\n");
            settle(bench, ringway, backend);
            final byte[] name = DnsMessageBuilder.name("www.example");
            for (final int port : PORTS) {
                final byte[] plain =
                        new DnsMessageBuilder().id(9).question(name, 1, 1).build();
                final byte[] edns = new DnsMessageBuilder()
                        .id(10)
                        .question(name, 1, 1)
                        .opt(4_096, 0, true, new byte[0])
                        .build();
                backend.script(query -> query.send(ScriptedBackend.response(query.message(), 60)));
                assertCut(bench.ask(plain, false, port), plain, ringway);
                assertThat(bench.ask(edns, false, port)).isEqualTo(ScriptedBackend.response(edns, 60));
                // 4,000 records of 16 bytes: nearly as long as a message can be.
                backend.script(query -> query.send(ScriptedBackend.response(query.message(), 4_000)));
                assertCut(bench.ask(plain, false, port), plain, ringway);
                assertCut(bench.ask(edns, false, port), edns, ringway);
            }
            ForwardingBench.awaitCount(ringway, CounterDescriptor.RELAYED_TRUNCATED, 6);
            ForwardingBench.assertAtRest(ringway);
        }
    }

    private static void assertCut(final byte[] answer, final byte[] query, final RingwayProcess ringway)
            throws Exception {
        assertThat(answer).as(() -> ForwardingBench.counters(ringway)).isNotNull();
        final Message cut = new Message(answer);
        final Message asked = new Message(query);
        assertThat(cut.getHeader().getFlag(Flags.TC)).as("TC of %s", cut).isTrue();
        assertThat(cut.getHeader().getID()).isEqualTo(asked.getHeader().getID());
        assertThat(cut.getQuestion()).isEqualTo(asked.getQuestion());
        assertThat(cut.getSection(Section.ANSWER)).isEmpty();
        assertThat(cut.getOPT() != null).as("OPT of %s", cut).isEqualTo(asked.getOPT() != null);
    }

    /** RFC 1995 has the client ask over TCP then; the first of several messages would be no answer. */
    @Test
    void cutsTransfersOfSeveralMessages() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1)) {
            final StreamBackend backend = backend(bench, 0);
            final RingwayProcess ringway = bench.serve(
                    AUTO + "newServer({address='$b4:53', tcpOnly=true, healthCheckMode='up', udpTimeout=10})\n");
            settle(bench, ringway, backend);
            final byte[] query = new DnsMessageBuilder()
                    .id(9)
                    .question(DnsMessageBuilder.name("zone.example"), 252, 1)
                    .build();
            backend.script(received -> {
                for (final byte[] message : Transfers.messages(received.message(), 3, 10)) {
                    received.send(message);
                }
            });
            assertCut(bench.ask(query, false, 53), query, ringway);
            ForwardingBench.assertAtRest(ringway);
        }
    }

    @Test
    void givesUpWhatNobodyAnswers() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1)) {
            final StreamBackend backend = backend(bench, 0);
            final RingwayProcess ringway = bench.serve(
                    AUTO + "newServer({address='$b4:53', tcpOnly=true, healthCheckMode='up', udpTimeout=1})\n");
            backend.script(query -> {});
            final int queries = 100;
            for (int i = 0; i < queries; i++) {
                bench.send(ForwardingBench.query(i, "silent.example"), false, PORTS[i % 2]);
            }
            final StreamBackend.Query late = backend.next();
            ForwardingBench.awaitCount(ringway, CounterDescriptor.TIMED_OUT, queries);
            try {
                late.send(ScriptedBackend.response(late.message()));
            } catch (final IOException e) {
                assertThat(e).as("its connection was given up, too").isNotNull();
            }
            assertThat(bench.receive(false, 100)).as("a late answer").isNull();
            assertThat(ForwardingBench.assertAtRest(ringway).sum(CounterDescriptor.FORWARDED))
                    .isEqualTo(queries);
            backend.script(query -> query.send(ScriptedBackend.response(query.message())));
            bench.askAndVerify(ringway, 2, "again.example");
        }
    }

    /** A backend that is gone gets each query over TCP again as soon as it is back, and none over UDP. */
    @Test
    void neverFallsBackToUdp() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend datagrams = bench.backend()) {
            final RingwayProcess ringway = bench.serve(
                    AUTO + "newServer({address='$b4:53', tcpOnly=true, healthCheckMode='up', udpTimeout=1})\n");
            for (final int port : PORTS) {
                bench.send(ForwardingBench.query(1, "gone.example"), false, port);
            }
            ForwardingBench.awaitCount(ringway, CounterDescriptor.TIMED_OUT, 2);
            final StreamBackend backend = backend(bench, 0);
            settle(bench, ringway, backend);
            for (final int port : PORTS) {
                bench.askAndVerify(ringway, ForwardingBench.query(2, "back.example"), false, port);
            }
            assertThat(backend.queryCount()).isEqualTo(2);
            assertThat(datagrams.queryCount()).as("over UDP").isZero();
            ForwardingBench.assertAtRest(ringway);
        }
    }

    @Test
    void respectsWhatHealthChecksSay() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1)) {
            final RingwayProcess ringway = bench.serve(AUTO
                    + "setServFailWhenNoServer(true)\nnewServer({address='$b4:53', tcpOnly=true, checkInterval=1})\n");
            final byte[] query = ForwardingBench.query(3, "down.example");
            final byte[] servFail = bench.ask(query, false, 53);
            assertThat(servFail).as(() -> ForwardingBench.counters(ringway)).isNotNull();
            assertThat(servFail[3] & 0xF).isEqualTo(2);
            final StreamBackend backend = backend(bench, 0);
            bench.awaitAnswers(ringway, 1);
            assertThat(backend.connections.get()).isPositive();
            ForwardingBench.assertAtRest(ringway);
        }
    }

    @Test
    void handsOverWhatTheBackendIsToKnow() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1)) {
            final StreamBackend backend = backend(bench, PROXY_LENGTH);
            final RingwayProcess ringway = bench.serve(AUTO + """
                    newServer({address="$b4:53", tcpOnly=true, healthCheckMode="up", useProxyProtocol=true, useClientSubnet=true})
                    """);
            for (final int port : PORTS) {
                backend.forget();
                final byte[] query = ForwardingBench.query(7, "www.example");
                assertThat(bench.ask(query, false, port))
                        .as(() -> ForwardingBench.counters(ringway))
                        .isEqualTo(ScriptedBackend.response(query));
                final StreamBackend.Query seen = backend.next();
                // IPv4 and DGRAM, since that is how the client asked; its address is 192.0.N.2.
                assertThat(Arrays.copyOf(seen.header(), 20))
                        .startsWith(0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A)
                        .endsWith(0x21, 0x12, 0, 12, 192, 0, seen.header()[18], 2);
                assertThat(((seen.header()[26] & 0xFF) << 8) | (seen.header()[27] & 0xFF))
                        .isEqualTo(port);
                assertThat(new Message(seen.message()).getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET))
                        .hasSize(1);
            }
            ForwardingBench.assertAtRest(ringway);
        }
    }
}
