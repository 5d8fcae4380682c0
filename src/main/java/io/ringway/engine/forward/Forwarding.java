package io.ringway.engine.forward;

import io.ringway.backend.Backend;
import io.ringway.backend.OutstandingQueries;
import io.ringway.backend.UnpredictableNumbers;
import io.ringway.backend.health.HealthChecker;
import io.ringway.backend.health.LazySamples;
import io.ringway.backend.policy.ServerPools;
import io.ringway.engine.cache.PacketCaches;
import io.ringway.engine.frame.FrameConsumer;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.settings.SetupException;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.stack.BackendSocket;
import io.ringway.wire.forward.ClientSubnet;
import io.ringway.xdp.NativeException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SystemNanoClock;

/**
 * What all workers' forwarding stands on: the backends, their health and the ways to them. Makes each worker's {@link Forwarder}.
 *
 * <p>Control thread; its health checks and its look-out for next hops run on two threads of their own.
 */
public final class Forwarding implements AutoCloseable {
    /** Frames for responses that come through a worker's sockets. */
    public static final int SOCKET_FRAMES = 2048;

    /** Sockets of a worker to each backend, each with a random port of its own, where the configuration does not ask for more. */
    static final int LEAST_SOCKETS = 8;

    /** What OPT records of truncated answers announce, bytes, and those that are added for a client subnet. */
    private static final int UDP_PAYLOAD_SIZE = 1232;

    private static final int FIRST_ROUND_MS = 2_000;

    private final ForwardingSettings settings;
    private final List<Backend> backends = new ArrayList<>();
    private final int workers;
    private final CountersFile file;
    private final PacketCaches caches;
    private final HealthChecker health;
    private final NextHopWatch nextHops;
    private final List<List<LazySamples>> samples = new ArrayList<>();
    private final List<BackendSockets> sockets = new ArrayList<>();
    private AgentRunner healthRunner;

    private Forwarding(
            final ForwardingSettings settings,
            final int workers,
            final IntStream listeningPorts,
            final CountersFile file) {
        this.settings = settings;
        this.workers = workers;
        this.file = file;
        caches = PacketCaches.open(settings, UDP_PAYLOAD_SIZE, file);
        for (final BackendSettings backend : settings.backends()) {
            backends.add(new Backend(backends.size(), backend));
            samples.add(new ArrayList<>());
        }
        health = new HealthChecker(
                SystemNanoClock.INSTANCE, new UnpredictableNumbers().nextLong(), settings.verboseHealthChecks());
        nextHops = NextHopWatch.of(settings.backends(), listeningPorts);
    }

    /**
     * Makes the backends known; nothing is sent yet.
     *
     * @param settings       servers, pools and policies.
     * @param workers        how many workers will forward.
     * @param listeningPorts of all listeners: their sockets are bound later than ours.
     * @param file           where counters are made.
     * @return to be started once every worker has its forwarder.
     */
    public static Forwarding open(
            final ForwardingSettings settings,
            final int workers,
            final IntStream listeningPorts,
            final CountersFile file) {
        return new Forwarding(settings, workers, listeningPorts, file);
    }

    /**
     * Makes the forwarder of a worker.
     *
     * @param plan what is special about it.
     * @return for the worker's thread.
     * @throws SetupException when a socket to a backend cannot be had, with the reason.
     */
    public Made forwarder(final ForwarderPlan plan) {
        final UnpredictableNumbers numbers = new UnpredictableNumbers();
        final XskWays ways = XskWays.open(plan, backends, nextHops);
        final int firstSocketPort = ways.ports();
        final BackendSockets opened = openSockets(plan.scope(), plan.frames(), plan.frameSize(), plan.fromHome());
        final LazySamples[] own = new LazySamples[backends.size()];
        for (final Backend backend : backends) {
            own[backend.number()] = new LazySamples(backend.settings().health().lazy());
            samples.get(backend.number()).add(own[backend.number()]);
        }
        final int capacity = Integer.highestOneBit(Math.max(2, settings.maxOutstanding() * 2 - 1));
        final int queries = Math.min(capacity, ForwardingSettings.DEFAULT_MAX_OUTSTANDING);
        return new Made(
                new Forwarder(new WorkerForwarding(
                        new OutstandingQueries(queries, firstSocketPort + opened.size(), numbers),
                        numbers,
                        ways.routes(),
                        opened,
                        firstSocketPort,
                        ways.numberOfPort(),
                        own,
                        plan.clientMtu(),
                        new ClientSubnet(
                                settings.ecsPrefixV4(),
                                settings.ecsPrefixV6(),
                                settings.ecsOverride(),
                                UDP_PAYLOAD_SIZE),
                        UDP_PAYLOAD_SIZE,
                        plan.verifyChecksums(),
                        new ForwardCounters(file, plan.scope()),
                        caches.front(queries),
                        view -> new ServerPools(settings, backends, workers, numbers, view))),
                ways.destinations());
    }

