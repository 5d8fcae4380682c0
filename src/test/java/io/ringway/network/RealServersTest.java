package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.Command;
import io.ringway.lab.Namespace;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Knot DNS, NSD, Unbound and BIND give the same content through Ringway as they give directly, over UDP and TCP, whatever EDNS options are in the
 * query.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealServersTest {
    private static final String COOKIE = "+cookie=0123456789abcdef";

    private static final List<List<String>> QUERIES = List.of(
            List.of("www.real.example", "A"),
            List.of("www.real.example", "AAAA"),
            List.of("WwW.Real.eXample", "A", "+noedns"),
            List.of("text.real.example", "TXT", "+nord", "+cdflag"),
            List.of("real.example", "MX"),
            List.of("real.example", "SOA", "+noedns", "+adflag"),
            List.of("nothing.real.example", "A"),
            List.of("nothing.real.example", "A", "+dnssec"),
            List.of("www.real.example", "MX", "+dnssec"),
            List.of("www.real.example", "A", "+dnssec", "+bufsize=4096"),
            List.of("www.real.example", "A", "+bufsize=512"),
            List.of("large.real.example", "TXT", "+noedns"),
            List.of("large.real.example", "TXT", "+bufsize=512"),
            List.of("large.real.example", "TXT", "+bufsize=1232"),
            List.of("unknown.real.example", "TYPE65280"),
            List.of("www.real.example", "TYPE65281"),
            List.of("elsewhere.example", "A"),
            List.of("version.server", "TXT", "CH"),
            List.of("www.real.example", "A", "+nsid"),
            List.of("www.real.example", "A", "+subnet=192.0.2.0/24"),
            List.of("www.real.example", "A", COOKIE),
            List.of("www.real.example", "A", "+dnssec", "+nsid", "+subnet=2001:db8::/56", COOKIE),
            List.of("www.real.example", "A", "+ednsopt=65001:00ff", "+padding=64"));

    private TestBench bench;

    /** The way to clients and backends. */
    enum Way {
        AF_XDP,
        SOCKETS
    }

    /** The transports between client and Ringway, and between Ringway and the server. */
    enum Transport {
        UDP("+ignore", "+ignore"),
        TCP("+tcp", "+tcp"),
        UDP_TO_TCP("+ignore", "+tcp");

        private final String ofClient;
        private final String ofServer;

        Transport(final String ofClient, final String ofServer) {
            this.ofClient = ofClient;
            this.ofServer = ofServer;
        }
    }

    @BeforeAll
    void serve() throws Exception {
        bench = new TestBench();
        bench.join(95, 1);
        final Namespace backends = bench.add(Namespace.create("real-servers"));
        final VethPair pair = VethPair.join(bench.server(), backends, "rws96", "rwb96", 1);
        pair.addAddresses("198.51.100.1/24", "198.51.100.2/24");
        for (final RealServer server : RealServer.values()) {
            backends.run("ip address add " + server.address() + "/24 dev " + pair.clientInterface());
            server.start(bench, backends);
        }
    }

    @AfterAll
    void end() {
        bench.close();
    }

    static Stream<Arguments> ways() {
        return Stream.of(RealServer.values())
                .flatMap(server -> Stream.of(Way.values())
                        .flatMap(way ->
                                Stream.of(Transport.values()).map(transport -> Arguments.of(server, way, transport))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void answersAsItDoesDirectly(final RealServer server, final Way way, final Transport transport) throws Exception {
        try (RingwayProcess ringway = bench.serve(configuration(server, way, transport))) {
            for (final List<String> query : QUERIES) {
                final String direct = kdig(bench.server(), server.address(), query, transport.ofServer);
                assertThat(direct).as("%s asked directly: %s", server, query).contains("status: ");
                final String through = kdig(bench.client(), "192.0.95.1", query, transport.ofClient);
                if (transport == Transport.UDP_TO_TCP && isTooLong(direct, query)) {
                    assertThat(through)
                            .as("%s through Ringway: %s", server, query)
                            .contains("status: NOERROR", "Flags: qr aa tc", "ANSWER: 0;");
                } else {
                    assertThat(through)
                            .as("%s through Ringway: %s", server, query)
                            .isEqualTo(direct);
                }
            }
            Until.isTrue(
                    "every query and every answer, each once",
                    () -> ringway.counters().sum(CounterDescriptor.FORWARDED) == QUERIES.size()
                            && ringway.counters().sum(CounterDescriptor.RELAYED) == QUERIES.size(),
                    () -> TestBench.describe(ringway.counters()));
            if (way == Way.AF_XDP && transport != Transport.TCP) {
                final long byXsk = (transport == Transport.UDP ? 2L : 1L) * QUERIES.size();
                Until.isTrue(
                        "queries and responses by AF_XDP",
                        () -> ringway.counters().sum(CounterDescriptor.XDP_REDIRECTED) == byXsk,
                        () -> TestBench.describe(ringway.counters()));
            }
            TestBench.assertLedger(ringway);
        }
    }

    /** Whether a client that asked over UDP does not take what came over TCP: the server said 512 bytes, or the query. */
    private static boolean isTooLong(final String direct, final List<String> query) {
        final boolean takesLittle = query.contains("+noedns") || query.contains("+bufsize=512");
        return takesLittle
                && direct.lines()
                        .filter(line -> line.startsWith(";; Received "))
                        .mapToInt(line -> Integer.parseInt(line.split(" ", -1)[2]))
                        .allMatch(length -> length > 512);
    }

    @ParameterizedTest
    @CsvSource({
        "KNOT, AXFR, SOCKETS",
        "KNOT, IXFR=0, AF_XDP",
        "KNOT, IXFR=1, SOCKETS",
        "NSD, AXFR, AF_XDP",
        "NSD, IXFR=0, SOCKETS",
        "BIND, AXFR, SOCKETS",
        "BIND, IXFR=1, SOCKETS"
    })
    void transfersItsZoneAsItDoesDirectly(final RealServer server, final String type, final Way way) throws Exception {
        try (RingwayProcess ringway = bench.serve(configuration(server, way, Transport.TCP))) {
            final List<String> query = List.of(RealServer.TRANSFER_ZONE, "-t", type);
            final String direct = kdig(bench.server(), server.address(), query, "+tcp");
            final String through = kdig(bench.client(), "192.0.95.1", query, "+tcp");
            assertThat(through).as("%s through Ringway: %s", server, type).isEqualTo(direct);
            if (!type.equals("IXFR=1")) {
                assertThat(through.lines().filter(line -> line.contains("203.0.113.")))
                        .hasSize(RealServer.TRANSFER_RECORDS);
                assertThat(through).as("several messages").doesNotContain(" messages, 1 ", "(1 messages");
            }
            Until.isTrue(
                    "the transfer",
                    () -> ringway.counters().sum(CounterDescriptor.OUTSTANDING) == 0
                            && ringway.counters().sum(CounterDescriptor.RELAYED)
                                    == ringway.counters().sum(CounterDescriptor.RECEIVED) - 1,
                    () -> TestBench.describe(ringway.counters()));
            TestBench.assertLedger(ringway);
        }
    }

    private static String configuration(final RealServer server, final Way way, final Transport transport) {
        final String address = server.address() + ":53\", healthCheckMode=\"up\""
                + (transport == Transport.UDP_TO_TCP ? ", tcpOnly=true, maxInFlight=10" : "");
        return "setACL({\"0.0.0.0/0\"})\n"
                + switch (way) {
                    case AF_XDP -> """
                            clients = newXsk({ifName="rws95", NIC_queue_id=0, frameNums=1024})
                            backends = newXsk({ifName="rws96", NIC_queue_id=0, frameNums=1024})
                            addLocal("192.0.95.1:53", {xskSocket=clients})
                            newServer({address="%s, xskSocket=backends})
                            """.formatted(address);
                    case SOCKETS -> """
                            addLocal("192.0.95.1:53")
                            newServer({address="%s})
                            """.formatted(address);
                };
    }

    /**
     * What kdig prints: header, flags, sections, options and sizes. Not the ID, where it came from and when; not the server's part of a cookie, which
     * holds the time.
     */
    private static String kdig(
            final Namespace from, final String address, final List<String> query, final String option) {
        final List<String> command = new ArrayList<>(List.of("kdig", "@" + address, "+retry=0", "+time=5", option));
        command.addAll(query);
        return Command.run(from.command(command))
                .lines()
                .filter(line -> !line.startsWith(";; From") && !line.startsWith(";; Time"))
                .map(line -> line.replaceFirst("id: \\d+", "id: any")
                        .replaceFirst("(COOKIE: .{16}).*", "$1 and the server's"))
                .collect(Collectors.joining("\n"));
    }
}
