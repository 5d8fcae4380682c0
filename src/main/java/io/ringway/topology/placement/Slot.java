package io.ringway.topology.placement;

import io.ringway.settings.IdleMode;
import java.util.ArrayList;
import java.util.List;

/** A thread that the planner looks for a processor for, with the queues whose stages it runs. One plan's. */
final class Slot {
    private final String role;
    private final IdleMode idleMode;
    private final boolean shared;
    private final int wantedNode;
    private final List<QueueRequest> queues = new ArrayList<>();

    private int explicitCpu = PlannedThread.ANY_CPU;
    private int cpu = PlannedThread.ANY_CPU;
    private String reason = "";

    /** {@code wantedNode} is the NIC's, negative for none. */
    Slot(final String role, final QueueRequest queue, final boolean shared, final int wantedNode) {
        this.role = role;
        this.shared = shared;
        this.wantedNode = wantedNode;
        idleMode = queue.xsk().idleMode();
        queues.add(queue);
    }

    void add(final QueueRequest queue) {
        queues.add(queue);
    }

    void ask(final int explicit) {
        explicitCpu = explicit;
    }

    void place(final int where, final String why) {
        cpu = where;
        reason = why;
    }

    boolean isExplicit() {
        return explicitCpu != PlannedThread.ANY_CPU;
    }

    boolean isPlaced() {
        return !reason.isEmpty();
    }

    boolean isShared() {
        return shared;
    }

    int explicitCpu() {
        return explicitCpu;
    }

    int cpu() {
        return cpu;
    }

    int wantedNode() {
        return wantedNode;
    }

    IdleMode idleMode() {
        return idleMode;
    }

    boolean spins() {
        return idleMode != IdleMode.INTERRUPT;
    }

    QueueRequest queue() {
        return queues.getFirst();
    }

    boolean serves(final QueueRequest queue) {
        return queues.contains(queue);
    }

    int queueCount() {
        return queues.size();
    }

    /** How messages name it. */
    String name() {
        return (shared ? "the thread" : role) + " of "
                + String.join(" and ", queues.stream().map(QueueRequest::scope).toList());
    }

    PlannedThread planned() {
        return new PlannedThread(role, cpu, reason);
    }
}
