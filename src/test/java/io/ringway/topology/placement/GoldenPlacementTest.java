package io.ringway.topology.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.config.ConfigurationLoader;
import io.ringway.topology.RecordedMachine;
import io.ringway.topology.report.PlacementReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Placements on recorded machines, with their reasons. A case is a folder with the recording's name, a configuration, files that differ from the
 * recording, and the expected text. With {@code -Dringway.golden=write} the texts are written, to be read before they are committed.
 */
class GoldenPlacementTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("ringway.basedir", "")).resolve("src/test/resources/topology");

    @TempDir
    private Path root;

    @ParameterizedTest
    @MethodSource("cases")
    void placesAsAnExpertWould(final String name) throws IOException {
        final Path folder = FOLDER.resolve("cases").resolve(name);
        final PlacementPlan plan = plan(folder);
        final String text = new PlacementReport(plan).text().replace(folder + "/", "");
        final Path expected = folder.resolve("expected.txt");
        if (System.getProperty("ringway.golden", "").equals("write")) {
            Files.writeString(expected, text);
        }
        assertThat(text).as(name).isEqualTo(Files.readString(expected));
        assertThreadsHaveCoresOfTheirOwn(plan);
    }

    /** What the golden texts show, held for all of them. */
    private static void assertThreadsHaveCoresOfTheirOwn(final PlacementPlan plan) {
        if (!plan.errors().isEmpty()) {
            return;
        }
        final List<Integer> cpus = plan.queues().stream()
                .flatMap(queue -> queue.threads().stream())
                .filter(PlannedThread::isPinned)
                .map(PlannedThread::cpu)
                .toList();
        final long cores = cpus.stream()
                .map(cpu -> plan.topology().machine().cpu(cpu).orElseThrow().core())
                .distinct()
                .count();
        final int all = plan.topology()
                .machine()
                .cores(plan.topology().machine().usable())
                .size();
        assertThat(cores).as("cores of %s", cpus).isEqualTo(Math.min(cpus.size(), all));
        assertThat(cpus).as("pinned").doesNotHaveDuplicates();
        assertThat(plan.others().stream().boxed()).as("others").doesNotContainAnyElementsOf(cpus);
    }

    static Stream<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(FOLDER.resolve("cases"))) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    private PlacementPlan plan(final Path folder) throws IOException {
        final Path recording = FOLDER.resolve("machines")
                .resolve(Files.readString(folder.resolve("machine")).strip() + ".tree");
        final Path overlay = folder.resolve("overlay.tree");
        final RecordedMachine machine = Files.exists(overlay)
                ? RecordedMachine.in(root, recording, overlay)
                : RecordedMachine.in(root, recording);
        final List<QueueRequest> queues = QueueRequest.of(new ConfigurationLoader(true, warning -> {})
                .load(Optional.of(folder.resolve("ringway.conf")), List.of(), List.of(), false));
        return PlacementPlanner.plan(
                Topology.read(
                        machine.files(),
                        machine,
                        queues.stream()
                                .map(queue -> queue.xsk().interfaceName())
                                .toList()),
                queues);
    }
}
