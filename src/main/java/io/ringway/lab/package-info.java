/**
 * Measuring on one machine: namespaces joined by veth pairs, load generators and peers as child processes, and processor time by owner.
 *
 * <p>Used by the demonstration, by the scripts in {@code perf/} and by the network tests. Starts programs and reads their output; never
 * touches the packet path. Everything made here is removed by {@code close()} and by a shutdown hook.
 */
package io.ringway.lab;
