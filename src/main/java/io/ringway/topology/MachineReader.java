package io.ringway.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads {@link Machine} from {@code /sys/devices/system} (Documentation/ABI/stable/sysfs-devices-system-cpu, sysfs-devices-node) and
 * {@code /proc/self} (cgroups(7), cpuset(7)). Any thread.
 */
public final class MachineReader {
    private static final String CPUS = "/sys/devices/system/cpu/";
    private static final String NODES = "/sys/devices/system/node/";
    private static final String CGROUPS = "/sys/fs/cgroup";
    private static final int LAST_CACHE_INDEX = 4;
    private static final int LEAST_SHARED_LEVEL = 2;

    private final SystemFiles files;

    /**
     * A reader.
     *
     * @param files of this machine, or recorded.
     */
    public MachineReader(final SystemFiles files) {
        this.files = files;
    }

    /**
     * Reads everything anew.
     *
     * @return the machine as it is now.
     */
    public Machine read() {
        final CpuSet online = files.cpus(CPUS + "online");
        final Map<Integer, Integer> nodeOf = new HashMap<>();
        final Map<Integer, List<Integer>> distances = new HashMap<>();
        for (final int node : files.cpus(NODES + "online")) {
            files.cpus(NODES + "node" + node + "/cpulist").stream().forEach(cpu -> nodeOf.put(cpu, node));
            files.text(NODES + "node" + node + "/distance").ifPresent(row -> distances.put(node, numbers(row)));
        }
        final List<Cpu> cpus = new ArrayList<>();
        for (final int number : online) {
            cpus.add(cpu(number, nodeOf.getOrDefault(number, 0)));
        }
        final CpuSet cpuset = cpuset().filter(set -> !set.isEmpty()).orElse(online);
        final CpuSet affinity = files.line("/proc/self/status", "Cpus_allowed_list:")
                .map(CpuSet::parse)
                .orElse(cpuset);
        return new Machine(
                cpus,
                files.cpus(CPUS + "present").or(online),
                files.cpus(CPUS + "isolated"),
                files.cpus(CPUS + "nohz_full"),
                cpuset,
                affinity,
                quota(),
                distances);
    }

    private static List<Integer> numbers(final String row) {
        return Stream.of(row.split(" +")).map(Integer::parseInt).toList();
    }

    private Cpu cpu(final int number, final int node) {
        final String folder = CPUS + "cpu" + number + "/";
        final CpuSet self = CpuSet.of(number);
        final CpuSet core = files.cpus(folder + "topology/thread_siblings_list").or(self);
        return new Cpu(
                number,
                files.number(folder + "topology/physical_package_id", 0),
                node,
                core,
                lastCache(folder + "cache/index").or(core));
    }

    /** Index 0 and 1 are the first level's data and instructions; the highest index is the farthest cache. */
    private CpuSet lastCache(final String index) {
        for (int i = LAST_CACHE_INDEX; i > 0; i--) {
            if (files.number(index + i + "/level", 0) >= LEAST_SHARED_LEVEL) {
                return files.cpus(index + i + "/shared_cpu_list");
            }
        }
        return CpuSet.NONE;
    }

    /** Of the control group that this process is in, or of the nearest one above that has the file: version 2, else version 1. */
    private Optional<CpuSet> cpuset() {
        return inGroup("cpuset", "cpuset.cpus.effective", "cpuset.effective_cpus")
                .map(CpuSet::parse);
    }

    /** {@code cpu.max} has quota and period; version 1 has a file for each, and -1 for no limit. */
    private int quota() {
        final String quota = inGroup("cpu", "cpu.max", "cpu.cfs_quota_us").orElse("max");
        final String[] fields = quota.split(" ", 2);
        final String period = fields.length == 2
                ? fields[1]
                : inGroup("cpu", "cpu.max", "cpu.cfs_period_us").orElse("100000");
        try {
            final long quotaUs = fields[0].equals("max") ? 0 : Long.parseLong(fields[0]);
            final long periodUs = Long.parseLong(period);
            return quotaUs <= 0 ? 0 : Math.toIntExact((quotaUs + periodUs - 1) / periodUs);
        } catch (final ArithmeticException | NumberFormatException e) {
            return 0;
        }
    }

    /** A line of {@code /proc/self/cgroup} is {@code number:controllers:group}; version 2 is number 0 and lists no controllers. */
    private Optional<String> inGroup(
            final String controller, final String fileOfVersion2, final String fileOfVersion1) {
        for (final String line :
                files.text("/proc/self/cgroup").orElse("").lines().toList()) {
            final String[] fields = line.split(":", 3);
            if (fields.length != 3) {
                continue;
            }
            final boolean version2 = fields[1].isEmpty();
            if (version2 || List.of(fields[1].split(",", -1)).contains(controller)) {
                final Optional<String> found = version2
                        ? upwards(CGROUPS, fields[2], fileOfVersion2)
                        : upwards(CGROUPS + "/" + fields[1], fields[2], fileOfVersion1);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> upwards(final String mount, final String group, final String file) {
        String path = group.equals("/") ? "" : group;
        while (true) {
            final Optional<String> text = files.text(mount + path + "/" + file);
            if (text.isPresent() || path.isEmpty()) {
                return text;
            }
            path = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        }
    }
}
