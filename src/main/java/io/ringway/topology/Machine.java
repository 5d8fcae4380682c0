package io.ringway.topology;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The processors of a machine and which of them this process may use.
 *
 * @param cpus      those online, by number
 * @param present   those plugged in, online or not
 * @param isolated  those that the scheduler leaves alone ({@code isolcpus=})
 * @param tickless  those whose timer stops while one thread runs ({@code nohz_full=})
 * @param cpuset    what the control group allows, all online where it does not restrict
 * @param affinity  where the scheduler may run this process now ({@code Cpus_allowed_list})
 * @param quota     how many processors' time the control group grants, rounded up; 0 for no limit
 * @param distances a row of distances for each NUMA node, 10 for itself
 */
public record Machine(
        List<Cpu> cpus,
        CpuSet present,
        CpuSet isolated,
        CpuSet tickless,
        CpuSet cpuset,
        CpuSet affinity,
        int quota,
        Map<Integer, List<Integer>> distances) {
    private static final int LOCAL_DISTANCE = 10;
    private static final int REMOTE_DISTANCE = 20;

    /** Copies the collections. */
    public Machine {
        cpus = List.copyOf(cpus);
        distances = Map.copyOf(distances);
    }

    /**
     * A processor.
     *
     * @param number its number.
     * @return nothing when it is not online.
     */
    public Optional<Cpu> cpu(final int number) {
        return cpus.stream().filter(cpu -> cpu.number() == number).findFirst();
    }

    /**
     * Those online.
     *
     * @return their numbers.
     */
    public CpuSet online() {
        return CpuSet.of(cpus.stream().mapToInt(Cpu::number));
    }

    /**
     * Those that threads of this process may be placed on: online, in the control group's cpuset, and either where the process runs now or isolated,
     * since the scheduler never moves a process to an isolated one by itself.
     *
     * @return their numbers.
     */
    public CpuSet usable() {
        return online().and(cpuset).and(affinity.or(isolated));
    }

    /**
     * How many threads can run at once.
     *
     * @return the number of usable processors, or the quota where that is less.
     */
    public int parallelism() {
        final int count = usable().size();
        return quota > 0 ? Math.min(quota, count) : count;
    }

    /**
     * Those of a NUMA node.
     *
     * @param node its number; a negative one stands for the whole machine.
     * @return those online.
     */
    public CpuSet node(final int node) {
        return node < 0
                ? online()
                : CpuSet.of(cpus.stream().filter(cpu -> cpu.node() == node).mapToInt(Cpu::number));
    }

    /**
     * The NUMA nodes that have processors.
     *
     * @return at least one.
     */
    public Set<Integer> nodes() {
        final Set<Integer> nodes = new LinkedHashSet<>();
        cpus.forEach(cpu -> nodes.add(cpu.node()));
        return nodes;
    }

    /**
     * How far memory of one node is from another.
     *
     * @param from a node.
     * @param to   another, or the same.
     * @return 10 for the same, more for others ({@code node/distance}).
     */
    public int distance(final int from, final int to) {
        final List<Integer> row = distances.getOrDefault(from, List.of());
        if (to >= 0 && to < row.size()) {
            return row.get(to);
        }
        return from == to ? LOCAL_DISTANCE : REMOTE_DISTANCE;
    }

    /**
     * The cores to which some processors belong.
     *
     * @param some numbers of processors.
     * @return each core once, with all its processors, whether they are among {@code some} or not.
     */
    public List<CpuSet> cores(final CpuSet some) {
        final Set<CpuSet> cores = new LinkedHashSet<>();
        for (final Cpu cpu : cpus) {
            if (some.contains(cpu.number())) {
                cores.add(cpu.core());
            }
        }
        return new ArrayList<>(cores);
    }
}
