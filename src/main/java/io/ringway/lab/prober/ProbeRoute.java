package io.ringway.lab.prober;

import io.ringway.lab.Command;
import io.ringway.settings.SetupException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The kernel's way to a target through one interface.
 *
 * @param interfaceName the interface
 * @param source        own address, as the kernel would choose it
 * @param nextHop       the target, or the router on the way to it
 */
record ProbeRoute(String interfaceName, InetAddress source, InetAddress nextHop) {
    private static final int NEIGHBOUR_TIMEOUT_S = 4;
    private static final int LOOK_EVERY_MS = 10;
    private static final int MAC_LENGTH = 6;

    /** Asks {@code ip route}. */
    static ProbeRoute to(final InetAddress target, final String interfaceName) {
        final List<String> words = words("ip route get " + text(target) + " oif " + interfaceName);
        final String device = after(words, "dev").orElse("");
        final String source = after(words, "src")
                .orElseThrow(() -> new SetupException(
                        text(target) + ": " + interfaceName + " has no address of its family; give it one"));
        if (!device.equals(interfaceName)) {
            throw new SetupException(text(target) + " is not reached through " + interfaceName + ", but through "
                    + device + "; a server to probe is in another network namespace or machine");
        }
        final InetAddress nextHop =
                after(words, "via").map(InetAddress::ofLiteral).orElse(target);
        return new ProbeRoute(interfaceName, InetAddress.ofLiteral(source), nextHop);
    }

    /**
     * The next hop's MAC address. Something must have been sent there, so that the kernel looks for it.
     *
     * @throws SetupException when nobody answers within some seconds.
     */
    byte[] awaitNeighbour() {
        final String command = "ip neighbour show to " + text(nextHop) + " dev " + interfaceName;
        for (int i = 0; i < NEIGHBOUR_TIMEOUT_S * 1_000 / LOOK_EVERY_MS; i++) {
            final Optional<String> mac = after(words(command), "lladdr");
            if (mac.isPresent()) {
                return HexFormat.ofDelimiter(":").parseHex(mac.get());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
        }
        throw new SetupException(text(nextHop) + ": no neighbour of that address on " + interfaceName
                + "; see that the machine is up and the cable joined");
    }

    /** The interface's own MAC address; nothing where it has none, as a tunnel. */
    Optional<byte[]> ownMac() {
        try {
            final NetworkInterface own = NetworkInterface.getByName(interfaceName);
            return Optional.ofNullable(own == null ? null : own.getHardwareAddress())
                    .filter(mac -> mac.length == MAC_LENGTH);
        } catch (final SocketException e) {
            throw new SetupException(interfaceName + " cannot be asked for its address: " + e.getMessage(), e);
        }
    }

    private static List<String> words(final String command) {
        return List.of(Command.run(command).strip().split("\\s+", -1));
    }

    private static Optional<String> after(final List<String> words, final String key) {
        final int index = words.indexOf(key);
        return index < 0 || index + 1 == words.size() ? Optional.empty() : Optional.of(words.get(index + 1));
    }

    /** Without the scope that Java appends to link-local addresses. */
    private static String text(final InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }
}
