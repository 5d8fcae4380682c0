package io.ringway.backend.policy;

import io.ringway.backend.BackendShare;

/**
 * {@code roundrobin}: one usable server after the other. Where none is up, all count as up, unless {@code setRoundRobinFailOnNoServer} says
 * otherwise.
 */
final class RoundRobin implements Policy {
    private final boolean failsWithoutServer;

    /** Choices so far; its low 31 bits count. */
    private int choices;

    /**
     * A policy that begins with the first server.
     *
     * @param failsWithoutServer whether none is chosen where none is up.
     */
    RoundRobin(final boolean failsWithoutServer) {
        this.failsWithoutServer = failsWithoutServer;
    }

    @Override
    public int choose(final BackendShare[] servers, final long nameHash, final long nowNs) {
        int usable = 0;
        int up = 0;
        for (final BackendShare server : servers) {
            usable += server.isUsable() ? 1 : 0;
            up += server.backend().isUp() ? 1 : 0;
        }
        if (usable > 0) {
            return next(servers, usable, true);
        }
        return up > 0 || failsWithoutServer ? -1 : next(servers, withRoom(servers), false);
    }

    private static int withRoom(final BackendShare[] servers) {
        int count = 0;
        for (final BackendShare server : servers) {
            count += hasRoom(server) ? 1 : 0;
        }
        return count;
    }

    private static boolean hasRoom(final BackendShare server) {
        return server.outstanding() < server.maxOutstanding();
    }

    /** The next one of those that count; the last of them when some went down since they were counted. */
    private int next(final BackendShare[] servers, final int count, final boolean mustBeUp) {
        int chosen = -1;
        if (count > 0) {
            int left = (choices++ & Integer.MAX_VALUE) % count;
            for (int i = 0; i < servers.length && left >= 0; i++) {
                if (mustBeUp ? servers[i].isUsable() : hasRoom(servers[i])) {
                    chosen = i;
                    left--;
                }
            }
        }
        return chosen;
    }
}
