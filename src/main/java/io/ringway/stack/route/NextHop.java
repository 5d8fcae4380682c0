package io.ringway.stack.route;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The way to one backend, kept right by {@link NextHops}, whose thread is the one writer. Any thread reads, each time a single volatile field;
 * who needs several values of one moment takes the {@link #adjacency()} once.
 */
public final class NextHop {
    private final InetAddress destination;
    private volatile Adjacency adjacency;
    private volatile String unresolved;

    NextHop(final InetAddress destination, final Adjacency adjacency) {
        this.destination = destination;
        this.adjacency = adjacency;
        unresolved = "";
    }

    /**
     * Whom it leads to.
     *
     * @return the backend's IP address.
     */
    public InetAddress destination() {
        return destination;
    }

    /**
     * Everything of one moment. Allocates nothing.
     *
     * @return what holds now.
     */
    public Adjacency adjacency() {
        return adjacency;
    }

    /**
     * The MAC address that frames go to. Allocates nothing.
     *
     * @return 48 bits, the first byte highest; 0 when there is none now, so that queries take the kernel's stack.
     */
    public long mac() {
        return adjacency.mac();
    }

    /**
     * The interface that frames leave by. Allocates nothing.
     *
     * @return its index; while there is no way, of the one that was asked for, or 0.
     */
    public int interfaceIndex() {
        return adjacency.interfaceIndex();
    }

    /**
     * Own IP address towards the backend.
     *
     * @return the one asked for, else the kernel's choice; absent when the interface has none of that family.
     */
    public Optional<InetAddress> source() {
        return adjacency.source();
    }

    /**
     * Why there is no MAC address, for an operator.
     *
     * @return empty when there is one.
     */
    public String unresolved() {
        return unresolved;
    }

    void publish(final Adjacency now, final String reason) {
        unresolved = reason;
        adjacency = now;
    }
}