    /**
     * Makes what a thread that serves TCP connections chooses its servers by. Before {@link #start}.
     *
     * @return for that thread, which counts as one of the workers.
     */
    public ThreadServers servers() {
        final UnpredictableNumbers numbers = new UnpredictableNumbers();
        final List<LazySamples> own = new ArrayList<>();
        for (final Backend backend : backends) {
            own.add(new LazySamples(backend.settings().health().lazy()));
            samples.get(backend.number()).add(own.getLast());
        }
        return new ThreadServers(
                settings,
                numbers,
                own,
                caches.front(1),
                view -> new ServerPools(settings, backends, workers, numbers, view));
    }

    /**
     * A worker's forwarder.
     *
     * @param forwarder    for the worker's thread
     * @param destinations where responses over AF_XDP go to, by the interface that they come up at; the sockets of that interface must bring them
     *                     to this worker
     */
    public record Made(Forwarder forwarder, Map<String, Set<InetSocketAddress>> destinations) {}

    private BackendSockets openSockets(
            final String scope, final long frames, final int frameSize, final FrameConsumer fromHome) {
        final List<BackendSocket> opened = new ArrayList<>();
        final int[] first = new int[backends.size()];
        final int[] counts = new int[backends.size()];
        try {
            for (final Backend backend : backends) {
                final BackendSettings server = backend.settings();
                first[backend.number()] = opened.size();
                counts[backend.number()] = Math.max(LEAST_SOCKETS, server.sockets());
                for (int i = 0; i < counts[backend.number()]; i++) {
                    opened.add(open(server));
                }
            }
            final String name = "backends of " + scope;
            final BackendSockets result = new BackendSockets(
                    opened,
                    first,
                    counts,
                    frames,
                    SOCKET_FRAMES,
                    frameSize,
                    fromHome,
                    new BackendSockets.SocketCounters(
                            file.counter(CounterDescriptor.RECEIVED, name),
                            file.counter(CounterDescriptor.FORWARDED, name),
                            file.counter(CounterDescriptor.DROP_SEND_FAILED, name),
                            file.counter(CounterDescriptor.DROP_MESSAGE_TRUNCATED, name)));
            sockets.add(result);
            return result;
        } catch (final RuntimeException e) {
            opened.forEach(BackendSocket::close);
            throw e;
        }
    }

    private static BackendSocket open(final BackendSettings server) {
        try {
            return BackendSocket.open(
                    server.address(), server.source().address(), server.source().interfaceName(), server.dscp());
        } catch (final NativeException e) {
            throw new SetupException(server.location(), "newServer " + server.displayName() + ": " + e.getMessage(), e);
        }
    }

    /** Runs the first health check of every backend, so that what is known is known before the first query, and goes on checking. */
    public void start() {
        for (final Backend backend : backends) {
            health.add(backend.settings(), samples.get(backend.number()), (of, up, why) -> backend.checked(up));
        }
        nextHops.start();
        health.firstRound(FIRST_ROUND_MS);
        healthRunner = new AgentRunner(health.idleStrategy(), Forwarding::report, null, health);
        AgentRunner.startOnThread(healthRunner);
    }

    private static void report(final Throwable error) {
        org.slf4j.LoggerFactory.getLogger(Forwarding.class).error("health checks: {}", error.toString(), error);
    }

    /**
     * The packet caches, whose counters are to be mirrored.
     *
     * @return possibly without any.
     */
    public PacketCaches caches() {
        return caches;
    }

    /**
     * One line for the operator.
     *
     * @return how many servers there are, and how many of them are up.
     */
    public String description() {
        final long up = backends.stream().filter(Backend::isUp).count();
        return "backends: %d of %d up".formatted(up, backends.size());
    }

    /** Ends the threads and closes every socket; the workers' threads must have ended. */
    @Override
    public void close() {
        if (healthRunner == null) {
            health.close();
        } else {
            healthRunner.close();
        }
        nextHops.close();
        sockets.forEach(BackendSockets::close);
        caches.close();
    }
}
