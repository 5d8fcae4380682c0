package io.ringway.topology;

/**
 * One processor that is online, a hardware thread of a core.
 *
 * @param number      the kernel's number
 * @param socket      {@code topology/physical_package_id}
 * @param node        its NUMA node, 0 where the machine tells of none
 * @param core        all processors of its core, itself included; {@code topology/thread_siblings_list}
 * @param sharesCache all that share its last cache of level 2 or 3, itself included
 */
public record Cpu(int number, int socket, int node, CpuSet core, CpuSet sharesCache) {}
