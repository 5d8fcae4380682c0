package io.ringway.cli.machine;

import io.ringway.settings.CopyMode;
import io.ringway.settings.IdleMode;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.Settings;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.Threading;
import io.ringway.settings.XdpMode;
import io.ringway.settings.XskSettings;
import io.ringway.topology.placement.PlacementPlan;
import io.ringway.topology.placement.PlacementPlanner;
import io.ringway.topology.placement.PlannedThread;
import io.ringway.topology.placement.QueueRequest;
import io.ringway.topology.placement.Topology;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a plan says about a configuration; without one, about serving every queue of an interface. */
final class PlacementChecks {
    private static final int DNS_PORT = 53;

    private PlacementChecks() {}

    static List<Check> of(final Topology topology, final Optional<Settings> settings, final List<String> interfaces) {
        final List<QueueRequest> queues = settings
                .map(QueueRequest::of)
                .orElseGet(() -> interfaces.stream()
                        .flatMap(name -> everyQueue(topology, name).stream())
                        .toList())
                .stream()
                .filter(queue -> interfaces.contains(queue.xsk().interfaceName()))
                .toList();
        final List<Check> checks = new ArrayList<>();
        if (queues.isEmpty()) {
            return checks;
        }
        final PlacementPlan plan = PlacementPlanner.plan(topology, queues);
        plan.errors().forEach(error -> checks.add(Check.fail("placement", error, "ringway placement shows the plan")));
        plan.warnings()
                .forEach(warning -> checks.add(Check.warn("placement", warning, "ringway placement shows the plan")));
        if (checks.isEmpty()) {
            final long pinned = plan.queues().stream()
                    .flatMap(queue -> queue.threads().stream())
                    .filter(PlannedThread::isPinned)
                    .count();
            checks.add(Check.ok(
                    "placement",
                    counted(plan.queues().size(), "queue") + (settings.isPresent() ? "" : ", if every one is served")
                            + ", "
                            + (pinned == 0
                                    ? "threads are placed by the scheduler"
                                    : counted(pinned, "thread") + " pinned")));
        }
        return checks;
    }

    private static String counted(final long count, final String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static List<QueueRequest> everyQueue(final Topology topology, final String name) {
        final int count = topology.nic(name)
                .channels()
                .map(channels -> channels.receiveQueues())
                .filter(number -> number > 0)
                .orElse(1);
        final List<QueueRequest> queues = new ArrayList<>();
        for (int queue = 0; queue < count; queue++) {
            final XskSettings xsk = new XskSettings(
                    SourceLocation.COMMAND_LINE,
                    name,
                    queue,
                    XskSettings.DEFAULT_FRAME_COUNT,
                    XskSettings.DEFAULT_FRAME_SIZE,
                    XskSettings.DEFAULT_RING_SIZE,
                    XskSettings.DEFAULT_XSK_MAP_PATH,
                    XdpMode.AUTO,
                    CopyMode.AUTO,
                    Threading.AUTO,
                    List.of(),
                    IdleMode.INTERRUPT,
                    false,
                    0,
                    true);
            queues.add(new QueueRequest(
                    xsk, List.of(ListenerSettings.of(SourceLocation.COMMAND_LINE, new InetSocketAddress(DNS_PORT)))));
        }
        return queues;
    }
}
