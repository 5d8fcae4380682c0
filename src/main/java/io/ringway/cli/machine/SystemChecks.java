package io.ringway.cli.machine;

import io.ringway.engine.lifecycle.Preflight;
import io.ringway.settings.SetupException;
import io.ringway.topology.CpuSet;
import io.ringway.topology.SystemFiles;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.XdpLibraries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the system as a whole must have, from its files below {@code /proc} and {@code /sys}. Reads only. */
final class SystemChecks {
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_NET_RAW = 13;
    private static final int CAP_IPC_LOCK = 14;
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_SYS_NICE = 23;
    private static final int CAP_SYS_RESOURCE = 24;
    private static final int CAP_BPF = 39;
    private static final int HEX = 16;
    private static final long DEFAULT_UMEM_BYTES = 65_536L * 2_048;
    private static final String TUNE = "tuning/ringway-tune plan shows the command";

    private final SystemFiles files;

    SystemChecks(final SystemFiles files) {
        this.files = files;
    }

    /** All but the libraries, which are not files of the kernel. */
    List<Check> all() {
        final List<Check> checks = new ArrayList<>();
        checks.add(kernel());
        checks.add(capabilities());
        checks.add(memlock());
        checks.add(bpfFileSystem());
        checks.add(jit());
        checks.add(transparentHugePages());
        checks.add(governor());
        checks.add(irqbalance());
        return checks;
    }

    /** Whether the libraries can be loaded into this process. */
    static Check libraries() {
        try {
            XdpLibraries.require();
            return Check.ok("libraries", "libxdp and libbpf can be loaded");
        } catch (final NativeException e) {
            return Check.fail("libraries", e.getMessage(), "apt install libxdp1 libbpf1");
        }
    }

    private Check kernel() {
        final String release = files.text("/proc/sys/kernel/osrelease").orElse("");
        try {
            Preflight.checkKernel(release);
            return Check.ok("kernel", release);
        } catch (final SetupException e) {
            return Check.fail("kernel", e.getMessage(), "boot Linux 5.10 or later");
        }
    }

    private boolean has(final int capability) {
        final String effective = files.line("/proc/self/status", "CapEff:").orElse("0");
        return (Long.parseUnsignedLong(effective, HEX) >>> capability & 1) != 0;
    }

    private Check capabilities() {
        final List<String> missing = new ArrayList<>();
        if (!has(CAP_NET_ADMIN)) {
            missing.add("CAP_NET_ADMIN");
        }
        if (!has(CAP_NET_RAW)) {
            missing.add("CAP_NET_RAW");
        }
        if (!has(CAP_BPF) && !has(CAP_SYS_ADMIN)) {
            missing.add("CAP_BPF");
        }
        if (!missing.isEmpty()) {
            return Check.fail(
                    "capabilities",
                    "without " + String.join(", ", missing),
                    "run as root, or AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW CAP_BPF in the service");
        }
        return has(CAP_SYS_NICE)
                ? Check.ok("capabilities", "all that are needed")
                : Check.warn(
                        "capabilities",
                        "all that are needed, but not CAP_SYS_NICE",
                        "add CAP_SYS_NICE, or threads cannot stand in front of others");
    }

    private Check memlock() {
        final String[] fields = files.line("/proc/self/limits", "Max locked memory")
                .orElse("unlimited unlimited")
                .split("\\s+", -1);
        if (fields[0].equals("unlimited")) {
            return Check.ok("locked memory", "no limit");
        }
        final long bytes = Long.parseLong(fields[0]);
        final String seen = String.format(Locale.ROOT, "%,d KiB", bytes >> 10);
        if (has(CAP_IPC_LOCK) || has(CAP_SYS_RESOURCE)) {
            return Check.ok("locked memory", seen + ", which this user may exceed");
        }
        return bytes >= DEFAULT_UMEM_BYTES
                ? Check.ok("locked memory", seen)
                : Check.fail(
                        "locked memory",
                        seen + "; a queue with the default frames locks "
                                + String.format(Locale.ROOT, "%,d KiB", DEFAULT_UMEM_BYTES >> 10),
                        "LimitMEMLOCK=infinity in the service, or ulimit -l unlimited");
    }

    private Check bpfFileSystem() {
        final boolean mounted = files.text("/proc/mounts").orElse("").lines().anyMatch(line -> {
            final String[] fields = line.split(" ", 4);
            return fields.length == 4 && fields[1].equals("/sys/fs/bpf") && fields[2].equals("bpf");
        });
        return mounted
                ? Check.ok("bpf file system", "mounted at /sys/fs/bpf")
                : Check.warn(
                        "bpf file system", "not mounted; only pinned programs need it", "mount -t bpf bpf /sys/fs/bpf");
    }

    private Check jit() {
        return files.number("/proc/sys/net/core/bpf_jit_enable", 1) == 0
                ? Check.warn(
                        "bpf compiler", "off: the XDP program is interpreted", "sysctl -w net.core.bpf_jit_enable=1")
                : Check.ok("bpf compiler", "on");
    }

    private Check transparentHugePages() {
        final String modes =
                files.text("/sys/kernel/mm/transparent_hugepage/enabled").orElse("not there");
        return modes.contains("[always]")
                ? Check.warn("transparent huge pages", modes + ": the kernel may stop a thread to make one", TUNE)
                : Check.ok("transparent huge pages", modes);
    }

    private Check governor() {
        final Map<String, CpuSet> governors = new TreeMap<>();
        for (final int cpu : files.cpus("/sys/devices/system/cpu/online")) {
            files.text("/sys/devices/system/cpu/cpu" + cpu + "/cpufreq/scaling_governor")
                    .ifPresent(governor -> governors.merge(governor, CpuSet.of(cpu), CpuSet::or));
        }
        if (governors.isEmpty()) {
            return Check.ok("frequency governor", "none, as in a virtual machine");
        }
        final String seen = String.join(
                ", ",
                governors.entrySet().stream()
                        .map(entry -> entry.getKey() + " on cpus " + entry.getValue())
                        .toList());
        return governors.keySet().equals(java.util.Set.of("performance"))
                ? Check.ok("frequency governor", seen)
                : Check.warn("frequency governor", seen, TUNE);
    }

    private Check irqbalance() {
        for (final String process : files.names("/proc")) {
            if (Character.isDigit(process.charAt(0))
                    && files.text("/proc/" + process + "/comm").orElse("").equals("irqbalance")) {
                return Check.warn("irqbalance", "runs as process " + process + " and moves interrupts about", TUNE);
            }
        }
        return Check.ok("irqbalance", "does not run");
    }
}
