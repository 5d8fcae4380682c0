/**
 * Flyweights over raw frames: Ethernet and VLAN tags, IPv4, IPv6, UDP, the DNS header, question, names and EDNS, and the Internet checksum.
 *
 * <p>Everything is addressed by an absolute native address and a length; nothing is copied, sliced or allocated, and no input
 * makes it throw. Knows the protocols, not the policy: what is done with a packet is decided above. Depends on nothing.
 * Instances belong to the one thread that made them.
 */
package io.ringway.wire;
