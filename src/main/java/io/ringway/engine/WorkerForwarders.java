package io.ringway.engine;

import io.ringway.engine.forward.ForwarderPlan;
import io.ringway.engine.forward.Forwarding;
import io.ringway.engine.forward.control.ResponsePorts;
import io.ringway.engine.frame.Doorbell;
import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FrameProducer;
import io.ringway.engine.frame.FrameRing;
import io.ringway.settings.Settings;
import io.ringway.settings.XskSettings;
import io.ringway.xdp.Umem;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the workers that forward, with the rings between them and every router that may send their queries or receive the responses.
 *
 * <p>All frames of AF_XDP sockets, those that responses come in through sockets of the kernel's stack, and where queries that come through such sockets
 * leave by AF_XDP the frames of those, are in one memory, so that each router can send any of them: nothing is copied on the way from a client to a backend and back. A frame belongs to one router all the time; whoever else is done
 * with it gives it back over a ring ({@link io.ringway.engine.frame.FrameHomes}). Control thread.
 */
public final class WorkerForwarders {
    private final Settings all;
    private final Forwarding forwarding;
    private final Umem memory;
    private final Map<String, Set<InetSocketAddress>> destinations = new LinkedHashMap<>();
    private List<QueuePipeline> targets = List.of();
    private long nextFrames;

    /** The maps of the interfaces, once packets come. */
    private ResponsePorts maps = ResponsePorts.NONE;

    /**
     * Makes forwarders.
     *
     * @param all         which backends there are.
     * @param forwarding  keeps them.
     * @param memory      frames of all queues; null when there is none.
     * @param firstFrames the offset behind the queues' frames, from which on it is free.
     */
    public WorkerForwarders(
            final Settings all, final Forwarding forwarding, final Umem memory, final long firstFrames) {
        this.all = all;
        this.forwarding = forwarding;
        this.memory = memory;
        nextFrames = firstFrames;
    }

    /**
     * Says which queues there are, before any of them has workers. Where servers may come at run time, any of them may have to send.
     *
     * @param queues all of them.
     */
    public void queues(final List<QueuePipeline> queues) {
        final Set<XskSettings> used = new LinkedHashSet<>();
        all.forwarding().backends().forEach(backend -> used.addAll(backend.xsks()));
        targets = queues.stream()
                .filter(queue -> all.maintenance().isPresent() || used.contains(queue.settings()))
                .toList();
    }

    /**
     * Whether queries may have to leave through another thread's AF_XDP socket: those that come through sockets of the kernel's stack do.
     *
     * @return false when no server is reached over AF_XDP.
     */
    public boolean crosses() {
        return !targets.isEmpty();
    }

    /** Takes so many frames from the shared memory; the address of the first. */
    long takeFrames(final int count) {
        final long frames = memory.address() + nextFrames;
        nextFrames += (long) count * memory.frameSize();
        return frames;
    }

    /** Bytes of a frame in the shared memory. */
    int frameSize() {
        return memory.frameSize();
    }

    /**
     * The clients' side of a worker.
     *
     * @param name            how counters name it
     * @param wiring          of its clients' router
     * @param queue           the AF_XDP queue of that; null for a socket of the kernel's stack
     * @param number          of the queue, or of the socket: what its queries are spread by over a backend's sockets
     * @param doorbell        wakes the worker's thread; null when nobody has to
     * @param mtu             the longest IP packet that the clients' link takes, bytes
     * @param verifyChecksums whether wrong checksums of responses are dropped
     * @param responseFrames  address of the frames that responses through its own sockets come in
     * @param events          room of each ring
     */
    record Clients(
            String name,
            RouterWiring wiring,
            QueuePipeline queue,
            int number,
            Doorbell doorbell,
            int mtu,
            boolean verifyChecksums,
            long responseFrames,
            int events) {
        /** Of an AF_XDP listener. */
        static Clients of(
                final QueuePipeline queue,
                final String name,
                final Doorbell doorbell,
                final long responseFrames,
                final int events) {
            return new Clients(
                    name,
                    queue.wiring(),
                    queue,
                    queue.settings().queueId(),
                    doorbell,
                    QueuePipeline.mtu(queue.settings()),
                    queue.settings().verifyChecksums(),
                    responseFrames,
                    events);
        }

        /** Whether responses that come up at that queue do so on another one than the queries, so that other ports would be better. */
        boolean isOtherQueue(final QueuePipeline target) {
            // No choice of ports brings a response to a socket of the kernel's stack.
            return queue != null && target.settings().queueId() != number;
        }
    }

