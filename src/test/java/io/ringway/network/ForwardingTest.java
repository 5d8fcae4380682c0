package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.wire.DnsMessageBuilder;
import java.net.DatagramSocket;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;

/** Queries that go on to backends, over every way in and out, on real veth pairs. */
@Timeout(120)
class ForwardingTest {
    private static final String SOCKETS = """
            client = newXsk({ifName="$c", NIC_queue_id=0, frameNums=2048, ringSize=256, threading="%1$s"})
            upstream = newXsk({ifName="$f", NIC_queue_id=0, frameNums=2048, ringSize=256, threading="%1$s"})
            addLocal("$4:53", {xskSocket=client})
            addLocal("[$6]:53", {xskSocket=client})
            addLocal("$4:5300")
            addLocal("[$6]:5300")
            """;
    private static final String ONE_WAY = SOCKETS.formatted("auto");

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void forwardsFromEveryWayInToEveryWayOut(final String threading) throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve(SOCKETS.formatted(threading) + """
                    newServer({address="$b4:53", xskSockets={upstream}})
                    newServer({address="[$b6]:53", xskSockets={upstream}})
                    newServer({address="$b4:53"})
                    newServer({address="[$b6]:53"})
                    setServerPolicy(roundrobin)
                    """);
            final int rounds = 20;
            int id = 0;
            for (int round = 0; round < rounds; round++) {
                // Each listener goes round the four servers.
                for (int server = 0; server < 4; server++) {
                    for (final boolean ipv6 : new boolean[] {false, true}) {
                        for (final int port : new int[] {53, 5300}) {
                            id = (id + 4_099) & 0xFFFF;
                            bench.askAndVerify(
                                    ringway, ForwardingBench.query(id, "wWw" + round + ".Example"), ipv6, port);
                        }
                    }
                }
            }
            final CountersSnapshot counters = ForwardingBench.assertAtRest(ringway);
            final String seen = TestBench.describe(counters);
            assertThat(backend.queryCount()).as(seen).isEqualTo(16 * rounds);
            assertThat(counters.sum(CounterDescriptor.FORWARDED)).as(seen).isEqualTo(16L * rounds);
            assertThat(counters.sum(CounterDescriptor.RELAYED)).as(seen).isEqualTo(16L * rounds);
            assertThat(of(
                            counters,
                            CounterDescriptor.FORWARDED,
                            bench.backends().serverInterface() + "/0"))
                    .as("by AF_XDP in " + seen)
                    .isEqualTo(8L * rounds);
            assertThat(of(counters, CounterDescriptor.RELAYED, bench.clients().serverInterface() + "/0"))
                    .as("by AF_XDP in " + seen)
                    .isEqualTo(8L * rounds);
        }
    }

    private static long of(final CountersSnapshot counters, final CounterDescriptor counter, final String scope) {
        return counters.entries().stream()
                .filter(entry -> entry.descriptor() == counter && entry.scope().equals(scope))
                .mapToLong(CountersSnapshot.Entry::value)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {", xskSockets={upstream}", ""})
    void letsOnlyTheRightResponsePass(final String xsk) throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            bench.backends().addAddresses("198.18.0.1/24", bench.v4().replaceFirst("2$", "3/24"));
            final RingwayProcess ringway =
                    bench.serve(ONE_WAY + "newServer({address='$b4:53', healthCheckMode='up'" + xsk + "})\n");
            bench.askAndVerify(ringway, 1, "first.example");
            final DatagramSocket stranger = bench.bench()
                    .add(NamespaceThread.call(
                            bench.backendNamespace(),
                            () -> new DatagramSocket(new java.net.InetSocketAddress(
                                    java.net.InetAddress.ofLiteral(bench.v4().replaceFirst("2$", "3")), 53))));
            final DatagramSocket otherPort = bench.bench()
                    .add(NamespaceThread.call(
                            bench.backendNamespace(),
                            () -> new DatagramSocket(
                                    new java.net.InetSocketAddress(java.net.InetAddress.ofLiteral(bench.v4()), 54))));
            backend.script(query -> {
                final byte[] forged = ScriptedBackend.response(query.message());
                forged[forged.length - 1] = 66;
                query.sendFrom(stranger, forged);
                query.sendFrom(otherPort, forged);
                for (int i = 1; i <= 3; i++) {
                    final byte[] wrongId = forged.clone();
                    wrongId[1] ^= (byte) i;
                    query.send(wrongId);
                }
                final byte[] wrongName = forged.clone();
                wrongName[14] ^= 1;
                query.send(wrongName);
                final byte[] wrongType = forged.clone();
                wrongType[28] ^= 1;
                query.send(wrongType);
                final byte[] noResponse = query.message().clone();
                query.send(noResponse);
                query.send(new byte[5]);
                final byte[] noQuestion = new byte[12];
                System.arraycopy(forged, 0, noQuestion, 0, 4);
                query.send(noQuestion);
                query.answer();
                query.answer();
            });
            final int rounds = 50;
            for (int i = 0; i < rounds; i++) {
                final byte[] query = ForwardingBench.query(i * 1_000, "www" + i + ".example");
                assertThat(bench.ask(query)).isEqualTo(ScriptedBackend.response(query));
            }
            final boolean byXsk = !xsk.isEmpty();
            ForwardingBench.awaitCount(ringway, CounterDescriptor.DROP_RESPONSE_UNMATCHED, 4L * rounds);
            ForwardingBench.awaitCount(ringway, CounterDescriptor.DROP_RESPONSE_QUESTION, 2L * rounds);
            ForwardingBench.awaitCount(ringway, CounterDescriptor.DROP_RESPONSE_INVALID, 3L * rounds);
            // A connected socket shows nobody else's messages.
            ForwardingBench.awaitCount(ringway, CounterDescriptor.DROP_RESPONSE_SOURCE, byXsk ? 2L * rounds : 0);
            assertThat(bench.receive(false, 100)).as("another answer").isNull();
            ForwardingBench.assertAtRest(ringway);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {", xskSockets={upstream}", ""})
    void givesUpWhatNobodyAnswers(final String xsk) throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve(
                    ONE_WAY + "newServer({address='$b4:53', healthCheckMode='up', udpTimeout=1" + xsk + "})\n");
            bench.askAndVerify(ringway, 1, "first.example");
            backend.script(query -> {});
            backend.forget();
            final int queries = 200;
            for (int i = 0; i < queries; i++) {
                bench.send(ForwardingBench.query(i, "silent.example"), false, i % 2 == 0 ? 53 : 5300);
            }
            final ScriptedBackend.Query late = backend.next();
            ForwardingBench.awaitCount(ringway, CounterDescriptor.TIMED_OUT, queries);
            late.answer();
            ForwardingBench.awaitCount(ringway, CounterDescriptor.DROP_RESPONSE_UNMATCHED, 1);
            assertThat(bench.receive(false, 50)).isNull();
            final CountersSnapshot counters = ForwardingBench.assertAtRest(ringway);
            assertThat(counters.sum(CounterDescriptor.FORWARDED)).isEqualTo(queries + 1);
            backend.script(ScriptedBackend.Query::answer);
            bench.askAndVerify(ringway, 2, "again.example");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "useClientSubnet=true, xskSockets={upstream}",
                "useClientSubnet=true",
                "useProxyProtocol=true, xskSockets={upstream}",
                "useProxyProtocol=true",
                "xskSockets={upstream}",
                ""
            })
    void handsOverWhatTheBackendIsToKnow(final String keys) throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve(ONE_WAY + """
                    newServer({address="$b4:53", pool="chosen", healthCheckMode="up", %1$s})
                    newServer({address="[$b6]:53", pool="chosen", healthCheckMode="up", %1$s})
                    setServerPolicy(roundrobin)
                    addAction(AllRule(), PoolAction("chosen"))
                    """.formatted(keys));
            for (final int port : new int[] {53, 5300}) {
                for (final boolean ipv6 : new boolean[] {false, true}) {
                    for (int server = 0; server < 2; server++) {
                        if (keys.contains("Subnet")) {
                            assertSubnet(bench, backend, ringway, ipv6, port);
                        } else if (keys.contains("Proxy")) {
                            assertProxied(bench, backend, ringway, ipv6, port);
                        } else {
                            assertUnchanged(bench, backend, ringway, ipv6, port);
                            assertTruncated(bench, backend, ringway, ipv6, port);
                        }
                    }
                }
            }
            ForwardingBench.assertAtRest(ringway);
        }
    }

    private static void assertSubnet(
            final ForwardingBench bench,
            final ScriptedBackend backend,
            final RingwayProcess ringway,
            final boolean ipv6,
            final int port)
            throws Exception {
        backend.forget();
        final byte[] query = ForwardingBench.query(7, "www.example");
        final byte[] answer = bench.ask(query, ipv6, port);
        assertThat(answer).as(() -> ForwardingBench.counters(ringway)).isNotNull();
        final Message seen = new Message(backend.next().message());
        assertThat(seen.getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET))
                .as("at the backend: %s", seen)
                .hasSize(1);
        assertThat(seen.getOPT().getOptions().getFirst().toString()).contains(ipv6 ? "2001:db8:" : "192.0.");
        assertThat(answer).as("without the option").isEqualTo(ScriptedBackend.response(query));
    }

    private static void assertProxied(
            final ForwardingBench bench,
            final ScriptedBackend backend,
            final RingwayProcess ringway,
            final boolean ipv6,
            final int port)
            throws Exception {
        backend.forget();
        final int header = ipv6 ? 52 : 28;
        backend.script(query -> query.send(ScriptedBackend.response(
                java.util.Arrays.copyOfRange(query.message(), header, query.message().length))));
        final byte[] query = ForwardingBench.query(8, "www.example");
        final byte[] answer = bench.ask(query, ipv6, port);
        backend.script(ScriptedBackend.Query::answer);
        final byte[] seen = backend.next().message();
        assertThat(seen).hasSize(header + query.length);
        assertThat(seen).startsWith(0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21);
        assertThat(((seen[header - 2] & 0xFF) << 8) | (seen[header - 1] & 0xFF)).isEqualTo(port);
        assertThat(answer).as(() -> ForwardingBench.counters(ringway)).isEqualTo(ScriptedBackend.response(query));
    }

    /** An unknown type, opcode UPDATE, and EDNS options that are nobody's. */
    private static void assertUnchanged(
            final ForwardingBench bench,
            final ScriptedBackend backend,
            final RingwayProcess ringway,
            final boolean ipv6,
            final int port)
            throws Exception {
        backend.forget();
        final List<byte[]> queries = List.of(
                new DnsMessageBuilder()
                        .id(0xABCD)
                        .question(DnsMessageBuilder.name("www.example"), 65_280, 3)
                        .build(),
                new DnsMessageBuilder()
                        .id(0xABCE)
                        .flags(5 << 11)
                        .question(DnsMessageBuilder.name("www.example"), 6, 1)
                        .build(),
                new DnsMessageBuilder()
                        .id(0xABCF)
                        .flags(DnsMessageBuilder.RD)
                        .question(DnsMessageBuilder.name("www.example"), 1, 1)
                        .opt(4_096, 0, true, new byte[] {(byte) 0xFD, (byte) 0xE9, 0, 2, 1, 2})
                        .build());
        for (final byte[] query : queries) {
            bench.askAndVerify(ringway, query, ipv6, port);
            final byte[] seen = backend.next().message();
            seen[0] = query[0];
            seen[1] = query[1];
            assertThat(seen).as("at the backend, but for the ID").isEqualTo(query);
        }
    }

    private static void assertTruncated(
            final ForwardingBench bench,
            final ScriptedBackend backend,
            final RingwayProcess ringway,
            final boolean ipv6,
            final int port)
            throws Exception {
        backend.script(query -> query.send(ScriptedBackend.response(query.message(), 60)));
        final byte[] name = DnsMessageBuilder.name("www.example");
        final byte[] plain = new DnsMessageBuilder().id(9).question(name, 1, 1).build();
        final byte[] answer = bench.ask(plain, ipv6, port);
        assertThat(answer).as(() -> ForwardingBench.counters(ringway)).isNotNull();
        final Message cut = new Message(answer);
        assertThat(cut.getHeader().getFlag(org.xbill.DNS.Flags.TC))
                .as("TC of " + cut)
                .isTrue();
        assertThat(cut.getHeader().getID()).isEqualTo(9);
        assertThat(cut.getSection(org.xbill.DNS.Section.ANSWER)).isEmpty();
        final byte[] large = new DnsMessageBuilder()
                .id(10)
                .question(name, 1, 1)
                .opt(1_232, 0, false, new byte[0])
                .build();
        assertThat(bench.ask(large, ipv6, port)).isEqualTo(ScriptedBackend.response(large, 60));
        backend.script(ScriptedBackend.Query::answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"threading='shared', cpus={%d}", "threading='dedicated'"})
    void deliversResponsesThatComeUpOnAnotherQueue(final String threading) throws Exception {
        try (ForwardingBench bench = new ForwardingBench(2, 2);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve("""
                    clients = {}
                    upstreams = {}
                    for queue = 0, 1 do
                      clients[queue + 1] = newXsk({ifName="$c", NIC_queue_id=queue, frameNums=2048, ringSize=256, %1$s})
                      upstreams[queue + 1] = newXsk({ifName="$f", NIC_queue_id=queue, frameNums=2048, ringSize=256, %1$s})
                      addLocal("$4:53", {xskSocket=clients[queue + 1], reusePort=true})
                      addLocal("[$6]:53", {xskSocket=clients[queue + 1], reusePort=true})
                    end
                    newServer({address="$b4:53", xskSockets=upstreams})
                    newServer({address="[$b6]:53", xskSockets=upstreams})
                    setServerPolicy(roundrobin)
                    """.formatted(threading.replace("{%d}", "{queue}")));
            for (int i = 0; i < 40; i++) {
                // The flow decides about the queue.
                final DatagramSocket client = bench.socket();
                for (int j = 0; j < 10; j++) {
                    final byte[] query = ForwardingBench.query(i * 100 + j, "www.example");
                    client.send(new java.net.DatagramPacket(
                            query,
                            query.length,
                            new java.net.InetSocketAddress(
                                    java.net.InetAddress.ofLiteral(j % 3 == 0 ? bench.serverV6() : bench.serverV4()),
                                    53)));
                    final java.net.DatagramPacket answer = new java.net.DatagramPacket(new byte[512], 512);
                    try {
                        client.receive(answer);
                    } catch (final java.net.SocketTimeoutException e) {
                        throw new AssertionError(ForwardingBench.counters(ringway), e);
                    }
                    assertThat(java.util.Arrays.copyOf(answer.getData(), answer.getLength()))
                            .isEqualTo(ScriptedBackend.response(query));
                }
            }
            final CountersSnapshot counters = ForwardingBench.assertAtRest(ringway);
            final String seen = TestBench.describe(counters);
            assertThat(backend.queryCount()).as(seen).isEqualTo(400);
            assertThat(counters.sum(CounterDescriptor.RELAYED)).as(seen).isEqualTo(400);
            for (int queue = 0; queue < 2; queue++) {
                assertThat(of(
                                counters,
                                CounterDescriptor.FORWARDED,
                                bench.backends().serverInterface() + "/" + queue))
                        .as(seen)
                        .isPositive();
            }
            assertThat(counters.sum(CounterDescriptor.RESPONSES_OTHER_THREAD))
                    .as("a port whose responses come up elsewhere is given up: " + seen)
                    .isBetween(1L, 2L * 2 * 2 * 64);
        }
    }
}
