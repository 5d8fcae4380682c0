package io.ringway.topology.nic;

import java.util.List;
import java.util.Optional;

/**
 * A network interface and what it has to do with processors.
 *
 * @param name       at most 15 characters
 * @param driver     the driver's name, empty when it did not tell
 * @param busAddress where the device is, {@code 0000:17:00.0} on PCI; empty for a virtual one
 * @param node       the NUMA node that it is attached to, or {@link #NO_NODE}
 * @param channels   numbers of channels, absent when the driver does not tell
 * @param scaling    receive-side scaling, absent when the driver does not tell
 * @param interrupts those of receive queues, by queue; a virtual device has none
 */
public record Nic(
        String name,
        String driver,
        String busAddress,
        int node,
        Optional<Channels> channels,
        Optional<ReceiveSideScaling> scaling,
        List<QueueInterrupt> interrupts) {
    /** Stands for a device that belongs to no node, or to a machine with one. */
    public static final int NO_NODE = -1;

    /** Copies the list. */
    public Nic {
        interrupts = List.copyOf(interrupts);
    }

    /**
     * The interrupt of a receive queue.
     *
     * @param queue its number, from 0.
     * @return nothing when it has none of its own, or none that is known.
     */
    public Optional<QueueInterrupt> interrupt(final int queue) {
        return interrupts.stream()
                .filter(interrupt -> interrupt.queue() == queue)
                .findFirst();
    }
}
