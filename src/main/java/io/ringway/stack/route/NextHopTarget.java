package io.ringway.stack.route;

import io.ringway.settings.backend.MacAddress;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a next hop is to lead.
 *
 * @param destination    the backend's IP address
 * @param source         own IP address, absent for the kernel's choice
 * @param interfaceIndex the interface to leave by, absent for the kernel's choice
 * @param mac            the MAC address that an operator gave: nothing is asked, and it is never given up; absent for the kernel's
 */
public record NextHopTarget(
        InetAddress destination, Optional<InetAddress> source, OptionalInt interfaceIndex, Optional<MacAddress> mac) {
    /**
     * A destination for which the kernel chooses all the rest.
     *
     * @param destination the backend's IP address.
     * @return the target.
     */
    public static NextHopTarget of(final InetAddress destination) {
        return new NextHopTarget(destination, Optional.empty(), OptionalInt.empty(), Optional.empty());
    }
}
