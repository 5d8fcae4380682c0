package io.ringway.backend.policy;

import io.ringway.backend.BackendShare;
import io.ringway.backend.UnpredictableNumbers;

/** {@code wrandom}: at random, by weight; with {@code setWeightedBalancingFactor} among servers that are not above their share. */
final class WeightedRandom implements Policy {
    private final BoundedLoad load;
    private final UnpredictableNumbers numbers;

    /**
     * A policy.
     *
     * @param balancing the balancing factor, 0 for none.
     * @param numbers   of this worker.
     */
    WeightedRandom(final double balancing, final UnpredictableNumbers numbers) {
        load = new BoundedLoad(balancing);
        this.numbers = numbers;
    }

    @Override
    public int choose(final BackendShare[] servers, final long nameHash, final long nowNs) {
        load.measure(servers);
        return load.draw(servers, numbers.nextLong());
    }
}
