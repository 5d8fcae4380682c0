package io.ringway.stack.route;

import java.net.InetAddress;
import java.util.Optional;

/**
 * What the frames towards a backend need, as it was at one moment.
 *
 * @param mac            the next hop's MAC address, 48 bits, the first byte highest; 0 while it is not known or the link is down
 * @param ownMac         the own MAC address of that interface in the same form, 0 when it has none
 * @param interfaceIndex the interface that frames leave by; while there is no way, the one that was asked for, or 0
 * @param source         own IP address, absent when the interface has none of that family
 */
public record Adjacency(long mac, long ownMac, int interfaceIndex, Optional<InetAddress> source) {}
