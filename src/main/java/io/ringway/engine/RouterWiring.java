package io.ringway.engine;

import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FrameHomes;
import io.ringway.engine.frame.FrameProducer;
import io.ringway.engine.frame.FrameRing;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A router's frames, and the rings between it and everybody else, collected before the router is made, and whose responses come to which port, which may change
 * while it runs. Control thread.
 */
final class RouterWiring {
    private final List<InetSocketAddress> listeners = new ArrayList<>();
    private final Map<Integer, Integer> workerOfPort = new LinkedHashMap<>();
    private final List<FrameProducer> toListeners = new ArrayList<>();
    private final List<FrameProducer> toForwarders = new ArrayList<>();
    private final List<FrameConsumer> fromWorkers = new ArrayList<>();
    private final List<FrameConsumer> fromHomes = new ArrayList<>();
    private final List<Long> starts = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private final List<FrameProducer> homes = new ArrayList<>();
    private final Set<RouterWiring> known = new HashSet<>();
    private final long framesStart;
    private final int frameCount;
    private final int frameSize;
    private Dispatcher dispatcher;

    /**
     * No ring yet.
     *
     * @param framesStart address of the router's first frame.
     * @param frameCount  frames, a power of two.
     * @param frameSize   bytes of each, a power of two.
     */
    RouterWiring(final long framesStart, final int frameCount, final int frameSize) {
        this.framesStart = framesStart;
        this.frameCount = frameCount;
        this.frameSize = frameSize;
    }

    long framesStart() {
        return framesStart;
    }

    long framesEnd() {
        return framesStart + (long) frameCount * frameSize;
    }

    int frameCount() {
        return frameCount;
    }

    int frameSize() {
        return frameSize;
    }

    /** A worker with the clients' packets for an address. */
    void addListener(final InetSocketAddress address, final FrameProducer toWorker, final FrameConsumer fromWorker) {
        listeners.add(address);
        toListeners.add(toWorker);
        fromWorkers.add(fromWorker);
    }

    /** A worker that sends its queries through this router, and has their responses, which come to these ports; its number among such workers. */
    int addResponses(
            final Set<InetSocketAddress> destinations, final FrameProducer toWorker, final FrameConsumer fromWorker) {
        for (final InetSocketAddress destination : destinations) {
            workerOfPort.put(destination.getPort(), toForwarders.size());
        }
        toForwarders.add(toWorker);
        fromWorkers.add(fromWorker);
        return toForwarders.size() - 1;
    }

    /** Leads responses to these ports to a worker of {@link #addResponses}, once the router is made. */
    void assign(final Set<InetSocketAddress> destinations, final int forwarder) {
        destinations.forEach(destination -> dispatcher.assign(destination.getPort(), toListeners.size() + forwarder));
    }

    /** Nobody has responses to these ports any more. */
    void withdraw(final Set<InetSocketAddress> destinations) {
        destinations.forEach(destination -> dispatcher.withdraw(destination.getPort()));
    }

    /** Lets this router give frames of another back, over a ring that has room for all of them. */
    void joinHome(final RouterWiring owner) {
        if (owner != this && known.add(owner)) {
            final FrameRing ring = new FrameRing(owner.frameCount, null);
            addHome(owner.framesStart, owner.framesEnd(), ring.producer());
            owner.fromHomes.add(ring.consumer());
        }
    }

    /** Where frames go that lie between two addresses. */
    void addHome(final long start, final long end, final FrameProducer producer) {
        starts.add(start);
        ends.add(end);
        homes.add(producer);
    }

    Dispatcher dispatcher() {
        final Map<Integer, Integer> behind = new LinkedHashMap<>();
        workerOfPort.forEach((port, forwarder) -> behind.put(port, toListeners.size() + forwarder));
        dispatcher = new Dispatcher(listeners, toForwarders.isEmpty() ? null : behind);
        return dispatcher;
    }

    FrameProducer[] toWorkers() {
        return Stream.concat(toListeners.stream(), toForwarders.stream()).toArray(FrameProducer[]::new);
    }

    FrameConsumer[] fromWorkers() {
        return fromWorkers.toArray(FrameConsumer[]::new);
    }

    FrameConsumer[] fromHomes() {
        return fromHomes.toArray(FrameConsumer[]::new);
    }

    FrameHomes homes() {
        return new FrameHomes(
                starts.stream().mapToLong(Long::longValue).toArray(),
                ends.stream().mapToLong(Long::longValue).toArray(),
                homes.toArray(FrameProducer[]::new));
    }
}
