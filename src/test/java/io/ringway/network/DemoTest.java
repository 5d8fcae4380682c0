package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.Command;
import io.ringway.lab.RingwayProcess;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demonstration as its user sees it, to its end and ended by Ctrl-C. */
@Timeout(180)
class DemoTest {
    private static ChildProcess start(final String... arguments) {
        final List<String> command = RingwayProcess.command(List.of());
        command.add("demo");
        command.addAll(List.of(arguments));
        return new ChildProcess("demo", command, line -> {});
    }

    private static void assertNothingLeft(final ChildProcess demo) {
        assertThat(Command.run("ip netns list")).as(demo.output()).doesNotContain("ringway-" + demo.pid() + "-");
    }

    @Test
    void showsAnswerLoadAndLedgerAndRemovesEverything() {
        try (ChildProcess demo = start("--seconds", "2", "--rate", "20000")) {
            assertThat(demo.awaitEnd(90_000)).as(demo.output()).isZero();
            assertThat(demo.output())
                    .contains("status: REFUSED", "ready: 1 queue on 1 interface", "answered rate", "rcode REFUSED")
                    .contains("CPU per answer", "xsk-rx-dropped", "xsk-tx-ring-empty", "sum of owners")
                    .contains("removed: processes, namespaces")
                    .containsPattern("\\d s +offered +[\\d,]+ /s +answered +[\\d,]+ /s +loss");
            assertNothingLeft(demo);
        }
    }

    @Test
    void removesEverythingOnCtrlC() {
        try (ChildProcess demo = start("--seconds", "30", "--rate", "20000")) {
            demo.awaitLine(line -> line.contains(" answered "), 60_000);
            Command.run("kill -INT " + demo.pid());
            assertThat(demo.awaitEnd(30_000)).as(demo.output()).isNotZero();
            assertNothingLeft(demo);
        }
    }

    @Test
    void isRemovedByTheNextOneAfterAKill() {
        final ChildProcess killed = start("--seconds", "30");
        killed.awaitLine(line -> line.contains("ready:"), 60_000);
        killed.kill();
        assertThat(Command.run("ip netns list")).contains("ringway-" + killed.pid() + "-");
        try (ChildProcess demo = start("--seconds", "1", "--rate", "1000", "--json")) {
            assertThat(demo.awaitEnd(90_000)).as(demo.output()).isZero();
            assertThat(demo.output()).containsPattern("\"rcode REFUSED\":1\\d{3}\\b");
            assertNothingLeft(killed);
            assertThat(Command.run("ls " + System.getProperty("java.io.tmpdir")))
                    .doesNotContain("ringway-" + killed.pid() + "-", "ringway-" + demo.pid() + "-");
            assertNothingLeft(demo);
        }
    }
}
