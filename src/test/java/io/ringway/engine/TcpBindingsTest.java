package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.ListenerSettings;
import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import io.ringway.stack.tcp.TcpBinding;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which sockets listeners share, and with which options. */
class TcpBindingsTest {
    private static ListenerSettings listener(
            final int line,
            final String host,
            final boolean reusePort,
            final String device,
            final int queue,
            final int maxConnections) {
        return new ListenerSettings(
                new SourceLocation("test.conf", line),
                address(host),
                Optional.empty(),
                reusePort,
                device,
                List.of(),
                queue,
                queue,
                queue,
                maxConnections,
                true);
    }

    private static InetSocketAddress address(final String host) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), 53);
    }

    private static List<TcpBinding> bindings(final ListenerSettings... listeners) {
        return TcpBindings.of(List.of(listeners)).stream()
                .map(TcpBindings::binding)
                .toList();
    }

    @Test
    void givesListenersOfOneAddressOneSocket() {
        assertThat(bindings(
                        listener(1, "192.0.2.1", true, "", 3, 10),
                        listener(2, "192.0.2.2", false, "", 0, 0),
                        listener(3, "192.0.2.1", true, "", 5, 20)))
                .containsExactly(
                        new TcpBinding(address("192.0.2.1"), true, "", 5, 5, 5, 30),
                        new TcpBinding(address("192.0.2.2"), false, "", 0, 0, 0, 0));
        assertThat(bindings(listener(1, "192.0.2.1", true, "", 0, 10), listener(2, "192.0.2.1", true, "", 0, 0)))
                .singleElement()
                .satisfies(binding -> assertThat(binding.maxConnections()).isZero());
    }

    @Test
    void letsWildcardsShareTheirPort() {
        assertThat(bindings(
                        listener(1, "0.0.0.0", false, "", 0, 0),
                        listener(2, "192.0.2.1", false, "", 0, 0),
                        listener(3, "2001:db8::1", false, "", 0, 0),
                        listener(4, "192.0.2.1", false, "lo", 0, 0)))
                .extracting(TcpBinding::reusePort)
                .containsExactly(true, true, false, true);
    }

    @Test
    void refusesOneAddressTwice() {
        assertThatThrownBy(() ->
                        bindings(listener(1, "192.0.2.1", true, "", 0, 0), listener(7, "192.0.2.1", false, "", 0, 0)))
                .isInstanceOf(SetupException.class)
                .hasMessageStartingWith("test.conf:7: 192.0.2.1:53 is listened on already (test.conf:1)")
                .hasMessageContaining("reusePort=true");
    }

    @Test
    void refusesInterfacesThatDoNotExist() {
        assertThatThrownBy(() -> bindings(listener(4, "192.0.2.1", false, "absent0", 0, 0)))
                .isInstanceOf(SetupException.class)
                .hasMessageStartingWith("test.conf:4: interface 'absent0' does not exist");
    }

    @Test
    void readsTheLimitOfDescriptors() {
        final String limits = """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             62987                62987                processes
                Max open files            1024                 524288               files
                """;
        assertThat(DescriptorLimit.softLimit(limits)).isEqualTo(1_024);
        assertThat(DescriptorLimit.softLimit(limits.replace("1024     ", "unlimited")))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(DescriptorLimit.left()).isPositive();
    }
}
