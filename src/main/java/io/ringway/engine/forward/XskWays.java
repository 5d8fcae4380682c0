package io.ringway.engine.forward;

import io.ringway.backend.Backend;
import io.ringway.settings.SetupException;
import io.ringway.settings.XskSettings;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.wire.forward.BackendEndpoint;
import io.ringway.xdp.NetworkDevice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The ways of one worker to its backends over AF_XDP, and the ports that are reserved for it. Control thread. */
final class XskWays {
    /** Ports of a worker on each own address: each can have 65,536 queries, and the card's hash spreads them over its queues. */
    static final int PORTS = 64;

    private static final int ALL_PORTS = 1 << 16;

    private final XskRoute[] routes;
    private final char[] numberOfPort = new char[ALL_PORTS];
    private final Map<InetAddress, Integer> firstPort = new LinkedHashMap<>();
    private final Map<InetAddress, int[]> portsOf = new LinkedHashMap<>();
    private final Map<String, Set<InetSocketAddress>> destinations = new LinkedHashMap<>();
    private int ports;

    private XskWays(final int backends) {
        routes = new XskRoute[backends];
    }

    /** Reserves ports and makes the routes; a backend that no AF_XDP socket leads to has none. */
    static XskWays open(final ForwarderPlan plan, final List<Backend> backends, final NextHopWatch nextHops) {
        final XskWays ways = new XskWays(backends.size());
        for (final Backend backend : backends) {
            final BackendSettings server = backend.settings();
            final Optional<XskSettings> target = choose(plan, server);
            if (target.isPresent()) {
                final BackendEndpoint endpoint =
                        nextHops.endpoint(server, target.get().interfaceName());
                final InetAddress own = nextHops.source(server, target.get().interfaceName());
                ways.reserve(server, own, nextHops);
                ways.routes[backend.number()] = new XskRoute(
                        endpoint,
                        1 + plan.targets().indexOf(target.get()),
                        mtu(server, target.get()),
                        ways.portsOf.get(own),
                        ways.firstPort.get(own));
                ways.addDestinations(target.get().interfaceName(), own);
            }
        }
        return ways;
    }

    /** Ways to backends by their numbers, over the worker's first ring, from ports that nobody reserves: for frames that stay in this process. */
    static XskWays inMemory(
            final List<BackendEndpoint> endpoints, final InetAddress own, final int[] sourcePorts, final int mtu) {
        final XskWays ways = new XskWays(endpoints.size());
        for (int i = 0; i < ways.routes.length; i++) {
            ways.routes[i] = new XskRoute(endpoints.get(i), 1, mtu, sourcePorts, 0);
        }
        ways.portsOf.put(own, sourcePorts);
        for (final int port : sourcePorts) {
            ways.numberOfPort[port] = (char) ++ways.ports;
        }
        ways.addDestinations("", own);
        return ways;
    }

    /** The backend's socket of the same queue number, so that query and response stay on one thread; else its sockets in turn. */
    private static Optional<XskSettings> choose(final ForwarderPlan plan, final BackendSettings server) {
        final List<XskSettings> usable = server.tcpOnly()
                ? List.of()
                : server.xsks().stream().filter(plan.targets()::contains).toList();
        if (usable.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(usable.stream()
                .filter(xsk -> xsk.queueId() == plan.queueId())
                .findFirst()
                .orElse(usable.get(plan.queueId() % usable.size())));
    }

    private static int mtu(final BackendSettings server, final XskSettings target) {
        return NetworkDevice.find(target.interfaceName())
                .map(NetworkDevice::mtu)
                .orElseThrow(() ->
                        new SetupException(server.location(), "interface '" + target.interfaceName() + "' is gone"));
    }

    /** The same number on two of our addresses, or for two workers, would not tell whose a response is: each is reserved once in this process. */
    private void reserve(final BackendSettings server, final InetAddress own, final NextHopWatch nextHops) {
        if (portsOf.containsKey(own)) {
            return;
        }
        final int[] numbers = new int[PORTS];
        try {
            for (int p = 0; p < PORTS; p++) {
                numbers[p] = nextHops.reservePort(own);
            }
        } catch (final SetupException e) {
            throw new SetupException(server.location(), "newServer " + server.displayName() + ": " + e.getMessage(), e);
        }
        firstPort.put(own, ports);
        portsOf.put(own, numbers);
        for (final int port : numbers) {
            numberOfPort[port] = (char) ++ports;
        }
    }

    XskRoute[] routes() {
        return routes.clone();
    }

    char[] numberOfPort() {
        return numberOfPort.clone();
    }

    int ports() {
        return ports;
    }

    private void addDestinations(final String interfaceName, final InetAddress own) {
        final Set<InetSocketAddress> of = destinations.computeIfAbsent(interfaceName, name -> new LinkedHashSet<>());
        for (final int port : portsOf.get(own)) {
            of.add(new InetSocketAddress(own, port));
        }
    }

    /** Where responses go to, by the interface that they come up at. */
    Map<String, Set<InetSocketAddress>> destinations() {
        return destinations;
    }
}
