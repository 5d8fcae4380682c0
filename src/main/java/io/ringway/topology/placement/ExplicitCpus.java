package io.ringway.topology.placement;

import io.ringway.settings.ListenerSettings;
import io.ringway.settings.SourceLocation;
import io.ringway.topology.CpuSet;
import io.ringway.topology.Machine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds the processors that a configuration names against the machine and against each other. */
final class ExplicitCpus {
    private final Machine machine;
    private final List<String> errors = new ArrayList<>();

    ExplicitCpus(final Machine machine) {
        this.machine = machine;
    }

    /** Everything that was wrong, a line each. */
    List<String> errors() {
        return errors;
    }

    /** Checks what {@code cpus} of a queue and of its listeners name. */
    void check(final QueueRequest queue) {
        queue.xsk().cpus().forEach(cpu -> check(queue.xsk().location(), cpu));
        for (final ListenerSettings listener : queue.listeners()) {
            listener.cpus().forEach(cpu -> check(listener.location(), cpu));
        }
    }

    private void check(final SourceLocation location, final int cpu) {
        final CpuSet online = machine.online();
        final String where = location + ": cpus: processor " + cpu;
        if (!machine.present().contains(cpu)) {
            add(where + " does not exist; choose among " + online);
        } else if (!online.contains(cpu)) {
            add(where + " is offline; choose among " + online + ", or bring it up: echo 1 > /sys/devices/system/cpu/cpu"
                    + cpu + "/online");
        } else if (!machine.cpuset().contains(cpu)) {
            add(where + " is outside the cpuset " + machine.cpuset()
                    + " of this process's control group; choose one of these, or widen AllowedCPUs= of the service");
        }
    }

    private void add(final String error) {
        if (!errors.contains(error)) {
            errors.add(error);
        }
    }

    /** Refuses two threads on one processor. Shared queues that idle in one way are one thread there. */
    void checkTakenOnce(final List<Slot> slots) {
        final Map<Integer, Slot> first = new HashMap<>();
        for (final Slot slot : slots) {
            if (!slot.isExplicit()) {
                continue;
            }
            final Slot other = first.putIfAbsent(slot.explicitCpu(), slot);
            if (other != null && !(other.isShared() && slot.isShared() && other.idleMode() == slot.idleMode())) {
                add(slot.queue().xsk().location() + ": cpus: processor " + slot.explicitCpu() + " is taken twice, by "
                        + other.name() + " (" + other.queue().xsk().location() + ") and by " + slot.name()
                        + "; give each thread its own");
            }
        }
    }
}
