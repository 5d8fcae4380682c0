package io.ringway.engine.forward;

import io.ringway.settings.SetupException;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.stack.route.Adjacency;
import io.ringway.stack.route.NextHop;
import io.ringway.stack.route.NextHopTarget;
import io.ringway.stack.route.NextHops;
import io.ringway.stack.route.ReservedPorts;
import io.ringway.wire.forward.BackendEndpoint;
import io.ringway.xdp.NetworkDevice;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the MAC addresses of next hops in the endpoints that workers send to. While one is not known, or the way to the backend leads through
 * another interface than its AF_XDP socket's, its queries use the kernel's stack.
 *
 * <p>Endpoints are made by the control thread before {@link #start()}; from then on a thread of its own sleeps until the kernel's tables change.
 */
final class NextHopWatch implements Agent, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NextHopWatch.class);
    private static final int LONGEST_SLEEP_MS = 200;

    private final NextHops nextHops;
    private final Map<String, Watched> watched = new LinkedHashMap<>();
    private final List<ReservedPorts> reserved = new ArrayList<>();

    /** Ports that are reserved on some address, or that listeners have. */
    private final BitSet taken = new BitSet();

    private AgentRunner runner;

    private NextHopWatch(final NextHops nextHops, final IntStream listeningPorts) {
        this.nextHops = nextHops;
        listeningPorts.forEach(taken::set);
    }

    /** Watches nothing yet; asks the kernel for nothing at all where no backend is reached over AF_XDP. */
    static NextHopWatch of(final List<BackendSettings> backends, final IntStream listeningPorts) {
        return new NextHopWatch(
                backends.stream().allMatch(backend -> backend.xsks().isEmpty()) ? null : NextHops.open(),
                listeningPorts);
    }

    private record Watched(
            BackendSettings backend,
            NetworkDevice device,
            NextHop nextHop,
            InetAddress source,
            BackendEndpoint endpoint) {
        void update() {
            final Adjacency adjacency = nextHop.adjacency();
            final boolean same = adjacency.interfaceIndex() == device.index()
                    && adjacency.ownMac() == endpoint.ownMac()
                    && adjacency.source().filter(source::equals).isPresent();
            final long mac = same ? adjacency.mac() : 0;
            if (mac != endpoint.nextHopMac()) {
                endpoint.nextHopMac(mac);
                LOG.debug("{} on {}: next hop {}", backend.displayName(), device.name(), Long.toHexString(mac));
            }
        }
    }

    /** The endpoint of a backend on an interface; always the same one. */
    BackendEndpoint endpoint(final BackendSettings backend, final String interfaceName) {
        return watch(backend, interfaceName).endpoint();
    }

    /** The own address that queries to a backend come from. */
    InetAddress source(final BackendSettings backend, final String interfaceName) {
        return watch(backend, interfaceName).source();
    }

    private Watched watch(final BackendSettings backend, final String interfaceName) {
        return watched.computeIfAbsent(backend.id() + " " + interfaceName, key -> open(backend, interfaceName));
    }

    private Watched open(final BackendSettings backend, final String interfaceName) {
        final NetworkDevice device = NetworkDevice.find(interfaceName)
                .orElseThrow(() -> new SetupException(
                        backend.location(), "interface '" + interfaceName + "' does not exist; see ip link"));
        final NextHop nextHop = nextHops.add(new NextHopTarget(
                backend.address().getAddress(),
                backend.source().address(),
                OptionalInt.of(device.index()),
                backend.mac()));
        final Adjacency adjacency = nextHop.adjacency();
        if (adjacency.source().isEmpty() || adjacency.ownMac() == 0) {
            throw new SetupException(
                    backend.location(),
                    "newServer " + backend.displayName() + ": queries cannot leave by AF_XDP on " + interfaceName + ": "
                            + nextHop.unresolved() + "; give " + interfaceName
                            + " an address of its family, or leave xskSockets out");
        }
        final InetAddress source = adjacency.source().get();
        final Watched entry = new Watched(
                backend,
                device,
                nextHop,
                source,
                new BackendEndpoint(adjacency.ownMac(), source, backend.address(), backend.dscp()));
        entry.update();
        return entry;
    }

    /** Reserves a port of an own address until the end, one that is reserved on no other address and that no listener has. */
    int reservePort(final InetAddress own) {
        final List<ReservedPorts> refused = new ArrayList<>();
        try {
            while (true) {
                final ReservedPorts port = ReservedPorts.open(own, 1, Optional.empty());
                if (taken.get(port.port(0))) {
                    // Held until another one is found, so that the kernel does not give it again.
                    refused.add(port);
                } else {
                    taken.set(port.port(0));
                    reserved.add(port);
                    return port.port(0);
                }
            }
        } finally {
            refused.forEach(ReservedPorts::close);
        }
    }

    void start() {
        if (nextHops != null) {
            runner = new AgentRunner(
                    NoOpIdleStrategy.INSTANCE,
                    error -> LOG.error("next hops: {}", error.toString(), error),
                    null,
                    this);
            AgentRunner.startOnThread(runner);
        }
    }

    @Override
    public int doWork() {
        final int changed = nextHops.poll(LONGEST_SLEEP_MS);
        if (changed > 0) {
            watched.values().forEach(Watched::update);
        }
        return changed;
    }

    @Override
    public String roleName() {
        return "next-hops";
    }

    @Override
    public void close() {
        if (runner != null) {
            runner.close();
        }
        if (nextHops != null) {
            nextHops.close();
        }
        reserved.forEach(ReservedPorts::close);
    }
}
