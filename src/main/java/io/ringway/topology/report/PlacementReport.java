package io.ringway.topology.report;

import io.ringway.topology.CpuSet;
import io.ringway.topology.Machine;
import io.ringway.topology.nic.Channels;
import io.ringway.topology.nic.Nic;
import io.ringway.topology.nic.QueueInterrupt;
import io.ringway.topology.nic.ReceiveSideScaling;
import io.ringway.topology.placement.PlacementPlan;
import io.ringway.topology.placement.PlannedThread;
import io.ringway.topology.placement.QueuePlacement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A plan for people, as a table with its reasons, or for programs. */
public final class PlacementReport {
    private final PlacementPlan plan;
    private final Machine machine;

    /**
     * A report.
     *
     * @param plan what to tell.
     */
    public PlacementReport(final PlacementPlan plan) {
        this.plan = plan;
        machine = plan.topology().machine();
    }

    /**
     * For people.
     *
     * @return lines with aligned columns.
     */
    public String text() {
        final TextTable head = new TextTable();
        head.row("machine", machineText());
        plan.topology().nics().values().forEach(nic -> head.row(nic.name(), nicText(nic)));
        final TextTable threads = new TextTable();
        threads.row("queue", "interrupt", "threading", "thread", "cpu", "node", "why");
        for (final QueuePlacement queue : plan.queues()) {
            for (int i = 0; i < queue.threads().size(); i++) {
                final PlannedThread thread = queue.threads().get(i);
                threads.row(
                        i == 0 ? queue.scope() : "",
                        i == 0 ? queue.interruptText() : "",
                        i == 0 ? lower(queue.threading()) : "",
                        thread.role(),
                        thread.isPinned() ? Integer.toString(thread.cpu()) : "any",
                        machine.cpu(thread.cpu())
                                .map(cpu -> Integer.toString(cpu.node()))
                                .orElse("-"),
                        thread.reason());
            }
        }
        threads.row(
                "others",
                "",
                "",
                "",
                plan.others().isEmpty() ? "any" : plan.others().toString(),
                "-",
                plan.othersReason());
        final StringBuilder text = new StringBuilder(head.text()).append('\n').append(threads.text());
        final Map<String, CpuSet> queuesByReason = new LinkedHashMap<>();
        for (final QueuePlacement queue : plan.queues()) {
            queuesByReason.merge(
                    lower(queue.threading()) + " (" + queue.threadingReason() + "): " + queue.interfaceName()
                            + " queues ",
                    CpuSet.of(queue.queueId()),
                    CpuSet::or);
        }
        queuesByReason.forEach(
                (why, numbers) -> text.append('\n').append(why).append(numbers).append('\n'));
        plan.warnings()
                .forEach(warning -> text.append("\nwarning: ").append(warning).append('\n'));
        plan.errors().forEach(error -> text.append("\nerror: ").append(error).append('\n'));
        return text.toString();
    }

    private String machineText() {
        final int cores = machine.cores(machine.online()).size();
        return counted(machine.nodes().size(), "NUMA node") + ", " + counted(cores, "core") + ", "
                + counted(machine.cpus().size(), "processor") + "; usable " + machine.usable()
                + optional(", isolated ", machine.isolated()) + optional(", tickless ", machine.tickless())
                + (machine.quota() == 0 ? "" : ", time of " + counted(machine.quota(), "processor"));
    }

    private static String optional(final String label, final CpuSet cpus) {
        return cpus.isEmpty() ? "" : label + cpus;
    }

