package io.ringway.config.backend;

import io.ringway.settings.SourceLocation;
import io.ringway.settings.XskSettings;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/** A server while the configuration is being evaluated: what {@code newServer} said, and what methods and attributes have changed since. */
final class BackendEntry {
    private static final int MS_PER_SECOND = 1000;

    private final BackendSettings written;
    private final OptionalInt udpTimeoutS;
    final Set<String> pools;
    String name;
    int order;
    int weight;
    int qps;
    HealthCheckSettings.Mode mode;
    boolean upStatus;

    /** {@code udpTimeoutS} is its own, if it has one. */
    BackendEntry(final BackendSettings written, final OptionalInt udpTimeoutS) {
        this.written = written;
        this.udpTimeoutS = udpTimeoutS;
        pools = new LinkedHashSet<>(written.pools());
        name = written.name();
        order = written.order();
        weight = written.weight();
        qps = written.qps();
        mode = written.health().mode();
    }

    SourceLocation location() {
        return written.location();
    }

    UUID id() {
        return written.id();
    }

    List<XskSettings> xsks() {
        return written.xsks();
    }

    /** The settings as they are now; {@code otherwiseS} seconds are the time-out of those without one of their own. */
    BackendSettings settings(final int otherwiseS) {
        return new BackendSettings(
                written.location(),
                written.address(),
                written.id(),
                name,
                pools.stream().toList(),
                order,
                weight,
                qps,
                written.sockets(),
                written.source(),
                MS_PER_SECOND * udpTimeoutS.orElse(otherwiseS),
                written.maxOutstanding(),
                written.tcp(),
                written.tcpOnly(),
                written.useClientSubnet(),
                written.disableZeroScope(),
                written.useProxyProtocol(),
                written.reconnectOnUp(),
                written.dscp(),
                written.cpus(),
                written.health().withMode(mode),
                written.xsks(),
                written.mac());
    }

    /** Its settings where the default time-out does not matter. */
    BackendSettings settings() {
        return settings(ForwardingBuilder.DEFAULT_UDP_TIMEOUT_S);
    }
}
