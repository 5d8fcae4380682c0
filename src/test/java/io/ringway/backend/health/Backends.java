package io.ringway.backend.health;

import io.ringway.settings.SourceLocation;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.BackendSource;
import io.ringway.settings.backend.BackendTcpSettings;
import io.ringway.settings.backend.HealthCheckFunction;
import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.settings.backend.HealthCheckSettings.Lazy;
import io.ringway.settings.backend.HealthCheckSettings.Mode;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Settings of a backend for tests: the dialect's defaults, but for what a test says. */
final class Backends {
    private final InetSocketAddress address;
    String name = "ns1";
    Mode mode = Mode.AUTO;
    String checkName = "a.root-servers.net.";
    int intervalS = 1;
    int timeoutMs = 1_000;
    int maxFailures = 1;
    int rise = 1;
    boolean tcp;
    boolean tcpOnly;
    boolean setCd;
    boolean mustResolve;
    boolean proxy;
    BackendSource source = BackendSource.ANY;
    Lazy lazy = Lazy.DEFAULT;
    Optional<HealthCheckFunction> function = Optional.empty();

    Backends(final InetSocketAddress address) {
        this.address = address;
    }

    HealthCheckSettings health() {
        return new HealthCheckSettings(
                mode,
                checkName,
                1,
                1,
                intervalS,
                timeoutMs,
                maxFailures,
                rise,
                tcp,
                setCd,
                mustResolve,
                lazy,
                function);
    }

    BackendSettings build() {
        return new BackendSettings(
                new SourceLocation("test.conf", 1),
                address,
                UUID.randomUUID(),
                name,
                List.of(BackendSettings.DEFAULT_POOL),
                1,
                1,
                0,
                1,
                source,
                2_000,
                0,
                BackendTcpSettings.DEFAULT,
                tcpOnly,
                false,
                false,
                proxy,
                false,
                0,
                List.of(),
                health(),
                List.of(),
                Optional.empty());
    }
}
