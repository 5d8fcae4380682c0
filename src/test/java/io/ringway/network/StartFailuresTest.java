package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.Installation;
import io.ringway.lab.RingwayProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the machine does not have, or somebody else does: one line that names place, value and mend, status 1, nothing left attached. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class StartFailuresTest {
    private static final String WORKING = """
            setACL({"0.0.0.0/0"})
            xsk = newXsk({ifName="rws51", NIC_queue_id=0, frameNums=1024})
            addLocal("192.0.51.1:53", {xskSocket=xsk})
            addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
            """;

    private TestBench bench;

    @BeforeAll
    void join() throws IOException {
        bench = new TestBench();
        bench.join(51, 1);
    }

    @AfterAll
    void end() {
        bench.close();
    }

    private Path configuration(final String text) throws IOException {
        return Files.writeString(bench.folder().resolve("failing.conf"), text);
    }

    private ChildProcess runIn(final List<String> wrapper, final String text) throws IOException {
        final List<String> command = new ArrayList<>(wrapper);
        command.addAll(RingwayProcess.command(List.of()));
        command.addAll(List.of(
                "-C", configuration(text).toString(),
                "--counters", bench.folder().resolve("failing.counters").toString()));
        final ChildProcess process = new ChildProcess("ringway", bench.server().command(command), line -> {});
        process.awaitEnd(TestBench.START_TIMEOUT_MS);
        return process;
    }

    private void expectOneLine(final ChildProcess process, final String... parts) {
        assertThat(process.awaitEnd(1_000)).as(process.output()).isEqualTo(1);
        final List<String> complaints = process.output()
                .lines()
                .filter(line -> line.startsWith("ringway: "))
                .toList();
        assertThat(complaints).as(process.output()).hasSize(1);
        assertThat(complaints.getFirst()).contains(parts);
        assertThat(process.output()).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(XdpLinks.isAttached(bench.server(), "rws51")).as("attached").isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ifName="rws51"        | ifName="rws99"              | failing.conf:2 | rws99                   | rws51
                    NIC_queue_id=0        | NIC_queue_id=7              | failing.conf:2 | NIC_queue_id 7          | use 0
                    192.0.51.1:53         | 192.0.51.77:53              | failing.conf:3 | 192.0.51.77             | ip address add
                    frameNums=1024        | frameNums=1000              | failing.conf:2 | 1000                    | power of two
                    NIC_queue_id=0        | NIC_queue_id=0, cpus={4095} | failing.conf:2 | 4095                    | cpu
                    NIC_queue_id=0        | NIC_queue_id=0, copy="zerocopy" | failing.conf:2 | no zero-copy | leave copy
                    """)
    void namesPlaceValueAndMend(
            final String right, final String wrong, final String place, final String value, final String mend)
            throws Exception {
        expectOneLine(runIn(List.of(), WORKING.replace(right, wrong)), place, value, mend);
    }

    @Test
    void namesTheMissingCapability() throws Exception {
        expectOneLine(runIn(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"), WORKING), "CAP_", "root");
    }

    @Test
    void namesThePackageOfAMissingLibrary() throws Exception {
        final String library;
        try (var files = Files.find(
                Path.of("/usr/lib"),
                3,
                (path, attributes) -> path.getFileName().toString().equals("libxdp.so.1"))) {
            library = files.findFirst().orElseThrow().toString();
        }
        final List<String> hidden = List.of(
                "unshare", "--mount", "sh", "-c", "mount --bind /dev/null " + library + " && exec \"$@\"", "sh");
        expectOneLine(runIn(hidden, WORKING), "libxdp.so.1", "apt install libxdp1");
    }

    @Test
    void namesTheQueueThatAnotherProcessHas() throws Exception {
        final List<String> reflector = List.of(
                Installation.file("target/native/reflector").toString(),
                "rws51",
                "0",
                "192.0.51.1",
                "53",
                "--program",
                Installation.file("target/classes/io/ringway/xdp/ringway_xdp.bpf.o")
                        .toString());
        try (ChildProcess other =
                bench.add(new ChildProcess("reflector", bench.server().command(reflector), line -> {}))) {
            other.awaitLine("ready"::equals, 10_000);
            final ChildProcess process = runIn(List.of(), WORKING);
            assertThat(process.awaitEnd(1_000)).as(process.output()).isEqualTo(1);
            // Its program is a stranger's, and stays.
            assertThat(process.output()).contains("rws51", "somebody else", "bpftool net detach xdp dev rws51");
            assertThat(XdpLinks.isAttached(bench.server(), "rws51")).isTrue();
            // Without its program, its socket still has the queue.
            assertThat(XdpLinks.detachAll(XdpLinks.indexOf(bench.server(), "rws51")))
                    .isEqualTo(1);
            expectOneLine(runIn(List.of(), WORKING), "failing.conf:2", "queue 0", "another process has it");
        }
    }

    @Test
    void refusesACountersFileThatAnotherWrites() throws Exception {
        final RingwayProcess first = bench.serve(WORKING);
        final ChildProcess second = bench.run(
                "-C",
                configuration(WORKING).toString(),
                "--counters",
                bench.folder().resolve("counters").toString());
        assertThat(second.awaitEnd(1_000)).isEqualTo(1);
        assertThat(second.output())
                .contains("is being written by process " + first.process().pid());
        first.close();
    }

    @Test
    void checksAConfigurationWithoutTouchingTheMachine() throws Exception {
        final ChildProcess right =
                bench.run("--check-config", "-C", configuration(WORKING).toString());
        assertThat(right.awaitEnd(1_000)).as(right.output()).isZero();
        assertThat(right.output()).contains("OK!");
        final ChildProcess wrong = bench.run(
                "--check-config",
                "-C",
                configuration(WORKING.replace("AllRule", "AlRule")).toString());
        expectOneLine(wrong, "failing.conf:4", "AlRule", "AllRule");
    }
}
