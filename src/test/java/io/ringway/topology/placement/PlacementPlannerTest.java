package io.ringway.topology.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.CopyMode;
import io.ringway.settings.IdleMode;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.Threading;
import io.ringway.settings.XdpMode;
import io.ringway.settings.XskSettings;
import io.ringway.topology.Cpu;
import io.ringway.topology.CpuSet;
import io.ringway.topology.Machine;
import io.ringway.topology.nic.Nic;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Placement on a plain machine, whose interface is a virtual one without interrupts. */
class PlacementPlannerTest {
    @ParameterizedTest
    @CsvSource({
        "AUTO, 1, 4, DEDICATED",
        "AUTO, 2, 4, SHARED",
        "AUTO, 1, 3, DEDICATED",
        "AUTO, 1, 2, SHARED",
        "AUTO, 1, 1, SHARED",
        "SHARED, 1, 64, SHARED",
        "DEDICATED, 4, 2, DEDICATED"
    })
    void givesEveryStageAThreadOnlyWhereCoresAreLeftOver(
            final Threading wanted, final int queues, final int cores, final Threading resolved) {
        final List<QueueRequest> requests = IntStream.range(0, queues)
                .mapToObj(queue -> request(queue, wanted, IdleMode.INTERRUPT, listener()))
                .toList();
        assertThat(plan(cores, requests).queues())
                .allSatisfy(queue -> assertThat(queue.threading()).isEqualTo(resolved));
    }

    @ParameterizedTest
    @CsvSource({"1, INTERRUPT", "2, INTERRUPT", "2, SPIN"})
    void leavesThreadsToTheSchedulerOnTwoCores(final int queues, final IdleMode idleMode) {
        final PlacementPlan plan = plan(
                2,
                IntStream.range(0, queues)
                        .mapToObj(queue -> request(queue, Threading.AUTO, idleMode, listener()))
                        .toList());
        assertThat(plan.queues())
                .allSatisfy(queue -> assertThat(queue.threads()).singleElement().satisfies(thread -> {
                    assertThat(thread.cpu()).isEqualTo(PlannedThread.ANY_CPU);
                    assertThat(thread.reason()).contains("2 cores").contains("scheduler");
                }));
        assertThat(plan.others()).isEqualTo(CpuSet.NONE);
    }

    @Test
    void pinsSpinningThreadsToCoresOfTheirOwn() {
        final PlacementPlan plan = plan(
                8,
                List.of(
                        request(0, Threading.SHARED, IdleMode.SPIN, listener()),
                        request(1, Threading.SHARED, IdleMode.SPIN, listener())));
        assertThat(plan.queues().stream().map(QueuePlacement::routerCpu)).containsExactly(1, 2);
        assertThat(plan.others()).hasToString("0,3-7");
    }

    @Test
    void takesTurnsWhereNoProcessorIsLeft() {
        final PlacementPlan plan = plan(
                3,
                IntStream.range(0, 5)
                        .mapToObj(queue -> request(queue, Threading.SHARED, IdleMode.SPIN, listener()))
                        .toList());
        assertThat(plan.queues().stream().map(QueuePlacement::routerCpu)).containsExactly(1, 2, 0, 1, 2);
        assertThat(plan.others()).isEqualTo(CpuSet.NONE);
        assertThat(plan.warnings()).anyMatch(warning -> warning.startsWith("no core is left for the system"));
    }

    @Test
    void joinsAQueueThatFindsNoProcessorToOneThatIdlesInTheSameWay() {
        final PlacementPlan plan = plan(
                3,
                List.of(
                        request(0, Threading.DEDICATED, IdleMode.SPIN, listener(), 1, 2),
                        request(1, Threading.SHARED, IdleMode.SPIN, listener()),
                        request(2, Threading.SHARED, IdleMode.SPIN, listener())));
        assertThat(plan.queues().get(1).routerCpu()).isZero();
        assertThat(plan.queues().get(2).threads().getFirst()).satisfies(thread -> {
            assertThat(thread.cpu()).isZero();
            assertThat(thread.reason()).contains("takes turns with veth0/1");
        });
    }

