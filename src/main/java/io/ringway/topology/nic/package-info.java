/**
 * What a NIC has to do with processors: its NUMA node, channels, receive-side scaling, and where the interrupt of each queue fires. Read only, by
 * ethtool's generic netlink family and from {@code /sys} and {@code /proc}; the control thread.
 */
package io.ringway.topology.nic;
