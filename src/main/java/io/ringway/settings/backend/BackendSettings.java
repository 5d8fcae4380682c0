package io.ringway.settings.backend;

import io.ringway.settings.AddressText;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.XskSettings;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One {@code newServer} of the dialect: a server that queries are forwarded to.
 *
 * @param location             where it was written
 * @param address              address and port, resolved
 * @param id                   dialect key {@code id}, a fresh one unless given; no two servers have the same
 * @param name                 dialect key {@code name}, empty unless given
 * @param pools                dialect key {@code pool}, at least one; the default pool has the empty name
 * @param order                dialect key of the same name; lower is preferred
 * @param weight               dialect key of the same name, from 1
 * @param qps                  queries a second for {@code firstAvailable}, 0 for any number
 * @param sockets              ports that queries go out from on the kernel's stack, for each worker, at least 1
 * @param source               where queries go out from on the kernel's stack
 * @param udpTimeoutMs         milliseconds that an answer may take over UDP
 * @param maxOutstanding       queries without an answer at a time, for each worker; 0 for as many as it can hold
 * @param tcp                  how TCP connections to it are used
 * @param tcpOnly              dialect key of the same name: UDP queries go out over TCP, too
 * @param useClientSubnet      dialect key of the same name: EDNS Client Subnet is added (RFC 7871)
 * @param disableZeroScope     dialect key of the same name
 * @param useProxyProtocol     dialect key of the same name: a PROXY protocol header, version 2, goes in front of each query
 * @param reconnectOnUp        dialect key of the same name: sockets are opened anew when it comes up
 * @param dscp                 differentiated services code point of queries, 0 to 63
 * @param cpus                 processors of its threads; empty means not pinned
 * @param health               how its health is checked
 * @param xsks                 AF_XDP sockets that queries may go out through; empty for the kernel's stack alone
 * @param mac                  dialect key {@code MACAddr}, six bytes; absent means that the kernel's neighbour table knows
 */
public record BackendSettings(
        SourceLocation location,
        InetSocketAddress address,
        UUID id,
        String name,
        List<String> pools,
        int order,
        int weight,
        int qps,
        int sockets,
        BackendSource source,
        int udpTimeoutMs,
        int maxOutstanding,
        BackendTcpSettings tcp,
        boolean tcpOnly,
        boolean useClientSubnet,
        boolean disableZeroScope,
        boolean useProxyProtocol,
        boolean reconnectOnUp,
        int dscp,
        List<Integer> cpus,
        HealthCheckSettings health,
        List<XskSettings> xsks,
        Optional<MacAddress> mac) {
    /** The name of the pool that servers and queries are in unless told otherwise. */
    public static final String DEFAULT_POOL = "";

    /** Copies the lists. */
    public BackendSettings {
        pools = List.copyOf(pools);
        cpus = List.copyOf(cpus);
        xsks = List.copyOf(xsks);
    }

    /**
     * How messages name it: its name where it has one, and its address.
     *
     * @return for instance {@code ns1 (192.0.2.2:53)}.
     */
    public String displayName() {
        final String text = AddressText.of(address);
        return name.isEmpty() ? text : name + " (" + text + ")";
    }
}
