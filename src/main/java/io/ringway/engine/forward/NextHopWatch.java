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
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
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
 * <p>Ports are the control thread's. Next hops are that one's, too, before {@link #start()}; from then on a thread of its own sleeps until the kernel's
 * tables change, and the control thread has it watch and forget backends.
 */
final class NextHopWatch implements Agent, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NextHopWatch.class);
    private static final int LONGEST_SLEEP_MS = 200;

    /** By backend, each its own even where two say the same, and interface. */
    private final IdentityHashMap<BackendSettings, Map<String, Watched>> watched = new IdentityHashMap<>();

    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Map<Integer, ReservedPorts> reserved = new HashMap<>();

    /** Ports that are reserved on some address, or that listeners have. */
    private final BitSet taken = new BitSet();

    /** Null as long as no backend is reached over AF_XDP: then the kernel is asked for nothing at all. */
    private NextHops nextHops;

    private boolean started;
    private AgentRunner runner;

    /** Watches nothing yet. */
    NextHopWatch(final IntStream listeningPorts) {
        listeningPorts.forEach(taken::set);
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
        if (nextHops == null) {
            nextHops = NextHops.open();
            run();
        }
        return onItsThread(() -> watched.computeIfAbsent(backend, key -> new HashMap<>())
                .computeIfAbsent(interfaceName, name -> open(backend, name)));
    }

    /** Ends watching a backend; its endpoints stay as they are. Control thread. */
    void forget(final BackendSettings backend) {
        if (nextHops != null) {
            onItsThread(() -> {
                final Map<String, Watched> ofBackend = watched.remove(backend);
                if (ofBackend != null) {
                    ofBackend.values().forEach(entry -> nextHops.remove(entry.nextHop()));
                }
                return ofBackend;
            });
        }
    }

    private <T> T onItsThread(final Supplier<T> task) {
        if (runner == null) {
            return task.get();
        }
        final CompletableFuture<T> result = new CompletableFuture<>();
        commands.add(() -> {
            try {
                result.complete(task.get());
            } catch (final RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        nextHops.wakeUp();
        try {
            return result.join();
        } catch (final CompletionException e) {
            throw e.getCause() instanceof final RuntimeException cause ? cause : e;
        }
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
            nextHops.remove(nextHop);
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

    /** Reserves a port of an own address, one that is reserved on no other address and that no listener has. */
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
                    reserved.put(port.port(0), port);
                    return port.port(0);
                }
            }
        } finally {
            refused.forEach(ReservedPorts::close);
        }
    }

    /** Gives up a port of {@link #reservePort}. */
    void releasePort(final int port) {
        reserved.remove(port).close();
        taken.clear(port);
    }

    void start() {
        started = true;
        run();
    }

    private void run() {
        if (started && nextHops != null) {
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
            watched.values().forEach(ofBackend -> ofBackend.values().forEach(Watched::update));
        }
        int done = 0;
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
            done++;
        }
        return changed + done;
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
        reserved.values().forEach(ReservedPorts::close);
    }
}
