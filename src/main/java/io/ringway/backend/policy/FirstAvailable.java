package io.ringway.backend.policy;

import io.ringway.backend.BackendShare;

/** {@code firstAvailable}: the server of lowest order whose {@code qps} is not used up; where there is none, as {@link LeastOutstanding}. */
final class FirstAvailable implements Policy {
    @Override
    public int choose(final BackendShare[] servers, final long nameHash, final long nowNs) {
        int first = -1;
        int lowest = 0;
        for (int i = 0; i < servers.length; i++) {
            final BackendShare server = servers[i];
            // Compared although they are sorted, because an order may have changed since.
            final int order = server.backend().order();
            if ((first < 0 || order < lowest) && server.isUsable() && server.hasQps(nowNs)) {
                first = i;
                lowest = order;
            }
        }
        return first < 0 ? LeastOutstanding.best(servers) : first;
    }
}
