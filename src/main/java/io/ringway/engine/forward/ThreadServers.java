package io.ringway.engine.forward;

import io.ringway.backend.UnpredictableNumbers;
import io.ringway.backend.health.LazySamples;
import io.ringway.backend.policy.QueryView;
import io.ringway.backend.policy.ServerPools;
import io.ringway.engine.cache.CacheFront;
import io.ringway.settings.backend.ForwardingSettings;
import java.util.List;
import java.util.function.Function;

/**
 * What one thread that forwards knows of the servers. Made on the control thread, then that thread's.
 *
 * @param settings     servers, pools and policies
 * @param numbers      of this thread alone
 * @param samples      how queries ended, by number of the backend
 * @param cache        packet caches as this thread sees them, null where no pool has one
 * @param poolsFactory makes the pools, whose Lua policies see the query that is given
 */
public record ThreadServers(
        ForwardingSettings settings,
        UnpredictableNumbers numbers,
        List<LazySamples> samples,
        CacheFront cache,
        Function<QueryView, ServerPools> poolsFactory) {
    /** Copies the list. */
    public ThreadServers {
        samples = List.copyOf(samples);
    }
}
