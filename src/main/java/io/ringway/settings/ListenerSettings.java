package io.ringway.settings;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * One {@code addLocal} or {@code setLocal} of the dialect.
 *
 * @param location                    where it was written
 * @param address                     address and port, never unresolved; the wildcard means every address of the interface
 * @param xsk                         the AF_XDP socket it serves, absent for the kernel's stack alone
 * @param reusePort                   dialect key {@code reusePort}
 * @param interfaceName               dialect key {@code interface}, empty for any
 * @param cpus                        processors to pin its worker to; empty means not pinned
 * @param tcpFastOpenQueueSize        dialect key of the same name
 * @param tcpListenQueueSize          dialect key of the same name
 * @param maxInFlight                 dialect key of the same name
 * @param maxConcurrentTcpConnections dialect key {@code maxConcurrentTCPConnections}
 * @param enableProxyProtocol         dialect key of the same name
 */
public record ListenerSettings(
        SourceLocation location,
        InetSocketAddress address,
        Optional<XskSettings> xsk,
        boolean reusePort,
        String interfaceName,
        List<Integer> cpus,
        int tcpFastOpenQueueSize,
        int tcpListenQueueSize,
        int maxInFlight,
        int maxConcurrentTcpConnections,
        boolean enableProxyProtocol) {
    /** Copies the list. */
    public ListenerSettings {
        cpus = List.copyOf(cpus);
    }

    /**
     * A listener with the dialect's defaults.
     *
     * @param location where it was written.
     * @param address  address and port.
     * @return the settings.
     */
    public static ListenerSettings of(final SourceLocation location, final InetSocketAddress address) {
        return new ListenerSettings(location, address, Optional.empty(), false, "", List.of(), 0, 0, 0, 0, true);
    }
}
