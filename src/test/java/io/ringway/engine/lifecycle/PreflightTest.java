package io.ringway.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.BackendSource;
import io.ringway.settings.backend.BackendTcpSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels and sources of queries that will do, and those that will not. */
class PreflightTest {
    @ParameterizedTest
    @ValueSource(strings = {"5.10.0-28-amd64", "6.1.0", "6.18.44-fc", "10.0"})
    void takesKernelsFrom510(final String release) {
        assertThatCode(() -> Preflight.checkKernel(release)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.4.0-150-generic", "4.19.0", "3.10.0-1160.el7"})
    void namesAKernelThatIsTooOld(final String release) {
        assertThatThrownBy(() -> Preflight.checkKernel(release))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining(release)
                .hasMessageContaining("5.10 or later");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Darwin", "6"})
    void namesWhatIsNoKernelRelease(final String release) {
        assertThatThrownBy(() -> Preflight.checkKernel(release))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("'" + release + "'");
    }

    private static BackendSettings backend(final BackendSource source) {
        return new BackendSettings(
                new SourceLocation("ringway.conf", 3),
                new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 53),
                new UUID(1, 2),
                "ns1",
                List.of(BackendSettings.DEFAULT_POOL),
                1,
                1,
                0,
                1,
                source,
                2000,
                0,
                BackendTcpSettings.DEFAULT,
                false,
                false,
                false,
                false,
                false,
                0,
                List.of(),
                HealthCheckSettings.DEFAULT,
                List.of(),
                Optional.empty());
    }

    @Test
    void takesSourcesThatTheMachineHas() {
        final Optional<InetAddress> loopback = Optional.of(InetAddress.ofLiteral("127.0.0.1"));
        for (final BackendSource source : List.of(
                BackendSource.ANY,
                new BackendSource(loopback, ""),
                new BackendSource(loopback, "lo"),
                new BackendSource(Optional.empty(), "lo"),
                new BackendSource(Optional.of(InetAddress.ofLiteral("0.0.0.0")), ""))) {
            assertThatCode(() -> Preflight.checkBackend(backend(source)))
                    .as("%s", source)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void namesASourceInterfaceThatDoesNotExist() {
        assertThatThrownBy(() -> Preflight.checkBackend(backend(new BackendSource(Optional.empty(), "absent0"))))
                .isInstanceOf(SetupException.class)
                .hasMessageStartingWith("ringway.conf:3: newServer ns1 (192.0.2.2:53): source interface 'absent0' does"
                        + " not exist; there are ")
                .hasMessageContaining("lo");
    }

    @Test
    void namesASourceAddressThatNoInterfaceHas() {
        final Optional<InetAddress> absent = Optional.of(InetAddress.ofLiteral("203.0.113.9"));
        assertThatThrownBy(() -> Preflight.checkBackend(backend(new BackendSource(absent, "lo"))))
                .isInstanceOf(SetupException.class)
                .hasMessage("ringway.conf:3: newServer ns1 (192.0.2.2:53): no interface has the source address"
                        + " 203.0.113.9; add it (ip address add 203.0.113.9 dev lo), or leave source out for the"
                        + " kernel's choice");
    }
}
