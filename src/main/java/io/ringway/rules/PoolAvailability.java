package io.ringway.rules;

/** Whether pools have servers that are up, as the forwarder of a worker knows it. Asked by the worker's thread; allocates nothing. */
@FunctionalInterface
public interface PoolAvailability {
    /** Where nothing is forwarded. */
    PoolAvailability NONE = pool -> false;

    /**
     * Asks for a pool.
     *
     * @param pool its number, from 0.
     * @return whether one of its servers is up.
     */
    boolean isAvailable(int pool);
}
