package io.ringway.topology.placement;

import io.ringway.topology.CpuSet;

/**
 * Where control threads and the virtual machine's own run: off the cores of packet threads as far as there are others.
 *
 * @param cpus   empty leaves them where they are
 * @param reason in words
 */
record OtherThreads(CpuSet cpus, String reason) {
    static OtherThreads of(final CorePool pool) {
        if (pool.taken().isEmpty()) {
            return new OtherThreads(CpuSet.NONE, "no packet thread is pinned");
        }
        final CpuSet untouched = pool.untouched();
        final CpuSet scheduled = untouched.without(pool.isolated());
        if (!scheduled.isEmpty()) {
            return new OtherThreads(scheduled, "cores without packet threads");
        }
        if (!untouched.isEmpty()) {
            return new OtherThreads(untouched, "isolated cores without packet threads; no others are left");
        }
        final CpuSet siblings = pool.usable().without(pool.taken());
        return siblings.isEmpty()
                ? new OtherThreads(CpuSet.NONE, "every processor has a packet thread")
                : new OtherThreads(siblings, "SMT siblings of packet threads; no core is left");
    }
}
