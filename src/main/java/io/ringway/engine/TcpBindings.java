package io.ringway.engine;

import io.ringway.settings.AddressText;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import io.ringway.stack.tcp.TcpBinding;
import io.ringway.xdp.NetworkDevice;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which TCP sockets the listeners need: one for each address.
 *
 * <p>Listeners of one address, as a configuration for several queues has them, share a socket. All sockets are served by the same threads, so
 * that several for one address would only spread its connections over several queues of the kernel, each of which can overflow alone. Their
 * limits of connections add up, and of the other options the largest counts.
 *
 * @param binding  for the stack
 * @param location of its first listener
 */
public record TcpBindings(TcpBinding binding, SourceLocation location) {
    /** What makes sockets different. */
    private record Key(InetSocketAddress address, String interfaceName) {}

    /**
     * Plans the sockets. Reads only.
     *
     * @param listeners of the settings.
     * @return a binding for each address, in order.
     * @throws SetupException for an address that is there twice without {@code reusePort}, or an interface that does not exist.
     */
    public static List<TcpBindings> of(final List<ListenerSettings> listeners) {
        final Map<Key, List<ListenerSettings>> byKey = new LinkedHashMap<>();
        for (final ListenerSettings listener : listeners) {
            final String device = listener.interfaceName();
            if (!device.isEmpty() && NetworkDevice.find(device).isEmpty()) {
                throw new SetupException(
                        listener.location(),
                        "interface '" + device + "' does not exist; give interface= one that 'ip link' shows");
            }
            final List<ListenerSettings> same =
                    byKey.computeIfAbsent(new Key(listener.address(), device), key -> new ArrayList<>());
            same.add(listener);
            if (same.size() > 1 && !(same.getFirst().reusePort() && listener.reusePort())) {
                throw new SetupException(
                        listener.location(),
                        AddressText.of(listener.address()) + " is listened on already ("
                                + same.getFirst().location() + "); give both reusePort=true");
            }
        }
        final List<TcpBindings> bindings = new ArrayList<>();
        byKey.forEach((key, same) -> bindings.add(merged(key, same, overlaps(key, byKey.keySet()))));
        return bindings;
    }

    /**
     * Whether the sockets of a listener, UDP's too, must say that they share their port.
     *
     * @param listener  one of them.
     * @param listeners of the settings.
     * @return true where that was asked for, or a wildcard stands beside an exact address.
     */
    public static boolean sharesPort(final ListenerSettings listener, final List<ListenerSettings> listeners) {
        final List<Key> keys = listeners.stream()
                .map(other -> new Key(other.address(), other.interfaceName()))
                .toList();
        return listener.reusePort() || overlaps(new Key(listener.address(), listener.interfaceName()), keys);
    }

    /** The kernel wants SO_REUSEPORT of sockets that share a port so, and of both: a wildcard beside an exact address. */
    private static boolean overlaps(final Key key, final Iterable<Key> keys) {
        for (final Key other : keys) {
            final boolean sameFamily = other.address.getAddress().getClass()
                    == key.address.getAddress().getClass();
            final boolean wildcard = other.address.getAddress().isAnyLocalAddress()
                    || key.address.getAddress().isAnyLocalAddress();
            if (!other.equals(key)
                    && sameFamily
                    && other.address.getPort() == key.address.getPort()
                    && (wildcard || other.address.equals(key.address))) {
                return true;
            }
        }
        return false;
    }

    private static TcpBindings merged(final Key key, final List<ListenerSettings> same, final boolean overlaps) {
        int fastOpen = 0;
        int backlog = 0;
        int maxInFlight = 0;
        long maxConnections = 0;
        boolean unlimited = false;
        for (final ListenerSettings listener : same) {
            fastOpen = Math.max(fastOpen, listener.tcpFastOpenQueueSize());
            backlog = Math.max(backlog, listener.tcpListenQueueSize());
            maxInFlight = Math.max(maxInFlight, listener.maxInFlight());
            maxConnections += listener.maxConcurrentTcpConnections();
            unlimited |= listener.maxConcurrentTcpConnections() == 0;
        }
        final TcpBinding binding = new TcpBinding(
                key.address,
                same.getFirst().reusePort() || overlaps,
                key.interfaceName,
                fastOpen,
                backlog,
                maxInFlight,
                unlimited ? 0 : (int) Math.min(maxConnections, Integer.MAX_VALUE));
        return new TcpBindings(binding, same.getFirst().location());
    }
}