    @Test
    void followsWhatTheConfigurationNames() {
        final PlacementPlan plan = plan(
                2,
                List.of(
                        request(0, Threading.DEDICATED, IdleMode.INTERRUPT, listener(0), 1),
                        request(1, Threading.DEDICATED, IdleMode.INTERRUPT, listener())));
        plan.requireValid();
        assertThat(plan.queues().get(0).routerCpu()).isEqualTo(1);
        assertThat(plan.queues().get(0).workerCpu(0)).isZero();
        assertThat(plan.queues().get(1).routerCpu()).isEqualTo(PlannedThread.ANY_CPU);
    }

    @Test
    void pinsSharedStagesToTheFirstListenersProcessorThatIsGiven() {
        final XskSettings xsk = xsk(0, Threading.SHARED, IdleMode.INTERRUPT);
        final PlacementPlan plan =
                plan(8, List.of(new QueueRequest(xsk, List.of(listener(), listener(6, 7), listener(5)))));
        assertThat(plan.queue(xsk).routerCpu()).isEqualTo(6);
    }

    @Test
    void servesSharedQueuesOnOneProcessorFromOneThread() {
        final PlacementPlan plan = plan(
                2,
                List.of(
                        request(0, Threading.SHARED, IdleMode.INTERRUPT, listener(), 1),
                        request(1, Threading.SHARED, IdleMode.INTERRUPT, listener(), 1)));
        plan.requireValid();
        assertThat(plan.others()).hasToString("0");
    }

    @Test
    void refusesTwoThreadsOnOneProcessor() {
        final PlacementPlan plan = plan(
                4,
                List.of(
                        request(0, Threading.SHARED, IdleMode.INTERRUPT, listener(), 1),
                        request(1, Threading.SHARED, IdleMode.SPIN, listener(), 1)));
        assertThatThrownBy(plan::requireValid)
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("processor 1 is taken twice")
                .hasMessageContaining("veth0/0")
                .hasMessageContaining("veth0/1");
    }

    @Test
    void refusesProcessorsThatAreNotThere() {
        assertThatThrownBy(
                        plan(2, List.of(request(0, Threading.SHARED, IdleMode.INTERRUPT, listener(), 9)))::requireValid)
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("processor 9 does not exist; choose among 0-1");
    }

    private static PlacementPlan plan(final int cores, final List<QueueRequest> requests) {
        final CpuSet all = CpuSet.of(IntStream.range(0, cores));
        final Machine machine = new Machine(
                IntStream.range(0, cores)
                        .mapToObj(cpu -> new Cpu(cpu, 0, 0, CpuSet.of(cpu), all))
                        .toList(),
                all,
                CpuSet.NONE,
                CpuSet.NONE,
                all,
                all,
                0,
                Map.of());
        final Nic nic = new Nic("veth0", "veth", "", Nic.NO_NODE, Optional.empty(), Optional.empty(), List.of());
        return PlacementPlanner.plan(new Topology(machine, Map.of("veth0", nic)), requests);
    }

    private static QueueRequest request(
            final int queue,
            final Threading threading,
            final IdleMode idleMode,
            final ListenerSettings listener,
            final Integer... cpus) {
        return new QueueRequest(xsk(queue, threading, idleMode, cpus), List.of(listener));
    }

    private static XskSettings xsk(
            final int queue, final Threading threading, final IdleMode idleMode, final Integer... cpus) {
        return new XskSettings(
                SourceLocation.COMMAND_LINE,
                "veth0",
                queue,
                XskSettings.DEFAULT_FRAME_COUNT,
                XskSettings.DEFAULT_FRAME_SIZE,
                XskSettings.DEFAULT_RING_SIZE,
                XskSettings.DEFAULT_XSK_MAP_PATH,
                XdpMode.AUTO,
                CopyMode.AUTO,
                threading,
                List.of(cpus),
                idleMode,
                false,
                0,
                true);
    }

    private static ListenerSettings listener(final Integer... cpus) {
        return new ListenerSettings(
                SourceLocation.COMMAND_LINE,
                new InetSocketAddress(53),
                Optional.empty(),
                false,
                "",
                List.of(cpus),
                0,
                0,
                0,
                0,
                true);
    }
}
