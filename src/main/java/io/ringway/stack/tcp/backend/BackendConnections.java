package io.ringway.stack.tcp.backend;

import io.ringway.settings.backend.BackendSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The ways from one event loop to one backend: connections are kept for the next queries, and one that was closed is replaced. Queries of a client
 * that a PROXY protocol header tells of go over connections of that client alone.
 *
 * <p>A backend that refuses TCP, or does not answer a connection, gets queries over UDP for some seconds before TCP is tried again.
 *
 * <p>Made by any thread, then the loop's.
 */
public final class BackendConnections {
    private static final long WITHOUT_TCP_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long SURPLUS_IDLE_NS = TimeUnit.SECONDS.toNanos(1);

    /** Connections that may be idle for longer than a second. */
    private static final int MAX_IDLE = 10;

    private final BackendLoop loop;
    private final BackendSettings settings;
    private final int maxSockets;
    private final long receiveTimeoutNs;
    private final Set<BackendConnection> connections = new LinkedHashSet<>();
    private final Set<BackendDatagram> datagrams = new LinkedHashSet<>();

    /** Connections that took another query when they were looked at last; the most recently used first, so that others grow old. */
    private final ArrayDeque<BackendConnection> roomy = new ArrayDeque<>();

    private final ArrayDeque<BackendQuery> waiting = new ArrayDeque<>();
    private boolean tcpFailed;
    private long tcpFailedNs;

    /**
     * No connection yet.
     *
     * @param loop       the event loop's.
     * @param settings   the backend's.
     * @param maxSockets connections at a time, and as many sockets for UDP; queries above wait for a connection, or fail.
     */
    public BackendConnections(final BackendLoop loop, final BackendSettings settings, final int maxSockets) {
        this(
                loop,
                settings,
                maxSockets,
                TimeUnit.SECONDS.toMillis(settings.tcp().receiveTimeoutS()));
    }

    /**
     * No connection yet, and a time-out of answers that is not the backend's {@code tcpRecvTimeout}.
     *
     * @param loop             the event loop's.
     * @param settings         the backend's.
     * @param maxSockets       connections at a time, and as many sockets for UDP; queries above wait for a connection, or fail.
     * @param receiveTimeoutMs milliseconds that a query may wait for a connection, and for its answer.
     */
    public BackendConnections(
            final BackendLoop loop, final BackendSettings settings, final int maxSockets, final long receiveTimeoutMs) {
        this.loop = loop;
        this.settings = settings;
        this.maxSockets = maxSockets;
        receiveTimeoutNs = TimeUnit.MILLISECONDS.toNanos(receiveTimeoutMs);
        loop.add(this);
    }

    /**
     * Whom they lead to.
     *
     * @return as given.
     */
    public BackendSettings settings() {
        return settings;
    }

    /**
     * Sends a query, over TCP where it can be.
     *
     * @param query is told what becomes of it, possibly before this returns.
     */
    public void send(final BackendQuery query) {
        loop.watch();
        // Where there is no other way, each query tries: whether the backend is up is for its health checks to say.
        if (tcpFailed && !settings.tcpOnly() && loop.clock.getAsLong() - tcpFailedNs < WITHOUT_TCP_NS) {
            sendByUdp(query);
        } else {
            tcpFailed = false;
            place(query);
        }
    }

    /** On a connection that has been of use, or a fresh one; after a failure on a fresh one where that can be, and a transfer on no other. */
    private void place(final BackendQuery query) {
        BackendConnection chosen = query.attempts() == 0 && !query.isTransfer() ? roomyOne(query) : null;
        if (chosen == null && (connections.size() < maxSockets || closesIdleOne())) {
            chosen = new BackendConnection(this, loop, query.header());
            connections.add(chosen);
            list(chosen);
            chosen.send(query);
            chosen.connect();
            return;
        }
        if (chosen == null && !query.isTransfer()) {
            chosen = roomyOne(query);
        }
        if (chosen == null) {
            query.waitsSince(loop.clock.getAsLong());
            waiting.add(query);
        } else {
            chosen.send(query);
        }
    }

