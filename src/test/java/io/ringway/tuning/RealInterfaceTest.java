package io.ringway.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.Cleanup;
import io.ringway.lab.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real ethtool and the kernel's own drivers: a veth pair with four queues and a tap device in a namespace. Only settings of the interface
 * are changed ({@code --scope nic}), because those of the host are everybody's; all that can be read of the interface is compared.
 */
@Timeout(300)
class RealInterfaceTest {
    private static final String TUNE = Path.of(System.getProperty("ringway.basedir", ""), "tuning/ringway-tune")
            .toAbsolutePath()
            .toString();
    private static final String READ_EVERYTHING = """
            for option in -l -g -c -k -x -a -n --show-priv-flags; do ethtool $option IF 2>&1; done
            ethtool -n IF rx-flow-hash udp4 2>&1
            cd /sys/class/net/IF
            grep -H . mtu threaded napi_defer_hard_irqs gro_flush_timeout queues/*/rps_cpus queues/*/xps_cpus 2>&1
            true
            """;

    private final Cleanup cleanup = new Cleanup();
    private Namespace namespace;

    @TempDir
    private Path folder;

    @BeforeEach
    void makeInterfaces() {
        Namespace.removeStale();
        namespace = cleanup.add(Namespace.create("tune"));
        namespace.run(
                "ip link add veth0 numrxqueues 4 numtxqueues 4 type veth peer name veth1 numrxqueues 4 numtxqueues 4");
        namespace.run("ip tuntap add tap0 mode tap multi_queue");
        for (final String name : List.of("veth0", "veth1", "tap0")) {
            namespace.run("ip link set " + name + " up");
        }
    }

    @AfterEach
    void removeInterfaces() {
        cleanup.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"veth0", "tap0"})
    void leavesEveryReadableSettingAsItWas(final String name) throws Exception {
        final String before = everything(name);

        assertSucceeds(tune("apply", name, Map.of()));
        assertThat(everything(name)).isNotEqualTo(before);
        assertSucceeds(tune("verify", name, Map.of()));
        assertThat(tune("apply", name, Map.of()).output()).contains("nothing was changed");
        assertSucceeds(tune("revert", name, Map.of()));

        assertThat(everything(name)).isEqualTo(before);
    }

    @Test
    void leavesEveryReadableSettingAsItWasAfterAKillInTheMiddle() throws Exception {
        final String before = everything("veth0");
        final Path killer = folder.resolve("bin/ethtool");
        Files.createDirectories(killer.getParent());
        Files.writeString(killer, """
                #!/usr/bin/env bash
                # The real one; after a change of channels, whoever called dies.
                PATH=${PATH#*:} ethtool "$@"
                if [[ $1 == -L ]]; then kill -KILL "$VICTIM"; fi
                """);
        assertThat(killer.toFile().setExecutable(true)).isTrue();

        final TuneRun killed = tune(
                "apply", "veth0", Map.of("PATH", killer.getParent() + ":" + System.getenv("PATH")), "VICTIM=$$ exec");
        assertThat(killed.status()).as(killed.output() + killed.errors()).isEqualTo(137);
        assertThat(everything("veth0")).isNotEqualTo(before);
        assertSucceeds(tune("revert", "veth0", Map.of()));

        assertThat(everything("veth0")).isEqualTo(before);
        assertThat(tune("revert", "veth0", Map.of()).output()).contains("nothing to put back");
    }

    @Test
    void plansForEveryInterfaceOfThisMachine() throws Exception {
        try (Stream<Path> interfaces = Files.list(Path.of("/sys/class/net"))) {
            for (final Path one : interfaces.filter(Files::isDirectory).toList()) {
                final TuneRun run = TuneRun.of(
                        List.of(
                                TUNE,
                                "plan",
                                "--interface",
                                one.getFileName().toString(),
                                "--state",
                                folder.toString()),
                        Map.of());
                assertSucceeds(run);
                assertThat(run.output()).contains("profile latency");
            }
        }
    }

    /** By ip and not by nsenter, because the files in /sys/class/net must be those of the namespace. */
    private List<String> inNamespace(final String script) {
        return List.of("ip", "netns", "exec", namespace.name(), "bash", "-c", script);
    }

    private static void assertSucceeds(final TuneRun run) {
        assertThat(run.status()).as(run.output() + run.errors()).isZero();
        assertThat(run.errors()).isEmpty();
    }

    private TuneRun tune(final String action, final String name, final Map<String, String> environment)
            throws IOException {
        return tune(action, name, environment, "exec");
    }

    private TuneRun tune(
            final String action, final String name, final Map<String, String> environment, final String start)
            throws IOException {
        final String options = " --profile throughput --queues 2 --scope nic --state '" + folder + "'";
        return TuneRun.of(
                inNamespace(start + " '" + TUNE + "' " + action + " --interface " + name + options), environment);
    }

    private String everything(final String name) throws IOException {
        return TuneRun.of(inNamespace(READ_EVERYTHING.replace("IF", name)), Map.of())
                .output();
    }
}
