package io.ringway.topology.nic;

import io.ringway.topology.CpuSet;

/**
 * The interrupt of a receive queue.
 *
 * @param queue     the queue's number, from 0
 * @param irq       the interrupt's number
 * @param name      the driver's name for it
 * @param affinity  where it may fire, {@code smp_affinity_list}
 * @param effective where it does, {@code effective_affinity_list}; empty where the kernel does not tell
 */
public record QueueInterrupt(int queue, int irq, String name, CpuSet affinity, CpuSet effective) {
    /** Stands for an interrupt that may fire anywhere. */
    public static final int ANYWHERE = -1;

    /**
     * The processor on which it fires.
     *
     * @return {@link #ANYWHERE} when it is not one certain.
     */
    public int cpu() {
        final CpuSet known = effective.isEmpty() ? affinity : effective;
        return known.size() == 1 ? known.first() : ANYWHERE;
    }
}
