package io.ringway.backend.policy;

import io.ringway.backend.BackendShare;

/** Chooses among the servers of one pool, for one worker. Keeps what it needs from one choice to the next; one thread calls it. */
public interface Policy {
    /**
     * Makes what choosing needs; called before the first choice, off the packet path.
     *
     * @param servers those of the pool, by order.
     */
    default void prepare(final BackendShare[] servers) {
        // Most policies need nothing.
    }

    /**
     * Chooses. Servers that are down, or that have as many queries as they may have, are not chosen.
     *
     * @param servers  those of the pool, by order; the same array as {@link #prepare} was given.
     * @param nameHash {@link io.ringway.backend.NameHash#stable} of the name that is asked for; any number unless {@link #hashesNames}.
     * @param nowNs    the time now.
     * @return an index of {@code servers}, -1 for none.
     */
    int choose(BackendShare[] servers, long nameHash, long nowNs);

    /**
     * Whether the hash of the name matters.
     *
     * @return false when the caller need not compute it.
     */
    default boolean hashesNames() {
        return false;
    }
}
