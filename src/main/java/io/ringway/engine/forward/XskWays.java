package io.ringway.engine.forward;

import io.ringway.backend.Backend;
import io.ringway.backend.NumberRuns;
import io.ringway.settings.SetupException;
import io.ringway.settings.XskSettings;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.wire.forward.BackendEndpoint;
import io.ringway.xdp.NetworkDevice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ways of one worker to its backends over AF_XDP, and the ports that are reserved for it: on each own address as many as long as a backend is
 * reached from there. Control thread.
 */
final class XskWays {
    /** Ports of a worker on each own address: each can have 65,536 queries, and the card's hash spreads them over its queues. */
    static final int PORTS = 64;

    /** The numbers that ports of this kind have in the table of outstanding queries are below this one. */
    static final int NUMBERS = 1 << 15;

    private static final int ALL_PORTS = 1 << 16;

    private final ForwarderPlan plan;
    private final NextHopWatch nextHops;
    private final NumberRuns numbers = new NumberRuns(NUMBERS);
    private final char[] numberOfPort = new char[ALL_PORTS];
    private final Map<InetAddress, OwnPorts> portsOf = new LinkedHashMap<>();
    private final Map<Integer, Way> ways = new HashMap<>();

    XskWays(final ForwarderPlan plan, final NextHopWatch nextHops) {
        this.plan = plan;
        this.nextHops = nextHops;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record OwnPorts(int first, int[] ports) {}

    private record Way(XskRoute route, String interfaceName, InetAddress own) {}

    /**
     * Makes the way to a backend, with ports that are reserved where there were none; nothing where no AF_XDP socket leads to it.
     *
     * @return destinations of responses that were not there before, by the interface that they come up at.
     */
    Map<String, Set<InetSocketAddress>> add(final Backend backend) {
        final BackendSettings server = backend.settings();
        final Optional<XskSettings> target = choose(server);
        if (target.isEmpty()) {
            return Map.of();
        }
        final String interfaceName = target.get().interfaceName();
        final BackendEndpoint endpoint = nextHops.endpoint(server, interfaceName);
        final InetAddress own = nextHops.source(server, interfaceName);
        final boolean known = leadsFrom(interfaceName, own);
        final int mtu = mtu(server, target.get());
        final OwnPorts ports = portsOf.computeIfAbsent(own, address -> reserve(server, address));
        ways.put(
                backend.number(),
                new Way(
                        new XskRoute(
                                endpoint, 1 + plan.targets().indexOf(target.get()), mtu, ports.ports(), ports.first()),
                        interfaceName,
                        own));
        return known ? Map.of() : Map.of(interfaceName, destinations(own));
    }

    /**
     * Ends the way to a backend.
     *
     * @return destinations to which no response comes any more, by interface; their ports stay reserved until {@link #releaseUnused}.
     */
    Map<String, Set<InetSocketAddress>> remove(final Backend backend) {
        final Way way = ways.remove(backend.number());
        return way == null || leadsFrom(way.interfaceName(), way.own())
                ? Map.of()
                : Map.of(way.interfaceName(), destinations(way.own()));
    }

    private boolean leadsFrom(final String interfaceName, final InetAddress own) {
        return ways.values().stream()
                .anyMatch(way ->
                        way.interfaceName().equals(interfaceName) && way.own().equals(own));
    }

    /** Gives up ports of addresses that no way leads from. */
    void releaseUnused() {
        portsOf.entrySet().removeIf(entry -> {
            if (ways.values().stream().anyMatch(way -> way.own().equals(entry.getKey()))) {
                return false;
            }
            final OwnPorts ports = entry.getValue();
            for (final int port : ports.ports()) {
                numberOfPort[port] = 0;
                nextHops.releasePort(port);
            }
            numbers.give(ports.first(), PORTS);
            return true;
        });
    }

    /** Ways to backends by their numbers, over the worker's first ring, from ports that nobody reserves: for frames that stay in this process. */
    static XskWays inMemory(
            final ForwarderPlan plan,
            final NextHopWatch nextHops,
            final List<BackendEndpoint> endpoints,
            final InetAddress own,
            final int[] sourcePorts) {
        final XskWays ways = new XskWays(plan, nextHops);
        final int first = ways.numbers.take(sourcePorts.length);
        for (int i = 0; i < endpoints.size(); i++) {
            final XskRoute route = new XskRoute(endpoints.get(i), 1, plan.clientMtu(), sourcePorts, first);
            ways.ways.put(i, new Way(route, "", own));
        }
        ways.portsOf.put(own, new OwnPorts(first, sourcePorts));
        for (int i = 0; i < sourcePorts.length; i++) {
            ways.numberOfPort[sourcePorts[i]] = (char) (first + i + 1);
        }
        return ways;
    }

    /** The backend's socket of the same queue number, so that query and response stay on one thread; else its sockets in turn. */
    private Optional<XskSettings> choose(final BackendSettings server) {
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
    private OwnPorts reserve(final BackendSettings server, final InetAddress own) {
        final int first = numbers.take(PORTS);
        final int[] ports = new int[PORTS];
        int reserved = 0;
        try {
            if (first < 0) {
                throw new SetupException(
                        "no more than " + NUMBERS / PORTS + " own addresses can have queries over AF_XDP");
            }
            while (reserved < PORTS) {
                ports[reserved] = nextHops.reservePort(own);
                reserved++;
            }
        } catch (final SetupException e) {
            for (int i = 0; i < reserved; i++) {
                nextHops.releasePort(ports[i]);
            }
            if (first >= 0) {
                numbers.give(first, PORTS);
            }
            throw new SetupException(server.location(), "newServer " + server.displayName() + ": " + e.getMessage(), e);
        }
        for (int i = 0; i < PORTS; i++) {
            numberOfPort[ports[i]] = (char) (first + i + 1);
        }
        return new OwnPorts(first, ports);
    }

    /** The way to a backend, null where it is not reached over AF_XDP. */
    XskRoute route(final int backend) {
        final Way way = ways.get(backend);
        return way == null ? null : way.route();
    }

    /** By UDP port, its number plus one; written before a query leaves from a port, and when none waits there any more. */
    char[] numberOfPort() {
        return numberOfPort;
    }

    private Set<InetSocketAddress> destinations(final InetAddress own) {
        final Set<InetSocketAddress> destinations = new LinkedHashSet<>();
        for (final int port : portsOf.get(own).ports()) {
            destinations.add(new InetSocketAddress(own, port));
        }
        return destinations;
    }

    /** Where responses go to, by the interface that they come up at. */
    Map<String, Set<InetSocketAddress>> destinations() {
        final Map<String, Set<InetSocketAddress>> all = new LinkedHashMap<>();
        ways.values()
                .forEach(way -> all.computeIfAbsent(way.interfaceName(), name -> new LinkedHashSet<>())
                        .addAll(destinations(way.own())));
        return all;
    }
}
