package io.ringway.stack.tcp;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts connections against the limits of process, listener and client. Any thread. */
final class Admission {
    private final int maxConnections;
    private final int maxConnectionsPerClient;
    private final AtomicInteger connections = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> ofClient = new ConcurrentHashMap<>();

    Admission(final TcpLimits limits) {
        maxConnections = limits.maxConnections();
        maxConnectionsPerClient = limits.maxConnectionsPerClient();
    }

    /** Takes a place; null, or why there is none. */
    EndReason enter(final InetAddress client, final AtomicInteger ofListener, final int maxOfListener) {
        if (!increment(connections, maxConnections)) {
            return EndReason.REFUSED_CONCURRENT;
        }
        if (!increment(ofListener, maxOfListener == 0 ? Integer.MAX_VALUE : maxOfListener)) {
            connections.decrementAndGet();
            return EndReason.REFUSED_CONCURRENT;
        }
        if (maxConnectionsPerClient > 0 && ofClient.merge(client, 1, Integer::sum) > maxConnectionsPerClient) {
            leave(client, ofListener);
            return EndReason.REFUSED_PER_CLIENT;
        }
        return null;
    }

    /** Gives a place back. */
    void leave(final InetAddress client, final AtomicInteger ofListener) {
        if (maxConnectionsPerClient > 0) {
            ofClient.computeIfPresent(client, (ignored, count) -> count == 1 ? null : count - 1);
        }
        ofListener.decrementAndGet();
        connections.decrementAndGet();
    }

    private static boolean increment(final AtomicInteger counter, final int limit) {
        if (counter.incrementAndGet() > limit) {
            counter.decrementAndGet();
            return false;
        }
        return true;
    }

    int connections() {
        return connections.get();
    }
}
