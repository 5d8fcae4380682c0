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
 * <p>All frames of AF_XDP sockets, and those that responses come in through sockets of the kernel's stack, are in one memory, so that each router can send
 * any of them: nothing is copied on the way from a client to a backend and back. A frame belongs to one router all the time; whoever else is done
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
     * Says which queues there are. Where servers may come at run time, any of them may have to send.
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

    /** The worker of an AF_XDP listener. */
    Worker worker(
            final QueuePipeline own,
            final String name,
            final FrameConsumer fromRouter,
            final FrameProducer toRouter,
            final Responder responder,
            final Doorbell workerDoorbell,
            final int events) {
        final int frameSize = own.settings().frameSize();
        final long frames = memory.address() + nextFrames;
        nextFrames += (long) Forwarding.SOCKET_FRAMES * frameSize;
        final FrameRing socketHome = new FrameRing(Forwarding.SOCKET_FRAMES, null);
        own.wiring().addHome(frames, frames + (long) Forwarding.SOCKET_FRAMES * frameSize, socketHome.producer());
        final Forwarding.Made made = forwarding.forwarder(new ForwarderPlan(
                name,
                QueuePipeline.mtu(own.settings()),
                own.settings().verifyChecksums(),
                own.settings().queueId(),
                targets.stream().map(QueuePipeline::settings).toList(),
                frames,
                frameSize,
                socketHome.consumer()));
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
            final FrameRing down = new FrameRing(events, workerDoorbell);
            final FrameRing up = new FrameRing(events, target.doorbell());
            numbers[i] = target.wiring()
                    .addResponses(
                            made.destinations().getOrDefault(target.settings().interfaceName(), Set.of()),
                            down.producer(),
                            up.consumer());
            responses[i] = down.consumer();
            toRouters[i + 1] = up.producer();
            elsewhere[i] = target.settings().queueId() != own.settings().queueId();
            joinHomes(own, target);
            joinHomes(target, own);
        }
        made.servers().responsePorts(new WorkerPorts(List.copyOf(targets), numbers));
        return new Worker(
                name,
                fromRouter,
                toRouters,
                responses,
                elsewhere,
                responder.forwarding(made.forwarder(), all.forwarding().servFailWithoutServer()));
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

    /** Lets one router give frames of another back. */
    private static void joinHomes(final QueuePipeline giver, final QueuePipeline owner) {
        if (giver != owner && giver.wiring().needsHome(owner)) {
            final FrameRing ring = new FrameRing(owner.settings().frameCount(), null);
            giver.wiring().addHome(owner.framesStart(), owner.framesEnd(), ring.producer());
            owner.wiring().addFromHome(ring.consumer());
        }
    }

    /**
     * The forwarder of a listener on the kernel's stack, whose backends are reached over the kernel's stack, too.
     *
     * @param name     how counters name it.
     * @param frames   address of frames for responses.
     * @param fromHome ring over which its router gives these back.
     */
    Forwarding.Made ofSocket(final String name, final long frames, final FrameConsumer fromHome) {
        return forwarding.forwarder(new ForwarderPlan(
                name, SocketPipeline.NO_MTU, false, 0, List.of(), frames, SocketPipeline.FRAME_SIZE, fromHome));
    }

    boolean answersServFail() {
        return all.forwarding().servFailWithoutServer();
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
