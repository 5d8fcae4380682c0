package io.ringway.backend.policy;

import io.ringway.backend.Backend;
import io.ringway.backend.BackendShare;

/**
 * Which servers a choice by weight may fall on: those that are usable and whose queries do not exceed their share by more than a factor
 * (Mirrokni, Thorup, Zadimoghaddam: "Consistent Hashing with Bounded Loads"). A share is a server's part, by weight, of all queries that wait
 * at usable servers and the one that is being forwarded.
 *
 * <p>Since some server is always at or below its share, a factor of 1 or more never rules out all. Belongs to one thread.
 */
final class BoundedLoad {
    private final double factor;

    private double outstandingPerWeight;

    /**
     * A rule.
     *
     * @param factor from 1; 0 for no bound.
     */
    BoundedLoad(final double factor) {
        this.factor = factor;
    }

    /** Looks at all servers for the next choice. */
    void measure(final BackendShare[] servers) {
        if (factor == 0) {
            return;
        }
        long outstanding = 1;
        long weight = 0;
        for (final BackendShare server : servers) {
            if (server.isUsable()) {
                outstanding += server.outstanding();
                weight += server.backend().weight();
            }
        }
        outstandingPerWeight = factor * outstanding / weight;
    }

    /** Whether a choice may fall on a server. */
    boolean admits(final BackendShare server) {
        return server.isUsable()
                && (factor == 0
                        || server.outstanding()
                                <= outstandingPerWeight * server.backend().weight());
    }

    /**
     * Draws one of the servers that are admitted, by weight.
     *
     * @param servers measured.
     * @param value   64 bits: the same ones draw the same server as long as the same servers are admitted.
     * @return an index, -1 when none is admitted.
     */
    int draw(final BackendShare[] servers, final long value) {
        long sum = 0;
        for (final BackendShare server : servers) {
            sum += admits(server) ? server.backend().weight() : 0;
        }
        long left = Math.unsignedMultiplyHigh(value, sum);
        int drawn = -1;
        for (int i = 0; i < servers.length && left >= 0; i++) {
            final BackendShare server = servers[i];
            // The last one admitted stays drawn when some went down since the weights were added up.
            if (admits(server)) {
                final Backend backend = server.backend();
                drawn = i;
                left -= backend.weight();
            }
        }
        return drawn;
    }
}
