package io.ringway.backend.policy;

import io.ringway.backend.BackendShare;

/**
 * {@code whashed}: by a hash of the name, over weights; with {@code setWeightedBalancingFactor} among servers that are not above their share. A
 * server that comes or goes moves most names: see {@link ConsistentHashed}.
 */
final class WeightedHashed implements Policy {
    private final BoundedLoad load;

    /**
     * A policy.
     *
     * @param balancing the balancing factor, 0 for none.
     */
    WeightedHashed(final double balancing) {
        load = new BoundedLoad(balancing);
    }

    @Override
    public int choose(final BackendShare[] servers, final long nameHash, final long nowNs) {
        load.measure(servers);
        return load.draw(servers, nameHash);
    }

    @Override
    public boolean hashesNames() {
        return true;
    }
}
