package io.ringway.lab.prober;

import io.ringway.settings.AddressText;
import io.ringway.settings.SetupException;
import io.ringway.stack.route.Neighbour;
import io.ringway.stack.route.NeighbourTable;
import io.ringway.stack.route.Route;
import io.ringway.stack.route.RouteTable;
import io.ringway.stack.route.netlink.NetlinkSocket;
import io.ringway.xdp.NetworkDevice;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * The kernel's way to a target through one interface.
 *
 * @param device  the interface
 * @param source  own address, as the kernel would choose it
 * @param nextHop the target, or the router on the way to it
 */
record ProbeRoute(NetworkDevice device, InetAddress source, InetAddress nextHop) {
    private static final long NEIGHBOUR_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(4);
    private static final int NOTIFICATION_BYTES = 256 << 10;
    private static final int MAC_LENGTH = 6;

    /** Asks the kernel. */
    static ProbeRoute to(final InetAddress target, final NetworkDevice device) {
        final Route route;
        try (NetlinkSocket netlink = NetlinkSocket.forRequests()) {
            route = new RouteTable(netlink).to(target, Optional.empty(), OptionalInt.of(device.index()));
        }
        if (!route.isReachable() || route.interfaceIndex() != device.index()) {
            throw new SetupException(AddressText.of(target) + " is not reached through " + device.name()
                    + (route.isReachable() ? "" : " (" + route.unreachable() + ")")
                    + "; a server to probe is in another network namespace or machine");
        }
        final InetAddress source = route.source()
                .orElseThrow(() -> new SetupException(
                        AddressText.of(target) + ": " + device.name() + " has no address of its family; give it one"));
        return new ProbeRoute(device, source, route.nextHop());
    }

    /**
     * The next hop's MAC address. Something must have been sent there, so that the kernel looks for it.
     *
     * @throws SetupException when nobody answers within some seconds.
     */
    byte[] awaitNeighbour() {
        final long deadlineNs = System.nanoTime() + NEIGHBOUR_TIMEOUT_NS;
        try (NetlinkSocket notifications = NetlinkSocket.forNotifications(NeighbourTable.GROUPS, NOTIFICATION_BYTES);
                NetlinkSocket requests = NetlinkSocket.forRequests()) {
            final NeighbourTable neighbours = new NeighbourTable(requests);
            neighbours.load();
            while (true) {
                final Optional<Neighbour> found =
                        neighbours.find(device.index(), nextHop).filter(Neighbour::isUsable);
                if (found.isPresent()) {
                    return bytes(found.get().mac());
                }
                final long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
                if (leftMs <= 0) {
                    throw new SetupException(AddressText.of(nextHop) + ": no neighbour of that address on "
                            + device.name() + "; see that the machine is up and the cable joined");
                }
                notifications.await((int) leftMs);
                notifications.receive().forEach(neighbours::apply);
                if (notifications.takeOverrun()) {
                    neighbours.load();
                }
            }
        }
    }

    private static byte[] bytes(final long mac) {
        final byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(mac).array();
        return Arrays.copyOfRange(all, Long.BYTES - MAC_LENGTH, Long.BYTES);
    }

    /** The interface's own MAC address; nothing where it has none, as a tunnel. */
    Optional<byte[]> ownMac() {
        try {
            final NetworkInterface own = NetworkInterface.getByName(device.name());
            return Optional.ofNullable(own == null ? null : own.getHardwareAddress())
                    .filter(mac -> mac.length == MAC_LENGTH);
        } catch (final SocketException e) {
            throw new SetupException(device.name() + " cannot be asked for its address: " + e.getMessage(), e);
        }
    }
}
