package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.CopyMode;
import io.ringway.settings.IdleMode;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.Threading;
import io.ringway.settings.XdpMode;
import io.ringway.settings.XskSettings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which stages share a thread, and where threads run. */
class PlacementTest {
    @ParameterizedTest
    @CsvSource({
        "AUTO, 2, 4, DEDICATED",
        "AUTO, 3, 4, DEDICATED",
        "AUTO, 4, 4, SHARED",
        "AUTO, 2, 2, SHARED",
        "AUTO, 2, 1, SHARED",
        "SHARED, 2, 64, SHARED",
        "DEDICATED, 8, 2, DEDICATED"
    })
    void givesEveryStageAThreadOnlyWhereProcessorsAreLeftOver(
            final Threading wanted, final int stages, final int processors, final Threading resolved) {
        assertThat(Placement.resolve(wanted, stages, processors)).isEqualTo(resolved);
    }

    @Test
    void pinsTheRouterToTheQueuesFirstProcessor() {
        for (final Threading threading : List.of(Threading.SHARED, Threading.DEDICATED)) {
            assertThat(Placement.routerCpu(queue(3, 4), List.of(listener(5)), threading))
                    .isEqualTo(3);
        }
    }

    @Test
    void pinsSharedStagesToTheFirstListenersProcessorThatIsGiven() {
        final List<ListenerSettings> listeners = List.of(listener(), listener(6, 7), listener(8));
        assertThat(Placement.routerCpu(queue(), listeners, Threading.SHARED)).isEqualTo(6);
        assertThat(Placement.routerCpu(queue(), listeners, Threading.DEDICATED)).isEqualTo(AgentThread.ANY_CPU);
        assertThat(Placement.routerCpu(queue(), List.of(listener()), Threading.SHARED))
                .isEqualTo(AgentThread.ANY_CPU);
    }

    @Test
    void pinsWorkersToTheirListenersElseToTheQueuesProcessorsInTurn() {
        assertThat(Placement.workerCpu(queue(1, 2, 3), listener(9), 0)).isEqualTo(9);
        assertThat(Placement.workerCpu(queue(1, 2, 3), listener(), 0)).isEqualTo(2);
        assertThat(Placement.workerCpu(queue(1, 2, 3), listener(), 1)).isEqualTo(3);
        assertThat(Placement.workerCpu(queue(1, 2, 3), listener(), 2)).isEqualTo(AgentThread.ANY_CPU);
        assertThat(Placement.workerCpu(queue(), listener(), 0)).isEqualTo(AgentThread.ANY_CPU);
    }

    private static XskSettings queue(final Integer... cpus) {
        return new XskSettings(
                SourceLocation.COMMAND_LINE,
                "fake0",
                0,
                XskSettings.DEFAULT_FRAME_COUNT,
                XskSettings.DEFAULT_FRAME_SIZE,
                XskSettings.DEFAULT_RING_SIZE,
                XskSettings.DEFAULT_XSK_MAP_PATH,
                XdpMode.values()[0],
                CopyMode.AUTO,
                Threading.AUTO,
                List.of(cpus),
                IdleMode.INTERRUPT,
                false,
                0,
                true);
    }

    private static ListenerSettings listener(final Integer... cpus) {
        return new ListenerSettings(
                SourceLocation.COMMAND_LINE,
                PacketBuilder.SERVER_V4,
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
