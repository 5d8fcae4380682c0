/**
 * What other processes can see: Agrona counters in a memory-mapped file, and the one list of what they are called and mean.
 *
 * <p>Depends on nothing of Ringway. Every counter has one writing thread; any number of processes may read, also after a crash.
 */
package io.ringway.observe;
