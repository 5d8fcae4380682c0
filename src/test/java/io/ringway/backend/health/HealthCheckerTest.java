package io.ringway.backend.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.SetupException;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.BackendSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** Single checks over real sockets of loopback, against servers that do right and wrong. */
class HealthCheckerTest {
    private HealthRig rig;

    @BeforeEach
    void open() throws IOException {
        rig = new HealthRig(false);
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    private Backends backends() throws IOException {
        return new Backends(rig.server.address());
    }

    private Backends backends(final boolean tcp) throws IOException {
        final Backends backends = backends();
        backends.tcp = tcp;
        return backends;
    }

    private static byte[] withId(final byte[] answer, final int change) {
        answer[1] += (byte) change;
        return answer;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFirstAnswerTakesItUp(final boolean tcp) throws IOException {
        final Backends backends = backends(tcp);
        backends.rise = 3;
        rig.add(backends);
        rig.untilTold(1);
        assertThat(rig.told).containsExactly("ns1 up: it answers, NOERROR");
        assertThat(new Message(rig.server.lastMessage()).getQuestion().getName())
                .hasToString("a.root-servers.net.");
        assertThat(rig.logged())
                .containsExactly("INFO ns1 (127.0.0.1:%d) is up: it answers, NOERROR"
                        .formatted(rig.server.address().getPort()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void silenceTakesItDownWhenTheTimeIsOver(final boolean tcp) throws IOException {
        rig.server.script = query -> List.of();
        final Backends backends = backends(tcp);
        backends.maxFailures = 3;
        rig.add(backends);
        rig.untilAsked(1);
        rig.advanceMs(999);
        rig.step();
        assertThat(rig.told).isEmpty();
        assertThat(rig.checker.untilDueNs()).isEqualTo(1_000_000);
        rig.advanceMs(1);
        rig.step();
        assertThat(rig.told).containsExactly("ns1 down: no answer within 1,000 ms");
        assertThat(rig.logged()).singleElement().asString().startsWith("WARN ns1 (127.0.0.1:");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void servFailTakesItDown(final boolean tcp) throws IOException {
        rig.server.script = query -> List.of(ScriptedServer.answer(query, Rcode.SERVFAIL));
        rig.add(backends(tcp));
        rig.untilTold(1);
        assertThat(rig.told).containsExactly("ns1 down: SERVFAIL");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nxDomainIsWellUnlessItMustResolve(final boolean tcp) throws IOException {
        rig.server.script = query -> List.of(ScriptedServer.answer(query, Rcode.NXDOMAIN));
        rig.add(backends(tcp));
        final Backends strict = backends(tcp);
        strict.name = "ns2";
        strict.mustResolve = true;
        rig.add(strict);
        rig.untilTold(2);
        assertThat(rig.told)
                .containsExactlyInAnyOrder(
                        "ns1 up: it answers, NXDOMAIN", "ns2 down: NXDOMAIN, and mustResolve is set");
    }

    @Test
    void wrongMessagesArePassedOverAndTold() throws IOException {
        rig.server.script = query -> List.of(withId(ScriptedServer.answer(query, Rcode.NOERROR), 1));
        rig.add(backends());
        rig.untilAsked(1);
        rig.step();
        assertThat(rig.told).isEmpty();
        rig.advanceMs(1_000);
        rig.step();
        assertThat(rig.told).containsExactly("ns1 down: no answer within 1,000 ms, but an answer with another ID");
    }

    @Test
    void theAnswerCountsAfterWrongMessages() throws IOException {
        rig.server.script = query -> {
            final byte[] right = ScriptedServer.answer(query, Rcode.NOERROR);
            final byte[] otherQuestion = right.clone();
            otherQuestion[14] ^= 1;
            return List.of(
                    withId(ScriptedServer.answer(query, Rcode.SERVFAIL), 1),
                    otherQuestion,
                    query,
                    Arrays.copyOf(right, 11),
                    Arrays.copyOf(right, 20),
                    right);
        };
        rig.add(backends());
        rig.untilTold(1);
        assertThat(rig.told).containsExactly("ns1 up: it answers, NOERROR");
    }

    @Test
    void overTcpAWrongMessageEndsTheCheck() throws IOException {
        rig.server.script = query -> List.of(withId(ScriptedServer.answer(query, Rcode.NOERROR), 1));
        rig.add(backends(true));
        rig.untilTold(1);
        assertThat(rig.told).containsExactly("ns1 down: an answer with another ID");
    }

    @Test
    void answersFromAnotherPortDoNotCount() throws IOException {
        rig.server.otherPort = true;
        rig.add(backends());
        rig.untilAsked(1);
        rig.step();
        rig.advanceMs(1_000);
        rig.step();
        assertThat(rig.told).containsExactly("ns1 down: no answer within 1,000 ms");
    }

    @Test
    void anAnswerInTimeCountsWhenTheThreadIsLate() throws IOException {
        rig.add(backends());
        rig.untilAsked(1);
        rig.advanceMs(5_000);
        rig.step();
        assertThat(rig.told).containsExactly("ns1 up: it answers, NOERROR");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClosedPortTakesItDown(final boolean tcp) throws IOException {
        final InetSocketAddress closed;
        try (ServerSocketChannel socket = ServerSocketChannel.open()) {
            closed = (InetSocketAddress) socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
                    .getLocalAddress();
        }
        final Backends backends = new Backends(closed);
        backends.tcp = tcp;
        rig.add(backends);
        rig.untilTold(1);
        assertThat(rig.told)
                .containsExactly(
                        "ns1 down: " + (tcp ? "Connection refused" : "nothing listens there (ICMP port unreachable)"));
    }

    @Test
    void slowTcpCountsWithinTheTime() throws IOException {
        rig.server.chunk = 1;
        rig.add(backends(true));
        rig.untilAsked(1);
        rig.advanceMs(999);
        rig.untilTold(1);
        assertThat(rig.told).containsExactly("ns1 up: it answers, NOERROR");
    }

    @Test
    void slowTcpFailsWhenTheTimeIsOver() throws IOException {
        rig.server.script = query -> List.of(new byte[300]);
        rig.server.chunk = 2;
        rig.add(backends(true));
        rig.untilAsked(1);
        rig.step();
        rig.step();
        rig.advanceMs(1_000);
        rig.step();
        assertThat(rig.told)
                .singleElement()
                .asString()
                .matches("ns1 down: no answer within 1,000 ms, only \\d+ of its " + "300 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void aConnectionClosedEarlyFails(final int closeAfter) throws IOException {
        rig.server.closeAfter = closeAfter;
        rig.add(backends(true));
        rig.untilTold(1);
        assertThat(rig.told)
                .containsExactly("ns1 down: it closed the connection "
                        + (closeAfter == 1 ? "without an answer" : "within an answer"));
    }

    @Test
    void tcpOnlyBackendsAreCheckedOverTcp() throws IOException {
        rig.server.otherPort = true;
        final Backends backends = backends();
        backends.tcpOnly = true;
        rig.add(backends);
        rig.untilTold(1);
        assertThat(rig.told).containsExactly("ns1 up: it answers, NOERROR");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProxyHeaderGoesInFront(final boolean tcp) throws IOException {
        rig.server.expectsProxyHeader = true;
        final Backends backends = backends(tcp);
        backends.proxy = true;
        rig.add(backends);
        rig.untilTold(1);
        assertThat(rig.told).containsExactly("ns1 up: it answers, NOERROR");
        assertThat(Arrays.copyOf(rig.server.queries.getFirst(), 16))
                .isEqualTo("\r\n\r\n\0\r\nQUIT\n \0\0\0".getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void checksGoOutFromTheirSource(final boolean tcp) throws IOException {
        final Backends backends = backends(tcp);
        backends.source = new BackendSource(Optional.of(InetAddress.ofLiteral("127.0.0.77")), "");
        rig.add(backends);
        rig.untilTold(1);
        assertThat(((InetSocketAddress) rig.server.clients.getFirst())
                        .getAddress()
                        .getHostAddress())
                .isEqualTo("127.0.0.77");
    }

    @Test
    void anInterfaceStandsForItsFirstAddress() throws IOException {
        final Backends backends = backends();
        backends.source = new BackendSource(Optional.empty(), "lo");
        rig.add(backends);
        rig.untilTold(1);
        assertThat(rig.told).containsExactly("ns1 up: it answers, NOERROR");
        assertThat(((InetSocketAddress) rig.server.clients.getFirst())
                        .getAddress()
                        .getHostAddress())
                .isEqualTo("127.0.0.1");
    }

    @Test
    void aSourceThatIsNotThereFailsTheCheck() throws IOException {
        final Backends backends = backends();
        backends.source = new BackendSource(Optional.of(InetAddress.ofLiteral("192.0.2.77")), "");
        rig.add(backends);
        backends.name = "ns2";
        backends.source = new BackendSource(Optional.empty(), "none0");
        rig.add(backends);
        rig.untilTold(2);
        assertThat(rig.told)
                .containsExactly(
                        "ns1 down: source 192.0.2.77: Cannot assign requested address",
                        "ns2 down: source none0: no such interface");
    }

    @Test
    void aFunctionThatFailsFailsTheCheck() throws IOException {
        final Backends backends = backends();
        backends.function = Optional.of(usual -> {
            throw new SetupException("test.conf:7: attempt to call a nil value");
        });
        rig.add(backends);
        rig.untilTold(1);
        assertThat(rig.told).containsExactly("ns1 down: test.conf:7: attempt to call a nil value");
    }

    @Test
    void eachCheckHasItsOwnPortAndId() throws IOException {
        final BackendSettings backend = rig.add(backends());
        rig.untilTold(1);
        for (int i = 0; i < 100; i++) {
            rig.toNextDue();
            rig.settle();
        }
        final Set<Integer> ids = new HashSet<>();
        for (final byte[] query : rig.server.queries) {
            ids.add(new Message(query).getHeader().getID());
        }
        assertThat(rig.server.queries).as(backend.name()).hasSize(101);
        assertThat(ids).hasSizeGreaterThan(95);
        assertThat(new HashSet<>(rig.server.clients)).hasSizeGreaterThan(90);
        assertThat(rig.told).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void backendsMayHaveIpv6Addresses(final boolean tcp) throws IOException {
        try (HealthRig other = new HealthRig(false, new ScriptedServer("::1"))) {
            final Backends backends = new Backends(other.server.address());
            backends.tcp = tcp;
            backends.source = new BackendSource(Optional.empty(), "lo");
            other.add(backends);
            other.untilTold(1);
            assertThat(other.told).containsExactly("ns1 up: it answers, NOERROR");
            assertThat(other.logged()).singleElement().asString().contains("ns1 ([::1]:");
        }
    }
}
