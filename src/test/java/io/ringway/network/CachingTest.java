package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.wire.DnsMessageBuilder;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers from the packet cache, over every way in and out, on real veth pairs. */
@Timeout(120)
class CachingTest {
    private static final String SOCKETS = """
            client = newXsk({ifName="$c", NIC_queue_id=0, frameNums=2048, ringSize=256, threading="%1$s"})
            upstream = newXsk({ifName="$f", NIC_queue_id=0, frameNums=2048, ringSize=256, threading="%1$s"})
            addLocal("$4:53", {xskSocket=client})
            addLocal("[$6]:53", {xskSocket=client})
            addLocal("$4:5300")
            addLocal("[$6]:5300")
            """;

    @ParameterizedTest
    @ValueSource(strings = {"shared, xskSockets={upstream}", "dedicated, xskSockets={upstream}", "shared,"})
    void answersWhatWasAskedBefore(final String way) throws Exception {
        final String threading = way.substring(0, way.indexOf(','));
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve(SOCKETS.formatted(threading)
                    + "newServer({address='$b4:53', healthCheckMode='up'" + way.substring(way.indexOf(','))
                    + "})\ngetPool(''):setCache(newPacketCache(1000, {dontAge=true}))\n");
            int id = 0;
            final int rounds = 20;
            for (int round = 0; round < rounds; round++) {
                for (final String name : new String[] {"www" + round + ".example", "wWW" + round + ".eXAmple"}) {
                    for (final boolean ipv6 : new boolean[] {false, true}) {
                        for (final int port : new int[] {53, 5300}) {
                            id = (id + 4_099) & 0xFFFF;
                            bench.askAndVerify(ringway, ForwardingBench.query(id, name), ipv6, port);
                            bench.askAndVerify(ringway, edns(id, name, true), ipv6, port);
                            bench.askAndVerify(ringway, edns(id, name, false), ipv6, port);
                        }
                    }
                }
            }
            ForwardingBench.awaitCount(ringway, CounterDescriptor.CACHE_HITS, 3L * 7 * rounds);
            final CountersSnapshot counters = ForwardingBench.assertAtRest(ringway);
            final String seen = TestBench.describe(counters);
            assertThat(backend.queryCount()).as(seen).isEqualTo(3 * rounds);
            assertThat(counters.sum(CounterDescriptor.CACHE_MISSES)).as(seen).isEqualTo(3L * rounds);
            assertThat(counters.sum(CounterDescriptor.CACHE_INSERTS)).as(seen).isEqualTo(3L * rounds);
            assertThat(counters.sum(CounterDescriptor.CACHE_ENTRIES)).as(seen).isEqualTo(3L * rounds);
            assertThat(counters.sum(CounterDescriptor.CACHE_MEMORY_BYTES))
                    .as(seen)
                    .isGreaterThan(1000 * 512);
            assertThat(counters.sum(CounterDescriptor.ANSWERED)).as(seen).isEqualTo(3L * 7 * rounds);
        }
    }

    private static byte[] edns(final int id, final String name, final boolean dnssecOk) {
        return new DnsMessageBuilder()
                .id(id)
                .flags(DnsMessageBuilder.RD)
                .question(DnsMessageBuilder.name(name), 1, 1)
                .opt(1232, 0, dnssecOk, new byte[0])
                .build();
    }

    @Test
    void keepsTcpApart() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve("""
                    addLocal("$4:5300")
                    newServer({address="$b4:53", healthCheckMode="up"})
                    getPool(""):setCache(newPacketCache(1000, {dontAge=true}))
                    """);
            final byte[] query = ForwardingBench.query(77, "tcp.example");
            bench.askAndVerify(ringway, query, false, 5300);
            bench.askAndVerify(ringway, query, false, 5300);
            final Socket socket = bench.bench()
                    .add(NamespaceThread.call(
                            bench.bench().client(), () -> new Socket(InetAddress.ofLiteral(bench.serverV4()), 5300)));
            final DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < 3; i++) {
                query[1] = (byte) i;
                final byte[] framed = new byte[2 + query.length];
                framed[1] = (byte) query.length;
                System.arraycopy(query, 0, framed, 2, query.length);
                socket.getOutputStream().write(framed);
                final byte[] answer = new byte[in.readUnsignedShort()];
                in.readFully(answer);
                assertThat(answer).as("answer %d over TCP", i).isEqualTo(ScriptedBackend.response(query));
            }
            ForwardingBench.awaitCount(ringway, CounterDescriptor.CACHE_HITS, 3);
            assertThat(backend.queryCount()).isEqualTo(2);
            ForwardingBench.assertAtRest(ringway);
        }
    }

    @Test
    void givesStaleAnswersWhileNoServerIsUp() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve(SOCKETS.formatted("auto") + """
                    newServer({address="$b4:53", xskSockets={upstream}})
                    getPool(""):setCache(newPacketCache(1000, {staleTTL=7}))
                    setStaleCacheEntriesTTL(3600)
                    """);
            final byte[] query = ForwardingBench.query(5, "www.example");
            final int ttlAt = query.length + 6;
            backend.script(received -> {
                final byte[] answer = ScriptedBackend.response(received.message());
                answer[ttlAt + 3] = 1;
                received.send(answer);
            });
            assertThat(bench.ask(query))
                    .as(() -> ForwardingBench.counters(ringway))
                    .isNotNull();
            backend.healthy(false);
            final AtomicReference<byte[]> answer = new AtomicReference<>();
            Until.isTrue(
                    "a stale answer",
                    () -> {
                        answer.set(askOnce(bench, query));
                        return answer.get() != null && answer.get()[ttlAt + 3] == 7;
                    },
                    () -> ForwardingBench.counters(ringway));
            final byte[] expected = ScriptedBackend.response(query);
            expected[ttlAt + 3] = 7;
            assertThat(answer.get()).isEqualTo(expected);
        }
    }

    @Test
    void asksRulesOfCacheMissesWhenItCannotAnswer() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve(SOCKETS.formatted("auto") + """
                    addAction("skip.example", SetSkipCacheAction())
                    addAction("nocache.example", PoolAction("nocache"))
                    addCacheMissAction("refused.example", RCodeAction(DNSRCode.REFUSED))
                    addCacheMissAction("moved.example", PoolAction("other"))
                    addCacheMissAction("skip.example", RCodeAction(DNSRCode.REFUSED))
                    addCacheMissAction("nocache.example", RCodeAction(DNSRCode.REFUSED))
                    newServer({address="$b4:53", healthCheckMode="up"})
                    newServer({address="[$b6]:53", healthCheckMode="up", pool="other"})
                    newServer({address="$b4:53", healthCheckMode="up", pool="nocache"})
                    getPool(""):setCache(newPacketCache(1000, {dontAge=true}))
                    """);
            for (int round = 0; round < 2; round++) {
                for (final int port : new int[] {53, 5300}) {
                    assertThat(bench.ask(ForwardingBench.query(port, "www.refused.example"), false, port)[3] & 0xF)
                            .as("never asked of the backend, so never cached")
                            .isEqualTo(5);
                    bench.askAndVerify(ringway, ForwardingBench.query(port, "www.moved.example"), false, port);
                    bench.askAndVerify(ringway, ForwardingBench.query(port, "www.skip.example"), false, port);
                    bench.askAndVerify(ringway, ForwardingBench.query(port, "www.nocache.example"), false, port);
                }
            }
            int moved = 0;
            for (int i = 0; i < 9; i++) {
                final ScriptedBackend.Query query = backend.next();
                moved += query.socket().getLocalAddress() instanceof java.net.Inet6Address ? 1 : 0;
            }
            assertThat(moved).as("one miss, and then hits").isEqualTo(1);
            assertThat(backend.queryCount()).as("no more than these").isZero();
            ForwardingBench.awaitCount(ringway, CounterDescriptor.CACHE_HITS, 3);
            ForwardingBench.assertAtRest(ringway);
        }
    }

    @Test
    void keepsFailuresAsLongAsRulesSay() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve(SOCKETS.formatted("auto") + """
                    addAction("flaky.example", SetTempFailureCacheTTLAction(0))
                    newServer({address="$b4:53", healthCheckMode="up"})
                    getPool(""):setCache(newPacketCache(1000))
                    """);
            backend.script(received -> {
                final byte[] answer = ScriptedBackend.response(received.message());
                answer[3] |= 2;
                received.send(answer);
            });
            for (int i = 0; i < 3; i++) {
                for (final int port : new int[] {53, 5300}) {
                    assertThat(bench.ask(ForwardingBench.query(i, "www.flaky.example"), false, port)[3] & 0xF)
                            .isEqualTo(2);
                    assertThat(bench.ask(ForwardingBench.query(i, "www.example"), false, port)[3] & 0xF)
                            .isEqualTo(2);
                }
            }
            ForwardingBench.awaitCount(ringway, CounterDescriptor.CACHE_HITS, 5);
            assertThat(backend.queryCount()).isEqualTo(7);
        }
    }

    /** What was kept for everybody is for nobody any more once a server comes that is told the client's network. */
    @Test
    void keepsNetworksApartOnceAServerIsToldThem() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve(SOCKETS.formatted("auto") + """
                    plain = newServer({address="$b4:53", healthCheckMode="up"})
                    getPool(""):setCache(newPacketCache(1000, {dontAge=true}))
                    local told = false
                    addAction("now.example", LuaAction(function(query)
                      told = true
                      return DNSAction.Refused
                    end))
                    function maintenance()
                      if told and plain then
                        newServer({address="$b4:53", healthCheckMode="up", useClientSubnet=true})
                        rmServer(plain)
                        plain = nil
                      end
                    end
                    """);
            bench.askAndVerify(ringway, ForwardingBench.query(1, "www.example"), false, 53);
            bench.askAndVerify(ringway, ForwardingBench.query(2, "www.example"), true, 53);
            assertThat(backend.queryCount()).as("for everybody").isEqualTo(1);
            bench.ask(ForwardingBench.query(3, "now.example"));
            Until.isTrue(
                    "the other server alone",
                    () -> ringway.process().output().contains("gone, its sockets are closed"),
                    () -> ForwardingBench.counters(ringway));
            backend.forget();
            for (int i = 0; i < 2; i++) {
                bench.askAndVerify(ringway, ForwardingBench.query(i, "www.example"), false, 53);
            }
            assertThat(backend.queryCount()).as("for one network").isEqualTo(1);
            bench.askAndVerify(ringway, ForwardingBench.query(4, "www.example"), true, 53);
            assertThat(backend.queryCount()).as("for each network").isEqualTo(2);
            ForwardingBench.assertAtRest(ringway);
        }
    }

    private static byte[] askOnce(final ForwardingBench bench, final byte[] query) {
        try {
            bench.send(query, false, 53);
            return bench.receive(false, 200);
        } catch (final java.io.IOException e) {
            return null;
        }
    }
}
