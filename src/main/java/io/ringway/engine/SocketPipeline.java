package io.ringway.engine;

import io.ringway.engine.forward.Forwarding;
import io.ringway.engine.frame.Doorbell;
import io.ringway.engine.frame.FrameRing;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleBook;
import io.ringway.settings.AddressText;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.Settings;
import io.ringway.settings.SetupException;
import io.ringway.settings.XskSettings;
import io.ringway.stack.UdpSocket;
import io.ringway.stack.UdpSocketOptions;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.Umem;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;

/** Everything that serves the UDP socket of one listener: socket, router, worker, the rings between them and their one thread. */
public final class SocketPipeline implements Pipeline {
    static final int FRAME_SIZE = 2048;

    /** Messages that are lent, being answered and being sent. */
    static final int FRAME_COUNT = 4 * Router.BATCH;

    /** The same where they may wait on TX rings of AF_XDP sockets besides: two of the usual size, of interfaces whose link may be down. */
    private static final int CROSSING_FRAME_COUNT = 4096;

    /** The same where rules may keep answers waiting. */
    private static final int FRAME_COUNT_WITH_DELAYS = 2048;

    /** Messages besides those that are lent, being answered and being sent. */
    private static final int FRAMES_IN_MOTION = 3 * Router.BATCH;

    /** The kernel sends fragments where it must. */
    static final int NO_MTU = 65_535;

    /** Room of each ring to and from the routers of AF_XDP sockets. */
    private static final int EVENTS = XskSettings.DEFAULT_RING_SIZE;

    private static final long LOOK_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String name;
    private final UdpSocket socket;

    /** Frames for messages, and behind them those for responses of backends; null where they are in the memory that all share. */
    private final Umem frames;

    /** Wakes the thread when a response came up by AF_XDP; null where none does. */
    private final Doorbell doorbell;

    private final QueueCounters counters;
    private final AtomicCounter receiveBufferFull;
    private final PipelineThreads threads;
    private final String buffers;

    private SocketPipeline(
            final String name,
            final UdpSocket socket,
            final ListenerSettings listener,
            final int index,
            final Settings all,
            final RuleBook rules,
            final WorkerForwarders forwarding,
            final CountersFile file) {
        this.name = name;
        this.socket = socket;
        final boolean crosses = forwarding != null && forwarding.crosses();
        final int responseFrames = forwarding == null ? 0 : Forwarding.SOCKET_FRAMES;
        final int frameCount =
                crosses ? CROSSING_FRAME_COUNT : rules.mayDelay() ? FRAME_COUNT_WITH_DELAYS : FRAME_COUNT;
        final int delayed = Math.min(frameCount - FRAMES_IN_MOTION, Forwarding.SOCKET_FRAMES / 2);
        frames = crosses ? null : new Umem(frameCount + responseFrames, FRAME_SIZE, false);
        doorbell = crosses ? new Doorbell() : null;
        final RouterWiring wiring = crosses
                ? new RouterWiring(
                        forwarding.takeFrames(frameCount + responseFrames), frameCount, forwarding.frameSize())
                : new RouterWiring(frames.address(), frameCount, FRAME_SIZE);
        counters = new QueueCounters(file, name, frameCount);
        receiveBufferFull = file.counter(CounterDescriptor.SOCKET_RECEIVE_BUFFER_FULL, name);
        threads = new PipelineThreads(listener.location(), file);
        buffers = "%d messages a call, %,d KiB to receive into"
                .formatted(socket.vectorSize(), socket.receiveBufferBytes() / 1024);
        final int cpu = listener.cpus().isEmpty()
                ? AgentThread.ANY_CPU
                : listener.cpus().getFirst();
        final Responder responder = Responder.ofMessages(
                QueuePipeline.UDP_PAYLOAD_SIZE,
                new NetmaskGroup(all.acl()),
                rules.newChain(),
                new WorkerCounters(file, name));
        final FrameRing down = new FrameRing(Router.BATCH, null);
        final FrameRing up = new FrameRing(forwarding == null ? Router.BATCH : Router.TRANSMIT_BATCH, null);
        final Worker worker = forwarding == null
                ? new Worker(name, down.consumer(), up.producer(), responder)
                : forwarding.worker(clients(wiring, index), down.consumer(), up.producer(), responder);
        final boolean sleepsElsewhere = forwarding != null || rules.mayDelay();
        worker.delayUpTo(sleepsElsewhere ? delayed : 0);
        final SharedStage stage = stage(name, socket, wiring, counters, worker, down, up);
        threads.add(cpu, stage, sleepsElsewhere ? polling(stage, worker, file) : NoOpIdleStrategy.INSTANCE);
    }

