package io.ringway.backend.health;

import io.ringway.settings.AddressText;
import io.ringway.settings.backend.BackendSource;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.NetworkChannel;

/**
 * Where checks go out from.
 *
 * <p>The JDK cannot bind a socket to an interface ({@code SO_BINDTODEVICE}), only to an address. Where {@code source} names an interface alone,
 * checks go out from its first address of the backend's family, by whatever way the routing table has for that.
 */
final class SourceAddress {
    private SourceAddress() {}

    /**
     * Binds a fresh socket to its source and a port that the kernel chooses at random; leaves it as it is where the kernel is to choose both.
     *
     * @param channel not connected.
     * @param source  where it is to be.
     * @param backend what it is to talk to.
     * @throws IOException when it cannot, with a message that names the source.
     */
    static void bind(final NetworkChannel channel, final BackendSource source, final InetAddress backend)
            throws IOException {
        if (source.address().isEmpty() && source.interfaceName().isEmpty()) {
            return;
        }
        final InetAddress address = source.address().isPresent()
                ? scoped(source.address().get(), source.interfaceName())
                : first(source.interfaceName(), backend);
        try {
            channel.bind(new InetSocketAddress(address, 0));
        } catch (final IOException | RuntimeException e) {
            throw new IOException("source %s: %s".formatted(AddressText.of(address), e.getMessage()), e);
        }
    }

    /** A link-local address means something only on its interface (RFC 4007). */
    private static InetAddress scoped(final InetAddress address, final String interfaceName) throws IOException {
        return address instanceof Inet6Address && address.isLinkLocalAddress() && !interfaceName.isEmpty()
                ? Inet6Address.getByAddress(null, address.getAddress(), interfaceNamed(interfaceName))
                : address;
    }

    /** The first address of the backend's family, link-local where the backend's is and not where it is not, if there is one. */
    private static InetAddress first(final String interfaceName, final InetAddress backend) throws IOException {
        InetAddress found = null;
        for (final InetAddress address :
                interfaceNamed(interfaceName).inetAddresses().toList()) {
            final boolean sameFamily = address.getAddress().length == backend.getAddress().length;
            final boolean sameScope = address.isLinkLocalAddress() == backend.isLinkLocalAddress();
            if (sameFamily && (found == null || (sameScope && !hasScopeOf(found, backend)))) {
                found = address;
            }
        }
        if (found == null) {
            throw new IOException("source %s: no %s address on it"
                    .formatted(interfaceName, backend instanceof Inet6Address ? "IPv6" : "IPv4"));
        }
        return found;
    }

    private static boolean hasScopeOf(final InetAddress address, final InetAddress backend) {
        return address.isLinkLocalAddress() == backend.isLinkLocalAddress();
    }

    private static NetworkInterface interfaceNamed(final String name) throws IOException {
        final NetworkInterface found = NetworkInterface.getByName(name);
        if (found == null) {
            throw new IOException("source %s: no such interface".formatted(name));
        }
        return found;
    }
}
