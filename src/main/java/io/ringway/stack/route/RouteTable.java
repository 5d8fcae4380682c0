package io.ringway.stack.route;

import io.ringway.settings.AddressText;
import io.ringway.stack.route.netlink.NetlinkChannel;
import io.ringway.stack.route.netlink.NetlinkException;
import io.ringway.stack.route.netlink.NetlinkRequest;
import io.ringway.wire.SocketMessage;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks the kernel which way packets take, {@code RTM_GETROUTE} of rtnetlink(7): with all its tables, rules and redirects, as it would for a packet
 * of its own. Used by the thread that owns the channel.
 */
public final class RouteTable {
    private static final int RTM_GETROUTE = 26;
    private static final int ANY = 0;

    private final NetlinkChannel channel;

    /**
     * Asks through a channel.
     *
     * @param channel for requests; stays its owner's.
     */
    public RouteTable(final NetlinkChannel channel) {
        this.channel = channel;
    }

    /**
     * The way to a destination.
     *
     * <p>With an interface, an IPv4 destination that no route covers counts as being on that link, as for the kernel's own packets.
     *
     * @param destination    where to; the scope of a link-local one counts as interface where none is given.
     * @param source         own address, absent for the kernel's choice. One that the machine lacks makes the destination unreachable.
     * @param interfaceIndex the interface to leave by, absent for the kernel's choice.
     * @return the way, or the reason why there is none.
     * @throws NetlinkException when the kernel does not answer.
     */
    public Route to(
            final InetAddress destination, final Optional<InetAddress> source, final OptionalInt interfaceIndex) {
        try {
            return channel.request(question(destination, source, interfaceIndex)).stream()
                    .flatMap(message -> Route.parse(message, destination).stream())
                    .findFirst()
                    .orElseGet(() -> Route.unreachable(destination, "the kernel tells no route"));
        } catch (final NetlinkException e) {
            if (e.errno() == NetlinkException.ETIMEDOUT || e.errno() == NetlinkException.EMSGSIZE) {
                throw e;
            }
            return Route.unreachable(destination, e.getMessage());
        }
    }

    private static NetlinkRequest question(
            final InetAddress destination, final Optional<InetAddress> source, final OptionalInt interfaceIndex) {
        final byte[] address = destination.getAddress();
        final int bits = address.length * Byte.SIZE;
        final int oif = interfaceIndex.orElse(scope(destination));
        final NetlinkRequest request = new NetlinkRequest(
                        "route to " + AddressText.of(destination)
                                + source.map(own -> " from " + AddressText.of(own))
                                        .orElse(""),
                        RTM_GETROUTE,
                        0)
                .putByte(destination instanceof Inet6Address ? SocketMessage.AF_INET6 : SocketMessage.AF_INET)
                .putByte(bits)
                .putByte(source.isPresent() ? bits : 0)
                .putByte(ANY)
                .putByte(ANY)
                .putByte(ANY)
                .putByte(ANY)
                .putByte(ANY)
                .putInt(0)
                .attribute(Route.RTA_DST, address);
        source.ifPresent(own -> request.attribute(Route.RTA_SRC, own.getAddress()));
        if (oif != 0) {
            request.attribute(Route.RTA_OIF, oif);
        }
        return request;
    }

    private static int scope(final InetAddress address) {
        return address instanceof final Inet6Address scoped ? scoped.getScopeId() : 0;
    }
}
