package io.ringway.tuning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the parts of {@code /proc} and {@code /sys} that a {@link MachineDescription} tells of. CPUs are numbered as Linux does it on x86: the first threads
 * of all cores, node by node, then the second threads in the same order.
 */
final class MachineTree {
    private static final int MAX_QUEUES_SHOWN = 256;

    private final Path folder;
    private final MachineDescription machine;
    private final int nodes;
    private final int coresPerNode;
    private final int threads;
    private final int cpus;

    MachineTree(final Path folder, final MachineDescription machine) {
        this.folder = folder;
        this.machine = machine;
        final String topology = machine.value("topology");
        nodes = MachineDescription.part(topology, "nodes", 1);
        coresPerNode = MachineDescription.part(topology, "cores", 1);
        threads = MachineDescription.part(topology, "threads", 1);
        cpus = nodes * coresPerNode * threads;
    }

    void write() throws IOException {
        writeCpus();
        writeNodes();
        writeInterface();
        writeInterrupts();
        writeSystem();
    }

    private void writeCpus() throws IOException {
        file("sys/devices/system/cpu/online", list(0, cpus - 1));
        file("sys/devices/system/cpu/isolated", machine.value("isolated"));
        final int cores = nodes * coresPerNode;
        for (int cpu = 0; cpu < cpus; cpu++) {
            final int core = cpu % cores;
            final String folderOfCpu = "sys/devices/system/cpu/cpu" + cpu;
            file(
                    folderOfCpu + "/topology/thread_siblings_list",
                    IntStream.range(0, threads)
                            .mapToObj(thread -> Integer.toString(core + thread * cores))
                            .collect(Collectors.joining(",")));
            if (!machine.value("governor").isEmpty()) {
                file(folderOfCpu + "/cpufreq/scaling_governor", machine.value("governor"));
            }
            final String states = machine.value("cstates");
            if (!states.isEmpty()) {
                writeStates(folderOfCpu, states.split(" ", -1));
            }
        }
    }

    private void writeStates(final String folderOfCpu, final String[] states) throws IOException {
        for (int state = 0; state < states.length; state++) {
            final String[] nameAndLatency = states[state].split(":", -1);
            final String path = folderOfCpu + "/cpuidle/state" + state;
            file(path + "/name", nameAndLatency[0]);
            file(path + "/latency", nameAndLatency[1]);
            file(path + "/disable", "0");
        }
    }

    private void writeNodes() throws IOException {
        for (int node = 0; node < nodes; node++) {
            final List<String> parts = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                final int first = thread * nodes * coresPerNode + node * coresPerNode;
                parts.add(list(first, first + coresPerNode - 1));
            }
            file("sys/devices/system/node/node" + node + "/cpulist", String.join(",", parts));
        }
    }

    private void writeInterface() throws IOException {
        final String path = "sys/class/net/" + machine.value("interface");
        file(path + "/mtu", machine.value("mtu", "1500"));
        file(path + "/threaded", "0");
        file(path + "/napi_defer_hard_irqs", "0");
        file(path + "/gro_flush_timeout", "0");
        final int queues = machine.number("queues", 1);
        for (int queue = 0; queue < queues; queue++) {
            file(path + "/queues/rx-" + queue + "/rps_cpus", "0");
            file(path + "/queues/tx-" + queue + "/xps_cpus", "0");
        }
        final String[] device = machine.value("device").split(" ", -1);
        if (!device[0].isEmpty()) {
            final String pci = "sys/devices/pci0000:00/" + device[0];
            file(pci + "/numa_node", machine.value("node"));
            file(pci + "/vendor", "0x8086");
            final Path target = root(device.length > 1 ? pci + "/" + device[1] : pci);
            Files.createDirectories(target);
            Files.createSymbolicLink(root(path + "/device"), target);
        }
    }

    private void writeInterrupts() throws IOException {
        final StringBuilder lines = new StringBuilder();
        lines.append("-\t           ");
        for (int cpu = 0; cpu < cpus; cpu++) {
            lines.append(String.format("%-11s", "CPU" + cpu));
        }
        lines.append('\n');
        final int queues = machine.number("queues", 1);
        for (final String interrupts : machine.values("interrupts")) {
            final String name = MachineDescription.word(interrupts, "name");
            final int count = MachineDescription.part(interrupts, "count", queues);
            final int step = MachineDescription.part(interrupts, "step", 1);
            for (int index = 0; index < count && index < MAX_QUEUES_SHOWN; index++) {
                final int number = MachineDescription.part(interrupts, "first", 0) + index * step;
                // Drivers whose interrupts outnumber the queues keep them all.
                lines.append(count == queues ? Integer.toString(index) : "-").append('\t');
                lines.append(String.format("%4d: ", number));
                for (int cpu = 0; cpu < cpus; cpu++) {
                    lines.append(String.format("%10d ", cpu == index % cpus ? 1000 + index : 0));
                }
                lines.append(MachineDescription.word(interrupts, "chip"));
                lines.append(String.format(" %4d-edge      ", index + 1));
                lines.append(name.replace("{q}", Integer.toString(index))).append('\n');
                file("proc/irq/" + number + "/smp_affinity_list", list(0, cpus - 1));
            }
        }
        Files.writeString(folder.resolve("interrupts"), lines);
        file("proc/interrupts", lines.toString().replaceAll("(?m)^[^\t]*\t", "").stripTrailing());
    }

    private void writeSystem() throws IOException {
        file("proc/cmdline", machine.value("command-line"));
        file("proc/self/limits", "Max locked memory         8388608              8388608              bytes");
        file("proc/900/comm", machine.value("irqbalance").isEmpty() ? "none" : "irqbalance");
        file("proc/sys/kernel/random/boot_id", "0a6b3f4e-7d10-4c55-9f2e-5d8f1d1c7a01");
        file("proc/sys/vm/nr_hugepages", "0");
        file("proc/sys/net/core/rmem_max", machine.value("rmem"));
        file("proc/sys/net/core/wmem_max", machine.value("rmem"));
        file("proc/sys/net/core/bpf_jit_enable", "1");
        file("proc/sys/net/core/netdev_rss_key", "3f:a2:11:7c:".repeat(12) + "9d:40:5e:b8");
        file(
                "sys/kernel/mm/transparent_hugepage/enabled",
                "always madvise never"
                        .replace(machine.value("thp", "madvise"), "[" + machine.value("thp", "madvise") + "]"));
        final String route = machine.value("default-route").isEmpty() ? "000010AC" : "00000000";
        file(
                "proc/net/route",
                "Iface\tDestination\tGateway\n" + machine.value("interface") + "\t" + route + "\t010010AC");
        file("proc/net/ipv6_route", "");
    }

    private static String list(final int first, final int last) {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }

    private Path root(final String path) {
        return folder.resolve("root").resolve(path);
    }

    private void file(final String path, final String line) throws IOException {
        final Path file = root(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, line + "\n");
    }
}
