package io.ringway.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.topology.SystemFiles;
import io.ringway.topology.nic.Channels;
import io.ringway.topology.nic.Nic;
import io.ringway.topology.nic.ReceiveSideScaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor makes of a system's files. */
class SystemChecksTest {
    private static final String ALL_CAPABILITIES = "CapEff:\t000001ffffffffff";

    @TempDir
    private Path root;

    private void write(final String path, final String text) throws IOException {
        final Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private Check check(final String name) {
        return new SystemChecks(new SystemFiles(root))
                .all().stream()
                        .filter(check -> check.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private void assertLevel(final String name, final Check.Level level) {
        assertThat(check(name).level()).as(check(name).toString()).isEqualTo(level);
        assertThat(check(name).mend().isEmpty()).as(check(name).toString()).isEqualTo(level == Check.Level.OK);
    }

    @Test
    void likesAMachineThatIsSetUp() throws IOException {
        write("/proc/sys/kernel/osrelease", "6.12.0-amd64");
        write("/proc/self/status", ALL_CAPABILITIES);
        write("/proc/self/limits", "Max locked memory         8388608              8388608              bytes");
        write("/proc/mounts", "bpf /sys/fs/bpf bpf rw,nosuid 0 0");
        write("/proc/sys/net/core/bpf_jit_enable", "1");
        write("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never");
        write("/sys/devices/system/cpu/online", "0");
        write("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance");
        write("/proc/17/comm", "systemd");
        for (final Check check : new SystemChecks(new SystemFiles(root)).all()) {
            assertLevel(check.name(), Check.Level.OK);
        }
    }

    @Test
    void warnsOfWhatCostsPerformance() throws IOException {
        write("/proc/sys/net/core/bpf_jit_enable", "0");
        write("/sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never");
        write("/sys/devices/system/cpu/online", "0-1");
        write("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance");
        write("/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave");
        write("/proc/17/comm", "irqbalance");
        for (final String name : List.of(
                "bpf compiler", "transparent huge pages", "frequency governor", "irqbalance", "bpf file system")) {
            assertLevel(name, Check.Level.WARN);
        }
        assertThat(check("frequency governor").seen()).isEqualTo("performance on cpus 0, powersave on cpus 1");
    }

    @Test
    void failsWhereRingwayCannotServe() throws IOException {
        write("/proc/sys/kernel/osrelease", "4.19.0-amd64");
        write("/proc/self/status", "CapEff:\t0000000000001000");
        write("/proc/self/limits", "Max locked memory         65536                65536                bytes");
        assertLevel("kernel", Check.Level.FAIL);
        assertLevel("capabilities", Check.Level.FAIL);
        assertLevel("locked memory", Check.Level.FAIL);
        assertThat(check("capabilities").seen()).isEqualTo("without CAP_NET_RAW, CAP_BPF");
    }

    @Test
    void knowsDriversAndKeysOfZeros() {
        final Nic nic = new Nic(
                "eth0",
                "ice",
                "0000:17:00.0",
                0,
                Optional.of(new Channels(0, 0, 4, 0, 8)),
                Optional.of(new ReceiveSideScaling("toeplitz", new byte[40], new int[] {0, 1, 2, 3})),
                List.of());
        assertThat(InterfaceChecks.driver(nic).level()).isEqualTo(Check.Level.OK);
        assertThat(InterfaceChecks.queues(nic).level()).isEqualTo(Check.Level.WARN);
        final Nic strange = new Nic("eth1", "strange", "", Nic.NO_NODE, Optional.empty(), Optional.empty(), List.of());
        assertThat(InterfaceChecks.driver(strange).level()).isEqualTo(Check.Level.WARN);
        assertThat(InterfaceChecks.queues(strange).seen()).isEqualTo("1 receive queue");
    }

    @Test
    void printsAlignedLinesAndJson() {
        final List<Check> checks =
                List.of(Check.ok("kernel", "6.12"), Check.fail("libraries", "no \"libxdp\"", "apt install libxdp1"));
        assertThat(DoctorCommand.text(checks)).isEqualTo("""
                kernel     ok    6.12
                libraries  fail  no "libxdp"
                                 -> apt install libxdp1

                2 checks: 1 failed, 0 warnings
                """);
        assertThat(DoctorCommand.json(checks))
                .isEqualTo("{\"checks\":[{\"name\":\"kernel\",\"level\":\"ok\",\"seen\":\"6.12\",\"mend\":\"\"},"
                        + "{\"name\":\"libraries\",\"level\":\"fail\",\"seen\":\"no \\\"libxdp\\\"\","
                        + "\"mend\":\"apt install libxdp1\"}],\"failed\":1,\"warnings\":0}\n");
    }
}
