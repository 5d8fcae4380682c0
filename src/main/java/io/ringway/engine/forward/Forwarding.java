package io.ringway.engine.forward;

import io.ringway.backend.Backend;
import io.ringway.backend.OutstandingQueries;
import io.ringway.backend.UnpredictableNumbers;
import io.ringway.backend.health.HealthChecker;
import io.ringway.backend.policy.ServerPools;
import io.ringway.engine.cache.CacheFront;
import io.ringway.engine.cache.PacketCaches;
import io.ringway.engine.forward.control.MaintenanceThread;
import io.ringway.engine.forward.control.ServerChanges;
import io.ringway.engine.forward.gateway.TcpGateway;
import io.ringway.engine.frame.FrameConsumer;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.rules.RuleBook;
import io.ringway.settings.Maintenance;
import io.ringway.settings.SetupException;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.wire.SocketMessage;
import io.ringway.wire.forward.BackendEndpoint;
import io.ringway.wire.forward.ClientSubnet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** What OPT records of truncated answers announce, bytes, and those that are added for a client subnet. */
    private static final int UDP_PAYLOAD_SIZE = 1232;

    private static final int FIRST_ROUND_MS = 2_000;
    private static final int ALL_PORTS = 1 << 16;

    private final ForwardingSettings settings;
    private final int workers;
    private final CountersFile file;
    private final PacketCaches caches;
    private final HealthChecker health;
    private final NextHopWatch nextHops;
    private final ServerChanges changes;
    private final List<WorkerServers> workerServers = new ArrayList<>();
    private AgentRunner healthRunner;
    private MaintenanceThread maintenance;

    /** Null while no backend is asked over TCP alone. */
    private TcpGateway gateway;

    private Forwarding(
            final ForwardingSettings settings,
            final int workers,
            final IntStream listeningPorts,
            final CountersFile file) {
        this.settings = settings;
        this.workers = workers;
        this.file = file;
        caches = PacketCaches.open(settings, UDP_PAYLOAD_SIZE, file);
        health = new HealthChecker(
                SystemNanoClock.INSTANCE, new UnpredictableNumbers().nextLong(), settings.verboseHealthChecks());
        nextHops = new NextHopWatch(listeningPorts);
        changes = new ServerChanges(settings, health, nextHops::forget);
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
        return forwarder(plan, new XskWays(plan, nextHops));
    }

    /** The same with ways over AF_XDP to endpoints that this process plays. */
    Made forwarder(
            final ForwarderPlan plan,
            final List<BackendEndpoint> endpoints,
            final InetAddress own,
            final int[] sourcePorts) {
        return forwarder(plan, XskWays.inMemory(plan, nextHops, endpoints, own, sourcePorts));
    }

    private Made forwarder(final ForwarderPlan plan, final XskWays ways) {
        final UnpredictableNumbers numbers = new UnpredictableNumbers();
        final BackendSockets opened = sockets(plan.scope(), plan.frames(), plan.frameSize(), plan.fromHome());
        final int capacity = Integer.highestOneBit(Math.max(2, settings.maxOutstanding() * 2 - 1));
        final int queries = Math.min(capacity, ForwardingSettings.DEFAULT_MAX_OUTSTANDING);
        final CacheFront front = caches.front(queries);
        final WorkerServers servers =
                new WorkerServers(ways, opened, this::gateway, plan.frameSize() - SocketMessage.HEADER_LENGTH, front);
        workerServers.add(servers);
        final List<Backend> backends = changes.backends();
        backends.forEach(servers::prepare);
        opened.use(servers.socketTable(backends.size()));
        final Forwarder forwarder = new Forwarder(new WorkerForwarding(
                new OutstandingQueries(queries, ALL_PORTS, numbers),
                numbers,
                servers.xskRoutes(backends.size()),
                opened,
                XskWays.NUMBERS,
                ways.numberOfPort(),
                servers.samples(backends.size()),
                plan.clientMtu(),
                new ClientSubnet(
                        settings.ecsPrefixV4(), settings.ecsPrefixV6(), settings.ecsOverride(), UDP_PAYLOAD_SIZE),
                UDP_PAYLOAD_SIZE,
                plan.verifyChecksums(),
                new ForwardCounters(file, plan.scope()),
                front,
                view -> new ServerPools(settings, backends, workers, numbers, view)));
        servers.attach(forwarder);
        changes.follow(servers);
        return new Made(forwarder, servers, ways.destinations());
    }

    /**
     * Makes what a thread that serves TCP connections chooses its servers by. Before {@link #start}.
     *
     * @return for that thread, which counts as one of the workers.
     */
    public ThreadServers servers() {
        final UnpredictableNumbers numbers = new UnpredictableNumbers();
        final List<Backend> backends = changes.backends();
        final ThreadServers servers = new ThreadServers(
                settings,
                numbers,
                caches.front(1),
                view -> new ServerPools(settings, backends, workers, numbers, view));
        backends.forEach(servers::prepare);
        changes.follow(servers);
        return servers;
    }

    /**
     * A worker's forwarder.
     *
     * @param forwarder    for the worker's thread
     * @param servers      what the control thread changes while it runs
     * @param destinations where responses over AF_XDP go to, by the interface that they come up at; the sockets of that interface must bring them
     *                     to this worker
     */
    public record Made(Forwarder forwarder, WorkerServers servers, Map<String, Set<InetSocketAddress>> destinations) {}

    private BackendSockets sockets(
            final String scope, final long frames, final int frameSize, final FrameConsumer fromHome) {
        final String name = "backends of " + scope;
        return new BackendSockets(
                frames,
                SOCKET_FRAMES,
                frameSize,
                fromHome,
                new BackendSockets.SocketCounters(
                        file.counter(CounterDescriptor.RECEIVED, name),
                        file.counter(CounterDescriptor.FORWARDED, name),
                        file.counter(CounterDescriptor.DROP_SEND_FAILED, name),
                        file.counter(CounterDescriptor.DROP_MESSAGE_TRUNCATED, name)));
    }

    /** Made for the first server that is asked over TCP alone: its thread and its counters are for those. */
    private TcpGateway gateway() {
        if (gateway == null) {
            gateway = new TcpGateway(file);
        }
        return gateway;
    }

    /** Runs the first health check of every backend, so that what is known is known before the first query, and goes on checking. */
    public void start() {
        changes.start();
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
        final List<Backend> backends = changes.backends();
        final long up = backends.stream().filter(Backend::isUp).count();
        return "backends: %d of %d up".formatted(up, backends.size());
    }

    /**
     * Has servers change from now on: as the configuration says once a second, and as health checks ask for. The last step of the start.
     *
     * @param rules what the configuration may change besides.
     * @param task  what the configuration does, if anything.
     */
    public void maintain(final RuleBook rules, final Optional<Maintenance> task) {
        maintenance = new MaintenanceThread(changes, rules, task, System::nanoTime);
        maintenance.start();
    }

    /** Ends that. The first step of the end. */
    public void endMaintenance() {
        if (maintenance != null) {
            maintenance.close();
        }
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
        if (gateway != null) {
            gateway.close();
        }
        workerServers.forEach(WorkerServers::close);
        caches.close();
    }
}
