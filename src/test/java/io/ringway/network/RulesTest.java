package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.observe.CounterDescriptor;
import io.ringway.wire.DnsMessageBuilder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Every selector and action of a running Ringway, asked through AF_XDP, through a UDP socket and over TCP; dnsjava reads the answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class RulesTest {
    private static final String SERVER = "192.0.41.1";
    private static final int XSK_PORT = 53;
    private static final int SOCKET_PORT = 5300;
    private static final int TIMEOUT_MS = 10_000;
    private static final int NXDOMAIN = 3;
    private static final int REFUSED = 5;
    private static final int A = 1;
    private static final int MX = 15;
    private static final int TXT = 16;
    private static final int AAAA = 28;
    private static final int ANY = 255;

    /** How a query comes. */
    private enum Way {
        AF_XDP,
        UDP,
        TCP
    }

    /** A selector in the dialect, a query that it matches and one that it does not; both are for names below {@code cN.test}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Case(String rule, byte[] matching, byte[] other) {}

    private static final Map<String, Case> CASES = new LinkedHashMap<>();

    static {
        add("AllRule()", question("x", A), null);
        add("AndRule({RDRule(), QTypeRule(\"A\")})", question("x", A), question("x", AAAA));
        add("OrRule({QTypeRule(\"A\"), QTypeRule(\"AAAA\")})", question("x", AAAA), question("x", MX));
        add("NotRule(QTypeRule(DNSQType.A))", question("x", MX), question("x", A));
        add("QNameRule(\"x.ME.test\")", question("X", A), question("y", A));
        add("QNameSuffixRule({\"x.ME.test\", \"y.ME.test\"})", question("a.y", A), question("ax", A));
        add("SuffixMatchNodeRule(suffixes)", question("deep.in", A), question("out", A));
        add("QNameSetRule(names)", question("exactly", A), question("not.exactly", A));
        add("QTypeRule(DNSQType.MX)", question("x", MX), question("x", TXT));
        add("QClassRule(DNSClass.CHAOS)", builder("x", A, 3).build(), question("x", A));
        add("OpcodeRule(DNSOpcode.Notify)", builder("x", A, 1).flags(0x2000).build(), question("x", A));
        add("RCodeRule(DNSRCode.NXDOMAIN)", builder("x", A, 1).flags(3).build(), question("x", A));
        add("RegexRule(\"^ad[0-9]+\\\\.\")", question("AD17", A), question("bad17", A));
        add("RE2Rule(\"[a-c]+\\\\.ME\\\\.test\")", question("abc", A), question("abcd", A));
        add("NetmaskGroupRule(\"192.0.41.0/24\")", question("x", A), null);
        add("NetmaskGroupRule({\"192.0.41.2\", \"10.0.0.0/8\"}, false)", null, question("x", A));
        add("DNSSECRule()", builder("x", A, 1).opt(1232, 0, true, new byte[0]).build(), question("x", A));
        add("RDRule()", question("x", A), builder("x", A, 1).flags(0).build());
        add(
                "EDNSVersionRule(0)",
                null,
                builder("x", A, 1).opt(1232, 0, true, new byte[0]).build());
        add(
                "EDNSOptionRule(EDNSOptionCode.COOKIE)",
                builder("x", A, 1)
                        .opt(1232, 0, false, new byte[] {0, 10, 0, 2, 1, 2})
                        .build(),
                builder("x", A, 1)
                        .opt(1232, 0, false, new byte[] {0, 12, 0, 2, 1, 2})
                        .build());
        add("ProbaRule(1)", question("x", A), null);
        add("ProbaRule(0)", null, question("x", A));
        add("QNameLabelsCountRule(1, 3)", question("a.b", A), question("a", A));
        add("QNameWireLengthRule(1, 20)", question("a-rather-long-label", A), question("a", A));
        add(
                "RecordsCountRule(DNSSection.Answer, 1, 2)",
                builder("x", A, 1)
                        .record(DnsMessageBuilder.Section.ANSWER, 65_280, new byte[3])
                        .build(),
                question("x", A));
        add(
                "RecordsTypeCountRule(DNSSection.Authority, 65280, 1, 1)",
                builder("x", A, 1)
                        .record(DnsMessageBuilder.Section.AUTHORITY, 65_280, new byte[3])
                        .build(),
                builder("x", A, 1)
                        .record(DnsMessageBuilder.Section.AUTHORITY, 65_281, new byte[3])
                        .build());
        add(
                "PayloadSizeRule(\"greater\", 100)",
                builder("x", A, 1).trailing(new byte[100]).build(),
                question("x", A));
        add("TrailingDataRule()", builder("x", A, 1).trailing(new byte[1]).build(), question("x", A));
        add("TagRule(\"type\", \"text\")", question("x", TXT), question("x", A));
        add("PoolAvailableRule(\"\")", null, question("x", A));
        add("NotRule(MaxQPSRule(100000))", null, question("x", A));
        add("MaxQPSIPRule(100000)", null, question("x", A));
        add("makeRule(\"x.ME.test\")", question("x", A), question("y", A));
        add("LuaRule(function(dq) return dq.qtype == DNSQType.MX end)", question("x", MX), question("x", A));
        add("LuaRule(function(dq) error('on purpose') end)", null, question("x", A));
        add("timed:slice()", question("x", A), null);
    }

    /** Names are filled in when it is known which case it is: {@code ME} stands for its label. */
    private static void add(final String rule, final byte[] matching, final byte[] other) {
        CASES.put("c" + CASES.size(), new Case(rule, matching, other));
    }

    private static DnsMessageBuilder builder(final String name, final int type, final int questionClass) {
        return new DnsMessageBuilder().question(DnsMessageBuilder.name(name + ".ME.test"), type, questionClass);
    }

    private static byte[] question(final String name, final int type) {
        return builder(name, type, 1).build();
    }

    /** The two bytes of {@code ME} become the case's label, which may be longer. */
    private static byte[] named(final byte[] message, final String label) {
        int position = 12;
        while (message[position] != 2 || message[position + 1] != 'M') {
            position += 1 + message[position];
        }
        final byte[] named = new byte[message.length + label.length() - 2];
        System.arraycopy(message, 0, named, 0, position);
        named[position] = (byte) label.length();
        for (int i = 0; i < label.length(); i++) {
            named[position + 1 + i] = (byte) label.charAt(i);
        }
        System.arraycopy(message, position + 3, named, position + 1 + label.length(), message.length - position - 3);
        return named;
    }

    private static final String ACTIONS = """
            addAction("allow.test", AllowAction())
            addAction("drop.test", DropAction())
            addAction(AndRule({makeRule("version.test"), EDNSVersionRule(0)}), DropAction())
            addAction("none.test", NoneAction())
            addAction("continue.test", ContinueAction(RCodeAction(DNSRCode.NXDOMAIN)))
            addAction("rcode.test", RCodeAction(DNSRCode.NOTIMP, {aa=true, ad=true, ra=false}))
            addAction("ercode.test", ERCodeAction(DNSRCode.BADCOOKIE))
            addAction("tc.test", TCAction())
            addAction("lua.test", LuaAction(function(dq)
              local action = dq.qname:toStringNoDot():match("^(%w+)%.")
              return DNSAction[action], ({Spoof="192.0.2.9", Pool="nobody", SpoofRaw="\\192\\000\\002\\010"})[action]
            end))
            addAction("pool.test", PoolAction("nobody"))
            addAction("qps.test", QPSAction(3))
            addAction("qpspool.test", QPSPoolAction(3, "nobody"))
            addAction("spoof.test", SpoofAction({"192.0.2.7", "2001:db8::7"}, {ttl=7}))
            addAction("cname.test", SpoofCNAMEAction("Target.Example.", {ttl=8, aa=true}))
            addAction("raw.test", SpoofRawAction({"\\003abc", "\\001x"}, {ttl=9, typeForAny=DNSQType.TXT}))
            addAction("large.test", SpoofRawAction({string.rep("\\199" .. string.rep("y", 199), 3)}))
            addAction("nx.test", NegativeAndSOAAction(true, "nx.test", 10, "ns.test", "mail.test", 4294967295, 2, 3, 4, 5))
            addAction("nodata.test", NegativeAndSOAAction(false, "nodata.test", 11, "a.b", "c.d", 1, 2, 3, 4, 5, {soaInAuthoritySection=true}))
            addAction("bits.test", SetNoRecurseAction())
            addAction("bits.test", SetDisableValidationAction())
            addAction("tag.test", SetTagAction("name", "value"))
            addAction("tag.test", SetSkipCacheAction())
            addAction(TagRule("name"), RCodeAction(DNSRCode.NXDOMAIN))
            """;

    private TestBench bench;
    private RingwayProcess ringway;

    @BeforeAll
    void serve() throws Exception {
        bench = new TestBench();
        bench.join(41, 1);
        final StringBuilder configuration = new StringBuilder("""
                xsk = newXsk({ifName="rws41", NIC_queue_id=0, frameNums=1024})
                addLocal("192.0.41.1:53", {xskSocket=xsk})
                addLocal("192.0.41.1:5300")
                setACL({"192.0.41.0/24"})
                setServFailWhenNoServer(true)
                newServer({address="192.0.41.2:5399", pool="unused"})
                addAction(QTypeRule("TXT"), SetTagAction("type", "text"))
                suffixes = newSuffixMatchNode()
                names = newDNSNameSet()
                timed = TimedIPSetRule()
                timed:add("192.0.41.2", 3600)
                """);
        CASES.forEach((label, made) -> configuration
                .append("suffixes:add(\"in.%1$s.test\") names:add(\"exactly.%1$s.test\")\n".formatted(label))
                .append("addAction(AndRule({QNameSuffixRule(\"%s.test\"), %s}), RCodeAction(DNSRCode.NXDOMAIN))\n"
                        .formatted(label, made.rule().replace("ME", label))));
        configuration.append(ACTIONS).append("addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))\n");
        ringway = bench.serve(configuration.toString());
    }

    @AfterAll
    void end() {
        bench.close();
    }

    private byte[] ask(final Way way, final byte[] query) throws Exception {
        if (way == Way.TCP) {
            return askTcp(query);
        }
        final int port = way == Way.AF_XDP ? XSK_PORT : SOCKET_PORT;
        try (DatagramSocket socket = NamespaceThread.call(bench.client(), () -> new DatagramSocket())) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(SERVER), port));
            socket.send(new DatagramPacket(query, query.length));
            final DatagramPacket answer = new DatagramPacket(new byte[4_096], 4_096);
            socket.receive(answer);
            return Arrays.copyOf(answer.getData(), answer.getLength());
        }
    }

    private byte[] askTcp(final byte[] query) throws Exception {
        try (Socket socket = NamespaceThread.call(bench.client(), () -> new Socket(SERVER, SOCKET_PORT))) {
            socket.setSoTimeout(TIMEOUT_MS);
            final DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(query.length);
            out.write(query);
            out.flush();
            final DataInputStream in = new DataInputStream(socket.getInputStream());
            return in.readNBytes(in.readUnsignedShort());
        }
    }

    private Message answer(final Way way, final String name, final int type) throws Exception {
        return new Message(ask(
                way,
                new DnsMessageBuilder()
                        .question(DnsMessageBuilder.name(name), type, 1)
                        .build()));
    }

    @Test
    void everySelectorMatchesWhatItShould() throws Exception {
        for (final Way way : Way.values()) {
            for (final Map.Entry<String, Case> entry : CASES.entrySet()) {
                final Case made = entry.getValue();
                final String seen = made.rule() + " by " + way;
                if (made.matching() != null) {
                    final Message answer = new Message(ask(way, named(made.matching(), entry.getKey())));
                    assertThat(answer.getRcode()).as(seen).isEqualTo(NXDOMAIN);
                }
                if (made.other() != null) {
                    final Message answer = new Message(ask(way, named(made.other(), entry.getKey())));
                    assertThat(answer.getRcode()).as("not " + seen).isEqualTo(REFUSED);
                }
            }
        }
        Until.isTrue(
                "failed functions are counted",
                () -> ringway.counters().sum(CounterDescriptor.LUA_ERRORS) == Way.values().length,
                () -> TestBench.describe(ringway.counters()));
        assertThat(ringway.process().output()).containsOnlyOnce("on purpose");
        TestBench.assertLedger(ringway);
    }

    @Test
    void actionsAnswerWithHeadersAsTheyShould() throws Exception {
        for (final Way way : Way.values()) {
            assertThat(answer(way, "x.allow.test", A).getRcode())
                    .as("no server, by %s", way)
                    .isEqualTo(2);
            assertThat(answer(way, "x.none.test", A).getRcode()).isEqualTo(REFUSED);
            assertThat(answer(way, "x.continue.test", A).getRcode()).isEqualTo(REFUSED);
            assertThat(answer(way, "x.pool.test", A).getRcode()).isEqualTo(2);
            assertThat(answer(way, "x.tag.test", A).getRcode()).isEqualTo(NXDOMAIN);
            final Message rcode = answer(way, "rcode.test", A);
            assertThat(rcode.getRcode()).isEqualTo(4);
            assertThat(rcode.getHeader().getFlag(Flags.AA)).isTrue();
            assertThat(rcode.getHeader().getFlag(Flags.AD)).isTrue();
            assertThat(rcode.getHeader().getFlag(Flags.RA)).isFalse();
            final Message bits = answer(way, "bits.test", A);
            assertThat(bits.getHeader().getFlag(Flags.RD))
                    .as("as the client sent it")
                    .isTrue();
            assertThat(bits.getHeader().getFlag(Flags.CD)).isFalse();
            final byte[] edns = new DnsMessageBuilder()
                    .question(DnsMessageBuilder.name("ercode.test"), A, 1)
                    .opt(1232, 0, true, new byte[0])
                    .build();
            assertThat(new Message(ask(way, edns)).getRcode()).isEqualTo(23);
            final byte[] version = new DnsMessageBuilder()
                    .question(DnsMessageBuilder.name("rcode.test"), A, 1)
                    .opt(1232, 1, true, new byte[0])
                    .build();
            assertThat(new Message(ask(way, version)).getRcode())
                    .as("BADVERS, whatever rules say")
                    .isEqualTo(16);
            final Message truncated = answer(way, "tc.test", A);
            assertThat(truncated.getHeader().getFlag(Flags.TC))
                    .as("TC by %s", way)
                    .isEqualTo(way != Way.TCP);
            assertThat(truncated.getRcode()).isEqualTo(way == Way.TCP ? REFUSED : 0);
        }
    }

    @Test
    void functionsOfLuaDecide() throws Exception {
        final Map<String, Integer> rcodes = Map.of(
                "Nxdomain",
                NXDOMAIN,
                "Refused",
                REFUSED,
                "ServFail",
                2,
                "Spoof",
                0,
                "SpoofRaw",
                0,
                "Pool",
                2,
                "None",
                REFUSED);
        for (final Way way : Way.values()) {
            for (final Map.Entry<String, Integer> entry : rcodes.entrySet()) {
                assertThat(answer(way, entry.getKey() + ".lua.test", A).getRcode())
                        .as("%s by %s", entry.getKey(), way)
                        .isEqualTo(entry.getValue());
            }
            assertThat(records(answer(way, "Spoof.lua.test", A), Section.ANSWER))
                    .containsExactly("Spoof.lua.test.\t\t60\tIN\tA\t192.0.2.9");
            assertThat(records(answer(way, "SpoofRaw.lua.test", A), Section.ANSWER))
                    .containsExactly("SpoofRaw.lua.test.\t60\tIN\tA\t192.0.2.10");
            assertThat(answer(way, "Truncate.lua.test", A).getHeader().getFlag(Flags.TC))
                    .isEqualTo(way != Way.TCP);
        }
    }

    @Test
    void actionsAnswerWithRecordsAsTheyShould() throws Exception {
        for (final Way way : Way.values()) {
            assertThat(records(answer(way, "spoof.test", A), Section.ANSWER))
                    .containsExactly("spoof.test.\t\t7\tIN\tA\t192.0.2.7");
            assertThat(records(answer(way, "spoof.test", AAAA), Section.ANSWER))
                    .containsExactly("spoof.test.\t\t7\tIN\tAAAA\t2001:db8:0:0:0:0:0:7");
            assertThat(answer(way, "spoof.test", MX).getRcode()).isEqualTo(REFUSED);
            final Message cname = answer(way, "a.cname.test", MX);
            assertThat(records(cname, Section.ANSWER))
                    .containsExactly("a.cname.test.\t\t8\tIN\tCNAME\tTarget.Example.");
            assertThat(cname.getHeader().getFlag(Flags.AA)).isTrue();
            assertThat(records(answer(way, "raw.test", TXT), Section.ANSWER))
                    .containsExactlyInAnyOrder("raw.test.\t\t9\tIN\tTXT\t\"abc\"", "raw.test.\t\t9\tIN\tTXT\t\"x\"");
            assertThat(records(answer(way, "raw.test", ANY), Section.ANSWER))
                    .containsExactlyInAnyOrder("raw.test.\t\t9\tIN\tTXT\t\"abc\"", "raw.test.\t\t9\tIN\tTXT\t\"x\"");
            final Message large = answer(way, "large.test", TXT);
            assertThat(large.getHeader().getFlag(Flags.TC)).isEqualTo(way != Way.TCP);
            assertThat(records(large, Section.ANSWER)).hasSize(way == Way.TCP ? 1 : 0);
            final Message negative = answer(way, "deep.nx.test", A);
            assertThat(negative.getRcode()).isEqualTo(NXDOMAIN);
            assertThat(records(negative, Section.ADDITIONAL))
                    .containsExactly("nx.test.\t\t10\tIN\tSOA\tns.test. mail.test. 4294967295 2 3 4 5");
            final Message empty = answer(way, "nodata.test", A);
            assertThat(empty.getRcode()).isZero();
            assertThat(records(empty, Section.AUTHORITY))
                    .containsExactly("nodata.test.\t\t11\tIN\tSOA\ta.b. c.d. 1 2 3 4 5");
        }
    }

    private static List<String> records(final Message message, final int section) {
        return message.getSection(section).stream().map(Record::toString).toList();
    }

    private long dropped() {
        return ringway.counters().sum(CounterDescriptor.DROP_RULE);
    }

    @Test
    void actionsDropAndCount() throws Exception {
        for (final int port : List.of(XSK_PORT, SOCKET_PORT)) {
            try (DatagramSocket socket = NamespaceThread.call(bench.client(), () -> new DatagramSocket())) {
                final long before = dropped();
                socket.connect(new InetSocketAddress(InetAddress.ofLiteral(SERVER), port));
                final byte[] query = new DnsMessageBuilder()
                        .question(DnsMessageBuilder.name("drop.test"), A, 1)
                        .build();
                socket.send(new DatagramPacket(query, query.length));
                Until.isTrue("the drop", () -> dropped() == before + 1, () -> TestBench.describe(ringway.counters()));
                final DnsMessageBuilder version =
                        new DnsMessageBuilder().question(DnsMessageBuilder.name("version.test"), A, 1);
                final byte[] newer = version.opt(1232, 1, true, new byte[0]).build();
                socket.send(new DatagramPacket(newer, newer.length));
                Until.isTrue("the drop", () -> dropped() == before + 2, () -> TestBench.describe(ringway.counters()));
            }
        }
    }

    @Test
    void ratesHoldForAllWaysTogether() throws Exception {
        final long before = dropped();
        final byte[] query = new DnsMessageBuilder()
                .question(DnsMessageBuilder.name("qps.test"), A, 1)
                .build();
        final int each = 50;
        for (final int port : List.of(XSK_PORT, SOCKET_PORT)) {
            try (DatagramSocket socket = NamespaceThread.call(bench.client(), () -> new DatagramSocket())) {
                socket.connect(new InetSocketAddress(InetAddress.ofLiteral(SERVER), port));
                for (int i = 0; i < each; i++) {
                    socket.send(new DatagramPacket(query, query.length));
                }
            }
        }
        // Three a second: a slow machine may see several seconds begin.
        Until.isTrue(
                "most are dropped", () -> dropped() >= before + each, () -> TestBench.describe(ringway.counters()));
        int pooled = 0;
        for (int i = 0; i < 12; i++) {
            pooled += answer(Way.values()[i % 3], "qpspool.test", A).getRcode() == 2 ? 1 : 0;
        }
        assertThat(pooled).as("within the rate, to a pool without a server").isPositive();
    }
}
