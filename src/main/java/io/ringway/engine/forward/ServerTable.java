package io.ringway.engine.forward;

import io.ringway.backend.health.LazySamples;
import io.ringway.backend.policy.ServerPools;

/**
 * What one worker knows of the servers at one time. It never changes: the control thread makes the next one, which the worker takes over between
 * two batches. What is in it is the worker's and goes on from one snapshot to the next: routes, counts, samples.
 *
 * <p>A server that takes no new queries stays in it, in no pool, until none of its queries waits any more; so whatever an outstanding query
 * refers to is there.
 */
final class ServerTable {
    private final ServerPools pools;
    private final XskRoute[] xskRoutes;
    private final LazySamples[] samples;
    private final BackendSockets.Table sockets;

    /**
     * A snapshot; the arrays are its own from then on.
     *
     * @param pools     whom queries may go to.
     * @param xskRoutes by number of the backend, null where it is not reached over AF_XDP.
     * @param samples   by number of the backend.
     * @param sockets   on the kernel's stack.
     */
    ServerTable(
            final ServerPools pools,
            final XskRoute[] xskRoutes,
            final LazySamples[] samples,
            final BackendSockets.Table sockets) {
        this.pools = pools;
        this.xskRoutes = xskRoutes;
        this.samples = samples;
        this.sockets = sockets;
    }

    ServerPools pools() {
        return pools;
    }

    /** The way to a backend over AF_XDP, null where there is none. */
    XskRoute xskRoute(final int backend) {
        return xskRoutes[backend];
    }

    LazySamples samples(final int backend) {
        return samples[backend];
    }

    BackendSockets.Table sockets() {
        return sockets;
    }
}
