package io.ringway.engine.forward;

import io.ringway.backend.Backend;
import io.ringway.backend.BackendShare;
import io.ringway.backend.NumberRuns;
import io.ringway.backend.health.LazySamples;
import io.ringway.engine.cache.CacheFront;
import io.ringway.engine.forward.control.ForwardingThread;
import io.ringway.engine.forward.control.ResponsePorts;
import io.ringway.engine.forward.gateway.TcpGateway;
import io.ringway.settings.SetupException;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.stack.BackendSocket;
import io.ringway.xdp.NativeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The servers of one worker, as the control thread keeps them: what each has of sockets, routes and samples, and the {@link ServerTable} that is made of
 * that.
 */
public final class WorkerServers implements ForwardingThread {
    /** Sockets of a worker to each backend, each with a random port of its own, where the configuration does not ask for more. */
    static final int LEAST_SOCKETS = 8;

    private static final int SOCKET_NUMBERS = (1 << 16) - XskWays.NUMBERS;

    private final XskWays ways;
    private final BackendSockets sockets;
    private final Supplier<TcpGateway> gateway;
    private final int responseCapacity;

    /** Null where no pool has a cache. */
    private final CacheFront cache;

    private final NumberRuns numbers = new NumberRuns(SOCKET_NUMBERS);
    private final Map<Integer, LazySamples> samples = new HashMap<>();
    private final Map<Integer, Group> groups = new HashMap<>();

    /** By number of a server that is retired. */
    private final Map<Integer, Group> retired = new HashMap<>();

    /** Groups that queries no longer go out through, and those of them that the next snapshot is without. */
    private final List<Group> replaced = new ArrayList<>();

    private final List<Group> unpublished = new ArrayList<>();
    private Forwarder forwarder;
    private ResponsePorts responsePorts = ResponsePorts.NONE;

    /** Sockets to one server, numbered one after the other. */
    private record Group(int first, List<BackendSocket> sockets) {
        boolean isIdle() {
            return sockets.stream().allMatch(socket -> socket.outstanding() == 0);
        }

        void close() {
            sockets.forEach(BackendSocket::close);
        }
    }

    /**
     * Without servers.
     *
     * @param ways             over AF_XDP.
     * @param sockets          without any.
     * @param gateway          the one to servers that are asked over TCP alone; asked for when there is one.
     * @param responseCapacity bytes of a response that the worker takes.
     * @param cache            the worker's, null where no pool has one.
     */
    WorkerServers(
            final XskWays ways,
            final BackendSockets sockets,
            final Supplier<TcpGateway> gateway,
            final int responseCapacity,
            final CacheFront cache) {
        this.ways = ways;
        this.sockets = sockets;
        this.gateway = gateway;
        this.responseCapacity = responseCapacity;
        this.cache = cache;
    }

    /** Has this forwarder follow from now on. */
    void attach(final Forwarder follower) {
        forwarder = follower;
    }

    /**
     * Says how responses to ports find here that are opened from now on.
     *
     * @param ports leads them.
     */
    public void responsePorts(final ResponsePorts ports) {
        responsePorts = ports;
    }

    @Override
    public void prepare(final Backend backend) {
        final Group group = open(backend.settings());
        try {
            ways.add(backend).forEach(responsePorts::open);
        } catch (final RuntimeException e) {
            close(group);
            ways.remove(backend).forEach(responsePorts::close);
            ways.releaseUnused();
            throw e;
        }
        if (cache != null && backend.settings().useClientSubnet()) {
            cache.tellSubnets();
        }
        groups.put(backend.number(), group);
        samples.put(
                backend.number(), new LazySamples(backend.settings().health().lazy()));
    }

