package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.Command;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.RateRun;
import io.ringway.lab.results.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The lab as its user runs it: to its end, ended by a signal, and on two machines whose second one is a namespace behind a false ssh. */
@Timeout(300)
class LabTest {
    /** Runs of whole scenarios that take most of a minute each: by {@code -Dringway.long=true}, so that every run of all tests stays short. */
    private static final String LONG = "ringway.long";

    private static final int TIMEOUT_MS = 240_000;

    @TempDir
    private Path folder;

    private Path output() {
        return folder.resolve("output");
    }

    private ChildProcess start(final List<String> before, final String... arguments) {
        return start("refused", before, arguments);
    }

    private ChildProcess start(final String scenario, final List<String> before, final String... arguments) {
        final List<String> command = new ArrayList<>(before);
        command.addAll(RingwayProcess.command(List.of()));
        command.addAll(List.of("lab", scenario, "--no-search", "--no-latency", "--output", output().toString()));
        command.addAll(List.of(arguments));
        return new ChildProcess("lab", command, line -> {});
    }

    private static void assertNothingLeft(final ChildProcess lab) throws IOException {
        final String mark = "ringway-" + lab.pid() + "-";
        assertThat(Command.run("ip netns list")).as(lab.output()).doesNotContain(mark);
        assertThat(Command.run("ls " + System.getProperty("java.io.tmpdir"))).doesNotContain(mark);
        // Every process of a run names its namespace or its folder.
        assertThat(Command.run("ps -eo args")).doesNotContain(mark);
        assertThat(Path.of("/sys/fs/bpf/ringway/ringway0")).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(mark);
    }

