package io.ringway.backend.policy;

import io.ringway.backend.BackendShare;

/**
 * {@code chashed}: by a hash of the name, so that a server that comes or goes moves only the names that it gets or had. A server that is not usable
 * or, with {@code setConsistentHashingBalancingFactor}, above its share is passed over for the next one on the ring.
 */
final class ConsistentHashed implements Policy {
    /** After so many points of servers that are passed over, one is drawn by weight: bounds the work where most are down. */
    private static final int MAX_STEPS = 64;

    private final BoundedLoad load;
    private HashRing ring;

    /**
     * A policy.
     *
     * @param balancing the balancing factor, 0 for none.
     */
    ConsistentHashed(final double balancing) {
        load = new BoundedLoad(balancing);
    }

    @Override
    public void prepare(final BackendShare[] servers) {
        ring = new HashRing(servers);
    }

    @Override
    public int choose(final BackendShare[] servers, final long nameHash, final long nowNs) {
        if (servers.length == 0) {
            return -1;
        }
        load.measure(servers);
        ring.follow();
        int point = ring.first(nameHash);
        for (int step = 0; step < MAX_STEPS; step++) {
            final int server = ring.server(point);
            if (load.admits(servers[server])) {
                return server;
            }
            point = ring.next(point);
        }
        return load.draw(servers, nameHash);
    }

    @Override
    public boolean hashesNames() {
        return true;
    }
}
