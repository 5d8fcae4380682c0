package io.ringway.engine;

import io.ringway.wire.Datagram;
import io.ringway.wire.PacketDefect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Chooses the worker of a packet by its destination. With one worker it does not look; with several it compares addresses and ports one by
 * one, the exact ones before the wildcards, because listeners on one queue are few.
 *
 * <p>Belongs to the router's thread.
 */
final class Dispatcher {
    private static final int PORTS = 1 << 16;

    private final Datagram datagram = new Datagram(false);
    private final long[] high;
    private final long[] low;
    private final int[] port;
    private final boolean[] ipv6;
    private final boolean[] wildcard;

    /**
     * By UDP port: the number of the worker whose responses come to it, plus one; null where there never are such ports. The control thread writes
     * before any query leaves from a port: its response follows the query through rings and kernel, so that the router sees the entry.
     */
    private final char[] workerOfPort;

    /** {@code destinations} in the order of the workers. */
    Dispatcher(final List<InetSocketAddress> destinations) {
        this(destinations, null);
    }

    /** The same with workers behind those to which responses to certain ports go; null where no responses come. */
    Dispatcher(final List<InetSocketAddress> destinations, final Map<Integer, Integer> responses) {
        workerOfPort = responses == null ? null : new char[PORTS];
        if (responses != null) {
            responses.forEach(this::assign);
        }
        final int count = destinations.size();
        high = new long[count];
        low = new long[count];
        port = new int[count];
        ipv6 = new boolean[count];
        wildcard = new boolean[count];
        for (int i = 0; i < count; i++) {
            final InetAddress address = destinations.get(i).getAddress();
            final ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
            ipv6[i] = bytes.capacity() == 16;
            high[i] = ipv6[i] ? bytes.getLong() : 0;
            low[i] = ipv6[i] ? bytes.getLong() : bytes.getInt() & 0xFFFF_FFFFL;
            port[i] = destinations.get(i).getPort();
            wildcard[i] = address.isAnyLocalAddress();
        }
    }

    /** Leads responses to a port to a worker from now on. Control thread. */
    void assign(final int responsePort, final int worker) {
        workerOfPort[responsePort] = (char) (worker + 1);
    }

    /** Leads packets to a port where they went before {@link #assign}. Control thread. */
    void withdraw(final int responsePort) {
        workerOfPort[responsePort] = 0;
    }

    /** The index of the worker, or -1 when no listener has this destination. */
    int workerOf(final long frameAddress, final int frameLength) {
        if (high.length == 1 && workerOfPort == null) {
            return 0;
        }
        final PacketDefect defect = datagram.wrapHeaders(frameAddress, frameLength);
        if (defect != PacketDefect.NONE) {
            // The first worker counts it by its reason.
            return 0;
        }
        if (workerOfPort != null && workerOfPort[datagram.destinationPort()] != 0) {
            return workerOfPort[datagram.destinationPort()] - 1;
        }
        final int exact = find(false);
        return exact >= 0 ? exact : find(true);
    }

    private int find(final boolean wildcards) {
        for (int i = 0; i < high.length; i++) {
            if (port[i] == datagram.destinationPort()
                    && ipv6[i] == datagram.isIpv6()
                    && wildcard[i] == wildcards
                    && (wildcards || (low[i] == datagram.destinationLow() && high[i] == datagram.destinationHigh()))) {
                return i;
            }
        }
        return -1;
    }
}