    @Test
    void measuresAndLeavesNothing() throws IOException {
        try (ChildProcess lab = start(
                List.of(),
                "--contenders",
                "floor,ringway-xdp-shared",
                "--repetitions",
                "1",
                "--seconds",
                "1",
                "--rates",
                "20000,40000")) {
            assertThat(lab.awaitEnd(TIMEOUT_MS)).as(lab.output()).isZero();
            assertNothingLeft(lab);
            final Results results = Results.read(output());
            assertThat(results.complete()).isTrue();
            assertThat(results.scenario()).isEqualTo("refused");
            assertThat(results.contenders()).extracting(Contender::id).containsExactly("floor", "ringway-xdp-shared");
            assertThat(results.manifest())
                    .containsEntry("driver", "veth")
                    .containsEntry("XDP mode", "native")
                    .containsEntry("copy mode", "copy");
            assertThat(results.injectorCeiling()).isPositive();
            final List<RateRun> sweep = results.rateRuns().stream()
                    .filter(run -> run.phase() == RateRun.Phase.SWEEP)
                    .toList();
            assertThat(sweep)
                    .extracting(RateRun::contender, RateRun::askedRate)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("floor", 20_000L),
                            org.assertj.core.groups.Tuple.tuple("floor", 40_000L),
                            org.assertj.core.groups.Tuple.tuple("ringway-xdp-shared", 20_000L),
                            org.assertj.core.groups.Tuple.tuple("ringway-xdp-shared", 40_000L));
            assertThat(sweep).allSatisfy(run -> {
                assertThat(run.answered()).isPositive();
                assertThat(run.userS() + run.systemS()).isPositive();
            });
        }
    }

    /** The floor forwards nothing, but all that forwarding needs is made and removed. */
    @Test
    void makesABackendForForwardingAndLeavesNothing() throws IOException {
        try (ChildProcess lab = start(
                "forward",
                List.of(),
                "--contenders",
                "floor",
                "--repetitions",
                "1",
                "--seconds",
                "1",
                "--rates",
                "20000")) {
            assertThat(lab.awaitEnd(TIMEOUT_MS)).as(lab.output()).isZero();
            assertNothingLeft(lab);
            final Results results = Results.read(output());
            assertThat(results.complete()).isTrue();
            assertThat(results.scenario()).isEqualTo("forward");
            assertThat(results.manifest().get("placement")).startsWith("one machine, two veth pairs; ");
            assertThat(results.manifest()).containsKey("backend");
        }
    }

    /** The hits are counted by the server and held against the answers that the injector got. */
    @Test
    @EnabledIfSystemProperty(named = LONG, matches = "true")
    void measuresACacheThatAnswersEverything() throws IOException {
        try (ChildProcess lab = start(
                "cache",
                List.of(),
                "--contenders",
                "ringway-xdp-refused,ringway-xdp-cache",
                "--repetitions",
                "1",
                "--seconds",
                "1",
                "--rates",
                "20000,40000")) {
            assertThat(lab.awaitEnd(TIMEOUT_MS)).as(lab.output()).isZero();
            assertNothingLeft(lab);
            final Results results = Results.read(output());
            assertThat(results.contenders())
                    .extracting(Contender::id)
                    .as(lab.output())
                    .containsExactly("ringway-xdp-refused", "ringway-xdp-cache");
            assertThat(results.targets()).hasSize(1);
            assertThat(results.rateRuns())
                    .filteredOn(run -> run.contender().equals("ringway-xdp-cache"))
                    .hasSize(2)
                    .allSatisfy(run -> assertThat(run.answered()).isPositive());
            assertThat(Files.readString(output().resolve("report.md"))).contains("at least 0.90: ");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = LONG, matches = "true")
    void measuresTenRules() throws IOException {
        try (ChildProcess lab = start(
                "rules",
                List.of(),
                "--contenders",
                "ringway-xdp-rules",
                "--repetitions",
                "1",
                "--seconds",
                "1",
                "--rates",
                "20000")) {
            assertThat(lab.awaitEnd(TIMEOUT_MS)).as(lab.output()).isZero();
            assertNothingLeft(lab);
            assertThat(Results.read(output()).rateRuns())
                    .filteredOn(run -> run.contender().equals("ringway-xdp-rules"))
                    .as(lab.output())
                    .hasSize(1);
        }
    }

    @Test
    void keepsWhatWasMeasuredWhenASignalEndsIt() throws IOException {
        try (ChildProcess lab = start(
                List.of(), "--contenders", "floor", "--repetitions", "50", "--seconds", "1", "--rates", "20000")) {
            lab.awaitLine(line -> line.contains("repetition 2 of 50"), TIMEOUT_MS);
            Command.run("kill -TERM " + lab.pid());
            assertThat(lab.awaitEnd(60_000)).as(lab.output()).isNotZero();
            assertThat(lab.output()).contains("ended early; what was measured: " + output());
            assertNothingLeft(lab);
            final Results results = Results.read(output());
            assertThat(results.complete()).isFalse();
            assertThat(results.rateRuns())
                    .filteredOn(run -> run.phase() == RateRun.Phase.SWEEP && run.repetition() == 1)
                    .hasSize(1);
        }
    }

    @Test
    void drivesTheInjectorOfAnotherMachineOverSsh() throws IOException {
        try (TestBench bench = new TestBench()) {
            final String device = bench.join(2, 2).serverInterface();
            bench.client().run("ethtool -K rwc2 tx off");
            final Path tools = Files.createDirectories(folder.resolve("tools"));
            final Path calls = folder.resolve("calls");
            script(
                    tools.resolve("ssh"),
                    "echo \"$*\" >>" + calls + "\nexec nsenter --net=/run/netns/"
                            + bench.client().name() + " sh -c \"$4\"");
            script(tools.resolve("sudo"), "shift; exec \"$@\"");
            final List<String> before = new ArrayList<>(bench.server().command(List.of()));
            before.addAll(List.of("env", "PATH=" + tools + ":" + System.getenv("PATH")));
            try (ChildProcess lab = start(
                    before,
                    "--interface",
                    device,
                    "--target",
                    "192.0.2.1",
                    "--injector",
                    "injector.example",
                    "--contenders",
                    "floor",
                    "--repetitions",
                    "1",
                    "--seconds",
                    "1",
                    "--rates",
                    "20000")) {
                assertThat(lab.awaitEnd(TIMEOUT_MS)).as(lab.output()).isZero();
                assertThat(Files.readString(calls))
                        .contains("-o BatchMode=yes injector.example kdig @192.0.2.1 example.com A")
                        .contains("| sudo -n kxdpgun -t 1 -Q 20000 -i /dev/stdin 192.0.2.1\n");
                assertThat(bench.server().run("ip link show dev " + device)).doesNotContain(" xdp ");
                assertThat(Results.read(output()).manifest()).containsEntry("queues", "2");
            }
        }
    }

    private static void script(final Path file, final String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
