package io.ringway.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel's files tell of processors, whatever is missing among them. */
class MachineReaderTest {
    @TempDir
    private Path root;

    private void write(final String path, final String text) throws IOException {
        final Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private Machine read() {
        return new MachineReader(new SystemFiles(root)).read();
    }

    @Test
    void knowsOfABareMachineOnlyItsProcessors() throws IOException {
        write("/sys/devices/system/cpu/online", "0-1");
        final Machine machine = read();
        assertThat(machine.usable()).hasToString("0-1");
        assertThat(machine.nodes()).containsExactly(0);
        assertThat(machine.cores(machine.online())).containsExactly(CpuSet.of(0), CpuSet.of(1));
        assertThat(machine.parallelism()).isEqualTo(2);
        assertThat(machine.distance(0, 1)).isGreaterThan(machine.distance(0, 0));
    }

    @Test
    void findsTheCpusetOfTheNearestGroupThatHasOne() throws IOException {
        write("/sys/devices/system/cpu/online", "0-7");
        write("/proc/self/cgroup", "0::/a/b/c");
        write("/sys/fs/cgroup/cpuset.cpus.effective", "0-7");
        write("/sys/fs/cgroup/a/cpuset.cpus.effective", "2-5");
        write("/sys/fs/cgroup/a/b/cpu.max", "250000 100000");
        final Machine machine = read();
        assertThat(machine.cpuset()).hasToString("2-5");
        assertThat(machine.quota()).isEqualTo(3);
        assertThat(machine.parallelism()).isEqualTo(3);
    }

    @Test
    void readsVersionOneOfControlGroupsToo() throws IOException {
        write("/sys/devices/system/cpu/online", "0-7");
        write("/proc/self/cgroup", "5:cpuset:/x\n4:cpu,cpuacct:/x\n0::/");
        write("/sys/fs/cgroup/cpuset/x/cpuset.effective_cpus", "0,4");
        write("/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us", "100000");
        write("/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us", "100000");
        final Machine machine = read();
        assertThat(machine.cpuset()).hasToString("0,4");
        assertThat(machine.quota()).isEqualTo(1);
    }

    @Test
    void takesNoLimitForNone() throws IOException {
        write("/sys/devices/system/cpu/online", "0-7");
        write("/proc/self/cgroup", "0::/");
        write("/sys/fs/cgroup/cpu.max", "max 100000");
        assertThat(read().quota()).isZero();
    }

    @Test
    void usesIsolatedProcessorsAlthoughTheSchedulerDoesNot() throws IOException {
        write("/sys/devices/system/cpu/online", "0-7");
        write("/sys/devices/system/cpu/isolated", "4-7");
        write("/proc/self/status", "Name:\tjava\nCpus_allowed_list:\t0-2");
        assertThat(read().usable()).hasToString("0-2,4-7");
    }
}