    private BackendConnection roomyOne(final BackendQuery query) {
        final Iterator<BackendConnection> each = roomy.iterator();
        while (each.hasNext()) {
            final BackendConnection connection = each.next();
            if (!connection.hasRoom()) {
                each.remove();
                connection.listed = false;
            } else if (connection.takes(query.header())) {
                return connection;
            }
        }
        return null;
    }

    private boolean closesIdleOne() {
        final Iterator<BackendConnection> oldestFirst = roomy.descendingIterator();
        while (oldestFirst.hasNext()) {
            final BackendConnection connection = oldestFirst.next();
            if (connection.hasRoom() && connection.isIdle()) {
                connection.close();
                connections.remove(connection);
                return true;
            }
        }
        return false;
    }

    private void list(final BackendConnection connection) {
        if (!connection.listed) {
            connection.listed = true;
            roomy.addFirst(connection);
        }
    }

    void hasRoomAgain(final BackendConnection connection) {
        if (connection.hasRoom()) {
            list(connection);
        }
        placeWaiting();
    }

    private void placeWaiting() {
        final BackendQuery next = waiting.poll();
        if (next != null) {
            place(next);
        }
    }

    /** A connection is gone: what waits on it goes over another one, or over UDP when it never came about. */
    void ended(final BackendConnection connection, final boolean wasConnected, final List<BackendQuery> left) {
        connections.remove(connection);
        roomy.remove(connection);
        if (!wasConnected && connections.stream().noneMatch(BackendConnection::isActive)) {
            tcpFailed = true;
            tcpFailedNs = loop.clock.getAsLong();
            left.addAll(waiting);
            waiting.clear();
        }
        for (final BackendQuery query : left) {
            if (!wasConnected) {
                sendByUdp(query);
            } else if (query.isBegun() || query.attempts() > settings.tcp().retries()) {
                query.fail();
            } else {
                send(query);
            }
        }
        placeWaiting();
    }

    private void sendByUdp(final BackendQuery query) {
        if (settings.tcpOnly()) {
            query.fail();
        } else if (datagrams.size() >= maxSockets) {
            query.failed(BackendFailure.FULL);
        } else {
            final BackendDatagram datagram = new BackendDatagram(this, loop, query);
            datagrams.add(datagram);
            datagram.send();
        }
    }

    void ended(final BackendDatagram datagram) {
        datagrams.remove(datagram);
    }

    boolean isOpen() {
        return !connections.isEmpty() || !datagrams.isEmpty() || !waiting.isEmpty();
    }

    void sweep(final long nowNs) {
        final long sendNs = TimeUnit.SECONDS.toNanos(settings.tcp().sendTimeoutS());
        final long datagramNs = TimeUnit.MILLISECONDS.toNanos(settings.udpTimeoutMs());
        List.copyOf(connections).forEach(connection -> connection.sweep(nowNs, sendNs, receiveTimeoutNs));
        List.copyOf(datagrams).forEach(datagram -> datagram.sweep(nowNs, datagramNs));
        while (!waiting.isEmpty() && nowNs - waiting.peek().sinceNs() > receiveTimeoutNs) {
            waiting.poll().fail();
        }
        closeIdleOnes(nowNs);
    }

    private void closeIdleOnes(final long nowNs) {
        int idle = 0;
        for (final BackendConnection connection : new ArrayList<>(connections)) {
            if (connection.isActive() && connection.isIdle()) {
                idle++;
                final long idleNs = nowNs - connection.idleSinceNs();
                if (idleNs > IDLE_NS || (idle > MAX_IDLE && idleNs > SURPLUS_IDLE_NS)) {
                    connection.close();
                }
            }
        }
    }

    void close() {
        waiting.clear();
        List.copyOf(connections).forEach(BackendConnection::close);
        List.copyOf(datagrams).forEach(BackendDatagram::close);
    }
}
