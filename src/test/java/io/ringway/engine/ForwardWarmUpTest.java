package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.config.ConfigurationLoader;
import io.ringway.engine.frame.Doorbell;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.observe.CountersSnapshot;
import io.ringway.settings.Settings;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The warm-up of forwarding meets every fate that a query can have, and no real backend. */
class ForwardWarmUpTest {
    private static final List<CounterDescriptor> MET = List.of(
            CounterDescriptor.FORWARDED,
            CounterDescriptor.RELAYED,
            CounterDescriptor.TIMED_OUT,
            CounterDescriptor.DROP_RESPONSE_INVALID,
            CounterDescriptor.DROP_RESPONSE_UNMATCHED,
            CounterDescriptor.DROP_RESPONSE_QUESTION);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"leastOutstanding", "firstAvailable", "roundrobin", "wrandom", "whashed", "chashed"})
    void meetsEveryFateWhateverThePolicy(final String policy) throws Exception {
        final CountersSnapshot counters = run("setServerPolicy(" + policy + ")\n" + """
                addLocal('127.0.0.1:53')
                newServer({address='198.51.100.2', useClientSubnet=true})
                newServer({address='198.51.100.3', useProxyProtocol=true})
                newServer({address='2001:db8::4', pool='other'})
                newServer({address='198.51.100.5', healthCheckMode='down'})
                """);
        assertMet(counters, MET, "udp forward warm-up");
        assertThat(counters.unaccounted()).isZero();
    }

    @Test
    void meetsEveryFateOverRingsInMemory() throws Exception {
        final CountersSnapshot counters = run("""
                addLocal('127.0.0.1:53', {xskSocket=newXsk({ifName='lo', NIC_queue_id=0})})
                newServer({address='198.51.100.2', useClientSubnet=true})
                newServer({address='198.51.100.3', useProxyProtocol=true})
                newServer({address='198.51.100.4'})
                """);
        assertMet(counters, MET, "forward warm-up");
        assertMet(counters, List.of(CounterDescriptor.DROP_RESPONSE_SOURCE), "forward warm-up");
        assertMet(counters, List.of(CounterDescriptor.FORWARDED), "backends of forward warm-up");
        assertThat(counters.unaccounted()).isZero();
    }

    @Test
    void neitherAsksRealBackendsNorPoliciesInLua() throws Exception {
        try (DatagramSocket backend =
                new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            backend.setSoTimeout(1);
            assertMet(run("""
                            addLocal('127.0.0.1:53')
                            newServer({address='127.0.0.1:%d'})
                            setServerPolicyLua('mine', function(servers, dq) error('asked') end)
                            """.formatted(backend.getLocalPort())), MET, "udp forward warm-up");
            final java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[1], 1);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> backend.receive(packet))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    private CountersSnapshot run(final String configuration) throws Exception {
        final Path file = Files.writeString(folder.resolve("ringway.conf"), configuration);
        final Settings settings =
                new ConfigurationLoader(true, text -> {}).load(Optional.of(file), List.of(), List.of(), false);
        final Path countersPath = folder.resolve("counters");
        try (CountersFile counters = CountersFile.create(countersPath);
                Doorbell doorbell = new Doorbell()) {
            ForwardWarmUp.run(settings, counters, doorbell, WarmUp.queryV4());
            return CountersSnapshot.read(countersPath);
        }
    }

    private static void assertMet(
            final CountersSnapshot counters, final List<CounterDescriptor> wanted, final String scope) {
        final SoftAssertions softly = new SoftAssertions();
        for (final CounterDescriptor descriptor : wanted) {
            softly.assertThat(counters.entries().stream()
                            .filter(entry -> entry.descriptor() == descriptor
                                    && entry.scope().contains(scope))
                            .mapToLong(CountersSnapshot.Entry::value)
                            .sum())
                    .as(
                            "%s of %s, among %s",
                            descriptor.label(),
                            scope,
                            counters.entries().stream()
                                    .filter(entry -> entry.value() != 0)
                                    .toList())
                    .isPositive();
        }
        softly.assertAll();
    }
}
