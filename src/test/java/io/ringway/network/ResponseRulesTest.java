package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.observe.CounterDescriptor;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsMessageBuilder.Section;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/** Rules for responses of a running Ringway, which come from a backend, the packet cache or itself, over AF_XDP, UDP sockets and TCP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ResponseRulesTest {
    private static final int XSK_PORT = 53;
    private static final int SOCKET_PORT = 5300;
    private static final int A = 1;
    private static final int NS = 2;
    private static final int CNAME = 5;
    private static final int AAAA = 28;
    private static final int NXDOMAIN = 3;
    private static final int HEADER = 12;
    private static final int TTL_S = 60;

    /** How a query comes. */
    private enum Way {
        AF_XDP,
        UDP,
        TCP
    }

    private static final String CONFIGURATION = """
            client = newXsk({ifName="$c", NIC_queue_id=0, frameNums=2048, ringSize=256})
            upstream = newXsk({ifName="$f", NIC_queue_id=0, frameNums=2048, ringSize=256})
            addLocal("$4:53", {xskSocket=client})
            addLocal("$4:5300")
            newServer({address="$b4:53", xskSockets={upstream}, healthCheckMode="up"})
            getPool(""):setCache(newPacketCache(1000, {dontAge=true}))
            function named(suffix, rule) return AndRule({QNameSuffixRule(suffix), rule}) end
            addAction("tag.test", SetTagAction("other", "thing"))
            addAction("tag.test", SetTagAction("who", "guest"))
            addAction("own.test", SpoofAction("192.0.2.7", {ttl=7000}))
            addAction("silent.test", RCodeAction(DNSRCode.REFUSED))
            addResponseAction("min.test", SetMinTTLResponseAction(500))
            addResponseAction("max.test", SetMaxTTLResponseAction(30))
            addResponseAction("limit.test", LimitTTLResponseAction(70, 80, {DNSQType.AAAA}))
            addResponseAction("reduced.test", SetReducedTTLResponseAction(50))
            addResponseAction("returned.test", SetMaxReturnedTTLResponseAction(5))
            addResponseAction("clear.test", ClearRecordTypesResponseAction({"AAAA", DNSQType.CNAME}))
            addResponseAction("uncached.test", SetSkipCacheResponseAction())
            addResponseAction("drop.test", DropResponseAction())
            addResponseAction("tc.test", TCResponseAction())
            addResponseAction("allow.test", AllowResponseAction())
            addResponseAction("allow.test", DropResponseAction())
            addResponseAction(named("rcode.test", RCodeRule(DNSRCode.NXDOMAIN)), SetMaxTTLResponseAction(1))
            addResponseAction(named("rcode.test", ERCodeRule(DNSRCode.NOERROR)), DropResponseAction())
            addResponseAction(named("tag.test", TagRule("who", "guest")), SetMaxTTLResponseAction(2))
            addResponseAction(named("client.test", NetmaskGroupRule("$4/24")), SetMaxTTLResponseAction(3))
            addResponseAction(named("type.test", QTypeRule("A")), SetMaxTTLResponseAction(4))
            addResponseAction(named("count.test", RecordsTypeCountRule(DNSSection.Answer, DNSQType.A, 2, 2)), SetMaxTTLResponseAction(5))
            addResponseAction(named("counts.test", RecordsCountRule(DNSSection.Authority, 1, 1)), SetMaxTTLResponseAction(6))
            addResponseAction(named("tcp.test", TCPRule(true)), SetMaxTTLResponseAction(7))
            addResponseAction(named("port.test", DSTPortRule(53)), SetMaxTTLResponseAction(8))
            addResponseAction("logged.test", LogResponseAction("$log", true, false))
            addResponseAction("late.test", DelayResponseAction(60))
            addCacheHitResponseAction("late.test", DelayResponseAction(60))
            addResponseAction("settag.test", SetTagResponseAction("more", "text"))
            addResponseAction(TagRule("more", "text"), SetMaxTTLResponseAction(9))
            addCacheInsertedResponseAction("inserted.test", SetMaxReturnedTTLResponseAction(10))
            addCacheHitResponseAction("hit.test", SetMaxTTLResponseAction(11))
            addCacheHitResponseAction("silenthit.test", DropResponseAction())
            addSelfAnsweredResponseAction("own.test", SetMaxTTLResponseAction(12))
            addSelfAnsweredResponseAction(RCodeRule(DNSRCode.REFUSED), DropResponseAction())
            """;

    private ForwardingBench bench;
    private ScriptedBackend backend;
    private RingwayProcess ringway;
    private int nextId = 100;
    private Path log;

    @BeforeAll
    void serve() throws Exception {
        bench = new ForwardingBench(1, 1);
        backend = bench.backend();
        backend.script(query -> query.send(response(query.message())));
        log = Files.createTempFile("responses", ".log");
        ringway = bench.serve(CONFIGURATION.replace("$log", log.toString()));
    }

    @AfterAll
    void end() throws IOException {
        bench.close();
        Files.delete(log);
    }

    /** An alias with two addresses of IPv4 and one of IPv6, which have their name of the alias's data, and a name server. */
    private static byte[] response(final byte[] query) {
        int end = HEADER;
        while (query[end] != 0) {
            end += query[end] + 1;
        }
        final byte[] name = Arrays.copyOfRange(query, HEADER, end + 1);
        final int target = name.length + HEADER + 4 + HEADER;
        final byte[] toName = {(byte) 0xC0, HEADER};
        final byte[] toTarget = {(byte) (0xC0 | (target >> 8)), (byte) target};
        final boolean exists = !new String(name, java.nio.charset.StandardCharsets.ISO_8859_1).contains("nothing");
        return new DnsMessageBuilder()
                .id(((query[0] & 0xFF) << 8) | (query[1] & 0xFF))
                .flags(0x8180 | (exists ? 0 : NXDOMAIN))
                .question(name, query[end + 2], 1)
                .record(Section.ANSWER, toName, CNAME, 1, TTL_S, DnsMessageBuilder.name("target.Example"))
                .record(Section.ANSWER, toTarget, A, 1, TTL_S, new byte[] {(byte) 192, 0, 2, 1})
                .record(Section.ANSWER, toTarget, AAAA, 1, TTL_S, new byte[16])
                .record(Section.ANSWER, toTarget, A, 1, TTL_S, new byte[] {(byte) 192, 0, 2, 2})
                .record(Section.AUTHORITY, toTarget, NS, 1, TTL_S, toTarget)
                .build();
    }

    private byte[] query(final String name, final int type) {
        nextId++;
        return new DnsMessageBuilder()
                .id(nextId)
                .flags(DnsMessageBuilder.RD)
                .question(DnsMessageBuilder.name(name), type, 1)
                .build();
    }

    private Message ask(final Way way, final String name) throws Exception {
        final byte[] query = query(name, A);
        final byte[] answer =
                way == Way.TCP ? askTcp(query) : bench.ask(query, false, way == Way.AF_XDP ? XSK_PORT : SOCKET_PORT);
        assertThat(answer)
                .as(() -> name + " by " + way + ": " + ForwardingBench.counters(ringway))
                .isNotNull();
        final Message message = new Message(answer);
        assertThat(message.getHeader().getID()).isEqualTo(nextId);
        return message;
    }

    private byte[] askTcp(final byte[] query) throws Exception {
        try (Socket socket = NamespaceThread.call(
                bench.bench().client(), () -> new Socket(InetAddress.ofLiteral(bench.serverV4()), SOCKET_PORT))) {
            socket.setSoTimeout(10_000);
            final byte[] framed = new byte[2 + query.length];
            framed[1] = (byte) query.length;
            System.arraycopy(query, 0, framed, 2, query.length);
            socket.getOutputStream().write(framed);
            final DataInputStream in = new DataInputStream(socket.getInputStream());
            final int length = in.read();
            return length < 0 ? null : in.readNBytes((length << 8) | in.read());
        }
    }

    /** Times to live of the answer section, in order. */
    private List<Long> ttls(final Way way, final String name) throws Exception {
        return ask(way, way.name().substring(0, 2) + "." + name).getSection(org.xbill.DNS.Section.ANSWER).stream()
                .map(Record::getTTL)
                .toList();
    }

    private void verify(final Way way, final String name, final long... expected) throws Exception {
        assertThat(ttls(way, name))
                .as(() -> name + " by " + way + "\n" + ForwardingBench.counters(ringway))
                .containsExactly(Arrays.stream(expected).boxed().toArray(Long[]::new));
    }

    private void verifyAll(final Way way, final String name, final long ttlS) throws Exception {
        verify(way, name, ttlS, ttlS, ttlS, ttlS);
    }

    @Test
    void actionsChangeWhatServersSay() throws Exception {
        for (final Way way : Way.values()) {
            verifyAll(way, "plain.test", TTL_S);
            verifyAll(way, "allow.test", TTL_S);
            verifyAll(way, "min.test", 500);
            verifyAll(way, "max.test", 30);
            verify(way, "limit.test", TTL_S, TTL_S, 70, TTL_S);
            verifyAll(way, "reduced.test", 30);
            verifyAll(way, "settag.test", 9);
            final Message cleared = ask(way, way + "x.clear.test");
            assertThat(cleared.getSection(org.xbill.DNS.Section.ANSWER).stream().map(Record::toString))
                    .containsExactly(
                            "target.Example.\t\t60\tIN\tA\t192.0.2.1", "target.Example.\t\t60\tIN\tA\t192.0.2.2");
            assertThat(cleared.getSection(org.xbill.DNS.Section.AUTHORITY).stream()
                            .map(Record::toString))
                    .containsExactly("target.Example.\t\t60\tIN\tNS\ttarget.Example.");
            final Message truncated = ask(way, way + "x.tc.test");
            assertThat(truncated.getHeader().getFlag(Flags.TC)).isEqualTo(way != Way.TCP);
            assertThat(truncated.getHeader().getCount(1)).isEqualTo(way == Way.TCP ? 4 : 0);
        }
        ForwardingBench.assertAtRest(ringway);
    }

    @Test
    void selectorsLookAtTheResponseAndAtWhatWasAsked() throws Exception {
        for (final Way way : Way.values()) {
            verifyAll(way, "nothing.rcode.test", 1);
            verifyAll(way, "tag.test", 2);
            verifyAll(way, "client.test", 3);
            verifyAll(way, "type.test", 4);
            verifyAll(way, "count.test", 5);
            verifyAll(way, "counts.test", 6);
            verifyAll(way, "tcp.test", way == Way.TCP ? 7 : TTL_S);
            verifyAll(way, "port.test", way == Way.AF_XDP ? 8 : TTL_S);
        }
        ForwardingBench.assertAtRest(ringway);
    }

    @Test
    void stagesSeeWhatTheyShould() throws Exception {
        for (final Way way : Way.values()) {
            verifyAll(way, "returned.test", 5);
            verifyAll(way, "returned.test", TTL_S);
            verifyAll(way, "max.hit.test", TTL_S);
            verifyAll(way, "max.hit.test", 11);
            verifyAll(way, "inserted.test", 10);
            verifyAll(way, "inserted.test", TTL_S);
            verify(way, "own.test", 12);
            backend.forget();
            verifyAll(way, "uncached.test", TTL_S);
            verifyAll(way, "uncached.test", TTL_S);
            assertThat(backend.queryCount()).as("by %s", way).isEqualTo(2);
        }
        ForwardingBench.assertAtRest(ringway);
    }

    @Test
    void logsResponses() throws Exception {
        for (final Way way : Way.values()) {
            verifyAll(way, "nothing.logged.test", TTL_S);
            final String line =
                    " for " + way.name().substring(0, 2) + ".nothing.logged.test. A (NXDOMAIN) with id " + nextId;
            Until.isTrue(
                    "a line of " + way,
                    () -> lines().anyMatch(seen -> seen.startsWith("Answer to 192.0.") && seen.endsWith(line)),
                    () -> lines().toList().toString());
        }
    }

    private Stream<String> lines() {
        try {
            return Files.readAllLines(log).stream();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void keepsAnswersWaiting() throws Exception {
        for (final Way way : new Way[] {Way.AF_XDP, Way.UDP}) {
            for (int round = 0; round < 2; round++) {
                final long beforeNs = System.nanoTime();
                verifyAll(way, "late.test", TTL_S);
                assertThat(System.nanoTime() - beforeNs)
                        .as("round %d by %s", round, way)
                        .isGreaterThanOrEqualTo(60_000_000L);
            }
        }
    }

    @Test
    void dropsAndCounts() throws Exception {
        for (final Way way : Way.values()) {
            for (final String name : new String[] {"drop.test", "silent.test", "silenthit.test"}) {
                final String asked = way + "x." + name;
                if (name.equals("silenthit.test")) {
                    assertThat(ask(way, asked).getHeader().getCount(1)).isEqualTo(4);
                }
                final long before = dropped();
                final byte[] query = query(asked, A);
                if (way == Way.TCP) {
                    assertThat(askTcp(query)).as("the connection ends").isNull();
                } else {
                    bench.send(query, false, way == Way.AF_XDP ? XSK_PORT : SOCKET_PORT);
                }
                Until.isTrue(
                        asked + " is dropped", () -> dropped() == before + 1, () -> ForwardingBench.counters(ringway));
            }
        }
        assertThat(bench.receive(false, 100)).as("nothing comes").isNull();
        ForwardingBench.assertAtRest(ringway);
    }

    private long dropped() {
        return ringway.counters().sum(CounterDescriptor.DROP_RESPONSE_RULE);
    }

    @Test
    void passesOnWhatItCannotChange() throws IOException {
        final byte[] query = query("odd.clear.test", A);
        backend.script(received -> {
            final byte[] odd = response(received.message());
            odd[7] = 5;
            received.send(odd);
        });
        try {
            final byte[] answer = bench.ask(query, false, XSK_PORT);
            assertThat(answer).as(() -> ForwardingBench.counters(ringway)).hasSameSizeAs(response(query));
            assertThat(ringway.counters().sum(CounterDescriptor.RESPONSE_CHANGES_REFUSED))
                    .isPositive();
        } finally {
            backend.script(received -> received.send(response(received.message())));
        }
    }
}