    /** A worker, joined to every router that its queries may leave by. */
    Worker worker(
            final Clients clients,
            final FrameConsumer fromRouter,
            final FrameProducer toRouter,
            final Responder responder) {
        final Forwarding.Made made = makeForwarder(clients);
        made.destinations()
                .forEach((device, addresses) -> destinations
                        .computeIfAbsent(device, key -> new LinkedHashSet<>())
                        .addAll(addresses));
        final FrameProducer[] toRouters = new FrameProducer[targets.size() + 1];
        final FrameConsumer[] responses = new FrameConsumer[targets.size()];
        final boolean[] elsewhere = new boolean[targets.size()];
        final int[] numbers = new int[targets.size()];
        toRouters[0] = toRouter;
        for (int i = 0; i < responses.length; i++) {
            final QueuePipeline target = targets.get(i);
            final FrameRing down = new FrameRing(clients.events(), clients.doorbell());
            final FrameRing up = new FrameRing(clients.events(), target.doorbell());
            numbers[i] = target.wiring()
                    .addResponses(
                            made.destinations().getOrDefault(target.settings().interfaceName(), Set.of()),
                            down.producer(),
                            up.consumer());
            responses[i] = down.consumer();
            toRouters[i + 1] = up.producer();
            elsewhere[i] = clients.isOtherQueue(target);
            clients.wiring().joinHome(target.wiring());
            target.wiring().joinHome(clients.wiring());
        }
        made.servers().responsePorts(new WorkerPorts(List.copyOf(targets), numbers));
        return new Worker(
                clients.name(),
                fromRouter,
                toRouters,
                responses,
                elsewhere,
                responder.forwarding(made.forwarder(), all.forwarding().servFailWithoutServer()));
    }

    private Forwarding.Made makeForwarder(final Clients clients) {
        final int frameSize = clients.wiring().frameSize();
        final FrameRing socketHome = new FrameRing(Forwarding.SOCKET_FRAMES, null);
        clients.wiring()
                .addHome(
                        clients.responseFrames(),
                        clients.responseFrames() + (long) Forwarding.SOCKET_FRAMES * frameSize,
                        socketHome.producer());
        return forwarding.forwarder(new ForwarderPlan(
                clients.name(),
                clients.mtu(),
                clients.verifyChecksums(),
                clients.number(),
                targets.stream().map(QueuePipeline::settings).toList(),
                clients.responseFrames(),
                frameSize,
                socketHome.consumer()));
    }

    /** Response ports of one worker, known by a number to each router that sends for it. */
    private final class WorkerPorts implements ResponsePorts {
        private final List<QueuePipeline> routers;
        private final int[] numbers;

        WorkerPorts(final List<QueuePipeline> routers, final int[] numbers) {
            this.routers = routers;
            this.numbers = numbers;
        }

        @Override
        public void open(final String interfaceName, final Set<InetSocketAddress> ports) {
            for (int i = 0; i < numbers.length; i++) {
                if (routers.get(i).settings().interfaceName().equals(interfaceName)) {
                    routers.get(i).wiring().assign(ports, numbers[i]);
                }
            }
            maps.open(interfaceName, ports);
        }

        @Override
        public void close(final String interfaceName, final Set<InetSocketAddress> ports) {
            maps.close(interfaceName, ports);
            for (final QueuePipeline router : routers) {
                if (router.settings().interfaceName().equals(interfaceName)) {
                    router.wiring().withdraw(ports);
                }
            }
        }
    }

    /**
     * Says where destinations are entered that come at run time.
     *
     * @param destinationMaps those of the interfaces.
     */
    public void destinationMaps(final ResponsePorts destinationMaps) {
        maps = destinationMaps;
    }

    /**
     * Where responses over AF_XDP go to.
     *
     * @return by interface; to be entered in its destination maps.
     */
    public Map<String, Set<InetSocketAddress>> destinations() {
        return destinations;
    }
}