    private Group open(final BackendSettings server) {
        // Nobody but the gateway can send to a socket that leads there, so that one is enough.
        final int count = server.tcpOnly() ? 1 : Math.max(LEAST_SOCKETS, server.sockets());
        final int first = numbers.take(count);
        if (first < 0) {
            throw new SetupException(
                    server.location(),
                    "newServer " + server.displayName() + ": " + count
                            + " more sockets are too many; a listener can have " + SOCKET_NUMBERS
                            + " to all servers together");
        }
        final Group group = new Group(first, new ArrayList<>());
        try {
            for (int i = 0; i < count; i++) {
                final BackendSocket socket = openSocket(server);
                group.sockets().add(socket);
                sockets.watch(socket, first + i);
            }
            return group;
        } catch (final NativeException | IllegalStateException e) {
            group.close();
            numbers.give(first, count);
            throw new SetupException(server.location(), "newServer " + server.displayName() + ": " + e.getMessage(), e);
        }
    }

    private BackendSocket openSocket(final BackendSettings server) {
        return server.tcpOnly()
                ? gateway.get().open(server, responseCapacity)
                : BackendSocket.open(
                        server.address(),
                        server.source().address(),
                        server.source().interfaceName(),
                        server.dscp());
    }

    private void close(final Group group) {
        group.close();
        numbers.give(group.first(), group.sockets().size());
    }

    @Override
    public void publish(final ForwardingSettings settings, final List<Backend> backends) {
        final int length = 1 + backends.stream().mapToInt(Backend::number).max().orElse(-1);
        forwarder
                .snapshots()
                .publish(new ServerTable(
                        forwarder.snapshots().latest().pools().with(settings, backends),
                        xskRoutes(length),
                        samples(length),
                        socketTable(length)));
    }

    XskRoute[] xskRoutes(final int length) {
        final XskRoute[] routes = new XskRoute[length];
        for (int i = 0; i < length; i++) {
            routes[i] = ways.route(i);
        }
        return routes;
    }

    LazySamples[] samples(final int length) {
        final LazySamples[] table = new LazySamples[length];
        for (int i = 0; i < length; i++) {
            table[i] = samples.get(i);
        }
        return table;
    }

    BackendSockets.Table socketTable(final int length) {
        final BackendSocket[] all = new BackendSocket[numbers.end()];
        final int[] first = new int[length];
        final int[] counts = new int[length];
        groups.forEach((number, group) -> {
            first[number] = group.first();
            counts[number] = group.sockets().size();
            enter(group, all);
        });
        replaced.forEach(group -> enter(group, all));
        return new BackendSockets.Table(all, first, counts);
    }

    private static void enter(final Group group, final BackendSocket[] all) {
        for (int i = 0; i < group.sockets().size(); i++) {
            all[group.first() + i] = group.sockets().get(i);
        }
    }

    @Override
    public boolean isFollowed() {
        return forwarder.snapshots().isFollowed();
    }

    @Override
    public BackendShare share(final Backend backend) {
        return forwarder.snapshots().latest().pools().share(backend.number());
    }

    @Override
    public LazySamples samples(final Backend backend) {
        return samples.get(backend.number());
    }

    @Override
    public void retire(final Backend backend) {
        retired.put(backend.number(), groups.remove(backend.number()));
        samples.remove(backend.number());
        ways.remove(backend).forEach(responsePorts::close);
    }

    @Override
    public void release(final Backend backend) {
        ways.releaseUnused();
        if (backend.settings().tcpOnly()) {
            gateway.get().release(backend.settings());
        }
        close(retired.remove(backend.number()));
    }

    @Override
    public boolean reconnect(final Backend backend) {
        if (backend.settings().tcpOnly()) {
            // Connections are fresh after a server was away anyway.
            return false;
        }
        final Group fresh = open(backend.settings());
        replaced.add(groups.put(backend.number(), fresh));
        return true;
    }

    @Override
    public boolean tidy() {
        if (!forwarder.snapshots().isFollowed()) {
            return false;
        }
        unpublished.forEach(this::close);
        unpublished.clear();
        return replaced.removeIf(group -> group.isIdle() && unpublished.add(group));
    }

    /** Closes everything; the worker's thread has ended. */
    void close() {
        sockets.close();
        groups.values().forEach(Group::close);
        retired.values().forEach(Group::close);
        replaced.forEach(Group::close);
        unpublished.forEach(Group::close);
    }
}
