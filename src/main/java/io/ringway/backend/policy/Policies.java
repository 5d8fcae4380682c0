package io.ringway.backend.policy;

import io.ringway.backend.UnpredictableNumbers;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.backend.PolicySettings;

/** Makes policies from settings. */
public final class Policies {
    private Policies() {}

    /**
     * Makes a policy for one pool of one worker.
     *
     * @param policy   which one.
     * @param settings balancing factors and what {@code roundrobin} does without servers.
     * @param numbers  of this worker.
     * @param view     describes this worker's query, for Lua.
     * @return a policy of its own.
     */
    public static Policy of(
            final PolicySettings policy,
            final ForwardingSettings settings,
            final UnpredictableNumbers numbers,
            final QueryView view) {
        return switch (policy) {
            case PolicySettings.LeastOutstanding least -> new LeastOutstanding();
            case PolicySettings.FirstAvailable first -> new FirstAvailable();
            case PolicySettings.RoundRobin round -> new RoundRobin(settings.roundRobinFails());
            case PolicySettings.WeightedRandom random -> new WeightedRandom(settings.weightedBalancing(), numbers);
            case PolicySettings.WeightedHashed hashed -> new WeightedHashed(settings.weightedBalancing());
            case PolicySettings.ConsistentHashed hashed -> new ConsistentHashed(settings.consistentBalancing());
            case PolicySettings.Lua lua -> new LuaPolicyAdapter(lua, view);
        };
    }
}