    /** For a thread that has more to wait for than the one socket. */
    private PollIdleStrategy polling(final SharedStage stage, final Worker worker, final CountersFile file) {
        socket.waitElsewhere();
        return new PollIdleStrategy(
                stage,
                doorbell,
                IntStream.concat(IntStream.of(socket.fd()), IntStream.of(worker.socketFds()))
                        .toArray(),
                file.counter(CounterDescriptor.POLLS, name));
    }

    private WorkerForwarders.Clients clients(final RouterWiring wiring, final int index) {
        return new WorkerForwarders.Clients(
                name, wiring, null, index, doorbell, NO_MTU, true, wiring.framesEnd(), EVENTS);
    }

    /** Router and worker over a socket, as the warm-up has them. */
    static SharedStage stage(
            final String name,
            final UdpSocket socket,
            final RouterWiring wiring,
            final QueueCounters counters,
            final Responder responder) {
        final FrameRing down = new FrameRing(Router.BATCH, null);
        final FrameRing up = new FrameRing(responder.forwarder() == null ? Router.BATCH : Router.TRANSMIT_BATCH, null);
        final Worker worker = new Worker(name, down.consumer(), up.producer(), responder);
        return stage(name, socket, wiring, counters, worker, down, up);
    }

    private static SharedStage stage(
            final String name,
            final UdpSocket socket,
            final RouterWiring wiring,
            final QueueCounters counters,
            final Worker worker,
            final FrameRing down,
            final FrameRing up) {
        final SocketRouter router = new SocketRouter(name, socket, wiring, down.producer(), up.consumer(), counters);
        return new SharedStage(name, router, new Worker[] {worker});
    }

    /**
     * How many frames of the shared memory each needs that forwards.
     *
     * @return for messages, and for responses of backends.
     */
    public static int sharedFrames() {
        return CROSSING_FRAME_COUNT + Forwarding.SOCKET_FRAMES;
    }

    /**
     * Opens the socket and builds what serves it. What comes before the start waits in the socket's buffer.
     *
     * @param listener where to listen.
     * @param index    its place among all listeners, from 0.
     * @param number   which of the listeners on the same address this is, from 1.
     * @param all        access control list, and how sockets are used.
     * @param rules      compiled for the worker.
     * @param forwarding what makes forwarders, null when nothing is forwarded.
     * @param file       where the counters are made.
     * @return the pipeline, its thread not started.
     * @throws SetupException when the socket cannot be had, with the reason.
     */
    public static SocketPipeline open(
            final ListenerSettings listener,
            final int index,
            final int number,
            final Settings all,
            final RuleBook rules,
            final WorkerForwarders forwarding,
            final CountersFile file) {
        final UdpSocket socket;
        try {
            socket = UdpSocket.open(new UdpSocketOptions(
                    listener.address(),
                    TcpBindings.sharesPort(listener, all.listeners()),
                    listener.interfaceName(),
                    all.udp().vectorSize(),
                    all.udp().receiveBufferBytes(),
                    all.udp().sendBufferBytes()));
        } catch (final NativeException e) {
            throw new SetupException(listener.location(), e.getMessage(), e);
        }
        try {
            final String name = "udp " + AddressText.of(listener.address()) + (number == 1 ? "" : " #" + number);
            return new SocketPipeline(name, socket, listener, index, all, rules, forwarding, file);
        } catch (final RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void start() {
        threads.start();
    }

    @Override
    public void mirror() {
        receiveBufferFull.setRelease(socket.receiveDrops());
        threads.mirror();
    }

    /** Messages that the kernel still holds are not waited for: clients ask again, and more would come all the time. */
    @Override
    public boolean awaitQuiet(final int timeoutMs) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        socket.shutdown();
        while (counters.framesWorker.get() != 0) {
            if (System.nanoTime() > deadlineNs) {
                return false;
            }
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
        return true;
    }

    @Override
    public String description() {
        return name + ": " + buffers;
    }

    @Override
    public void close() {
        socket.shutdown();
        threads.close();
        if (threads.isStarted()) {
            mirror();
        }
        socket.close();
        if (frames != null) {
            frames.close();
        }
        if (doorbell != null) {
            doorbell.close();
        }
    }
}
