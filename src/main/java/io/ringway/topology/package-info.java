/**
 * Where threads run: processors as {@code /sys} and {@code /proc} tell of them, their pinning, and the proof that a pinned thread is where it was asked
 * to be.
 *
 * <p>{@code nic} reads what a NIC has to do with processors, {@code placement} decides. Depends on {@code settings}, and for ethtool's netlink
 * interface on {@code stack} and {@code xdp}. Control thread; a thread pins itself.
 */
package io.ringway.topology;
