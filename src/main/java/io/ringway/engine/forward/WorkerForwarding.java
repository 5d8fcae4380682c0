package io.ringway.engine.forward;

import io.ringway.backend.OutstandingQueries;
import io.ringway.backend.UnpredictableNumbers;
import io.ringway.backend.health.LazySamples;
import io.ringway.backend.policy.QueryView;
import io.ringway.backend.policy.ServerPools;
import io.ringway.engine.cache.CacheFront;
import io.ringway.wire.forward.ClientSubnet;
import java.util.function.Function;

/**
 * What a {@link Forwarder} is put together from. Made on the control thread, then its worker's.
 *
 * @param queries         empty
 * @param numbers         of this worker alone
 * @param xskRoutes       by number of the backend, null where it is not reached over AF_XDP
 * @param sockets         to every backend
 * @param firstSocketPort the number of the first socket's port in {@code queries}
 * @param numberOfPort    by UDP port, the number of a reserved one plus one, 0 for all others
 * @param samples         by number of the backend
 * @param clientMtu       the longest IP packet that the clients' link takes, bytes
 * @param subnet          of this worker alone
 * @param udpPayloadSize  what OPT records of truncated answers announce, bytes
 * @param verifyChecksums whether wrong checksums of responses are dropped
 * @param counters        of this worker alone
 * @param cache           of this worker alone, null where no pool has a cache
 * @param poolsFactory    makes the first snapshot of the pools
 */
@SuppressWarnings("ArrayRecordComponent")
record WorkerForwarding(
        OutstandingQueries queries,
        UnpredictableNumbers numbers,
        XskRoute[] xskRoutes,
        BackendSockets sockets,
        int firstSocketPort,
        char[] numberOfPort,
        LazySamples[] samples,
        int clientMtu,
        ClientSubnet subnet,
        int udpPayloadSize,
        boolean verifyChecksums,
        ForwardCounters counters,
        CacheFront cache,
        Function<QueryView, ServerPools> poolsFactory) {
    ServerPools pools(final QueryView view) {
        return poolsFactory.apply(view);
    }
}