    private static String counted(final int count, final String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static String nicText(final Nic nic) {
        return (nic.driver().isEmpty() ? "driver unknown" : nic.driver())
                + (nic.busAddress().isEmpty() ? "" : " at " + nic.busAddress())
                + (nic.node() == Nic.NO_NODE ? "" : ", node " + nic.node())
                + nic.channels()
                        .map(channels -> ", " + counted(channels.receiveQueues(), "receive queue"))
                        .orElse("")
                + nic.scaling()
                        .map(scaling -> ", spreads over queues " + scaling.queues() + " by "
                                + (scaling.hashFunction().isEmpty() ? "a hash" : scaling.hashFunction()))
                        .orElse("");
    }

    private static String lower(final Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /**
     * For programs.
     *
     * @return one JSON object on one line.
     */
    public String json() {
        return "{\"machine\":" + machineJson() + ",\"interfaces\":"
                + list(plan.topology().nics().values(), PlacementReport::nicJson) + ",\"queues\":"
                + list(plan.queues(), PlacementReport::queueJson) + ",\"others\":{\"cpus\":"
                + Json.text(plan.others().toString()) + ",\"reason\":" + Json.text(plan.othersReason())
                + "},\"warnings\":" + list(plan.warnings(), Json::text) + ",\"errors\":"
                + list(plan.errors(), Json::text) + "}";
    }

    private String machineJson() {
        return "{\"online\":" + Json.text(machine.online().toString()) + ",\"usable\":"
                + Json.text(machine.usable().toString()) + ",\"cpuset\":"
                + Json.text(machine.cpuset().toString())
                + ",\"isolated\":" + Json.text(machine.isolated().toString()) + ",\"tickless\":"
                + Json.text(machine.tickless().toString()) + ",\"quota\":" + machine.quota() + ",\"nodes\":"
                + list(
                        machine.nodes(),
                        node -> "{\"node\":" + node + ",\"cpus\":"
                                + Json.text(machine.node(node).toString()) + "}")
                + ",\"cores\":" + list(machine.cores(machine.online()), core -> Json.text(core.toString())) + "}";
    }

    private static String nicJson(final Nic nic) {
        return "{\"name\":" + Json.text(nic.name()) + ",\"driver\":" + Json.text(nic.driver()) + ",\"bus\":"
                + Json.text(nic.busAddress()) + ",\"node\":" + nic.node() + ",\"receiveQueues\":"
                + nic.channels().map(Channels::receiveQueues).orElse(0) + ",\"hash\":"
                + Json.text(nic.scaling().map(ReceiveSideScaling::hashFunction).orElse("")) + ",\"key\":"
                + Json.text(nic.scaling().map(ReceiveSideScaling::keyText).orElse("")) + ",\"indirectionSize\":"
                + nic.scaling().map(ReceiveSideScaling::indirectionSize).orElse(0) + ",\"spreadOver\":"
                + Json.text(nic.scaling()
                        .map(scaling -> scaling.queues().toString())
                        .orElse("")) + ",\"interrupts\":"
                + list(nic.interrupts(), PlacementReport::interruptJson) + "}";
    }

    private static String interruptJson(final QueueInterrupt interrupt) {
        return "{\"queue\":" + interrupt.queue() + ",\"irq\":" + interrupt.irq() + ",\"name\":"
                + Json.text(interrupt.name()) + ",\"affinity\":"
                + Json.text(interrupt.affinity().toString())
                + ",\"cpu\":" + interrupt.cpu() + "}";
    }

    private static String queueJson(final QueuePlacement queue) {
        return "{\"interface\":" + Json.text(queue.interfaceName()) + ",\"queue\":" + queue.queueId()
                + ",\"threading\":" + Json.text(lower(queue.threading())) + ",\"threadingReason\":"
                + Json.text(queue.threadingReason()) + ",\"threads\":"
                + list(
                        queue.threads(),
                        thread -> "{\"role\":" + Json.text(thread.role()) + ",\"cpu\":" + thread.cpu() + ",\"reason\":"
                                + Json.text(thread.reason()) + "}")
                + "}";
    }

    private static <T> String list(final Collection<T> things, final Function<T, String> each) {
        return things.stream().map(each).collect(Collectors.joining(",", "[", "]"));
    }
}
