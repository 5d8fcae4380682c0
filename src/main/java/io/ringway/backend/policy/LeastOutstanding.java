package io.ringway.backend.policy;

import io.ringway.backend.BackendShare;

/** {@code leastOutstanding}: the server with the fewest queries of this worker, then of lowest order, then of lowest latency. */
final class LeastOutstanding implements Policy {
    @Override
    public int choose(final BackendShare[] servers, final long nameHash, final long nowNs) {
        return best(servers);
    }

    /** The index of the best server, -1 when none is usable. */
    static int best(final BackendShare[] servers) {
        int best = -1;
        int fewest = 0;
        for (int i = 0; i < servers.length; i++) {
            final BackendShare server = servers[i];
            final int outstanding = server.outstanding();
            if ((best < 0 || outstanding <= fewest)
                    && server.isUsable()
                    && (best < 0 || outstanding < fewest || isPreferred(server, servers[best]))) {
                best = i;
                fewest = outstanding;
            }
        }
        return best;
    }

    private static boolean isPreferred(final BackendShare server, final BackendShare other) {
        final int order = server.backend().order();
        final int otherOrder = other.backend().order();
        return order < otherOrder || (order == otherOrder && server.latencyNs() < other.latencyNs());
    }
}
