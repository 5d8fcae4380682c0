package io.ringway.engine;

import io.ringway.engine.forward.Forwarding;
import io.ringway.engine.frame.FrameHomes;
import io.ringway.engine.frame.FrameProducer;
import io.ringway.engine.frame.FrameRing;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleBook;
import io.ringway.settings.AddressText;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.Settings;
import io.ringway.settings.SetupException;
import io.ringway.stack.UdpSocket;
import io.ringway.stack.UdpSocketOptions;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.Umem;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;

/** Everything that serves the UDP socket of one listener: socket, router, worker, the rings between them and their one thread. */
public final class SocketPipeline implements Pipeline {
    static final int FRAME_SIZE = 2048;

    /** Messages that are lent, being answered and being sent. */
    static final int FRAME_COUNT = 4 * Router.BATCH;

    /** The same where rules may keep answers waiting. */
    private static final int FRAME_COUNT_WITH_DELAYS = 2048;

    /** Messages besides those that are lent, being answered and being sent. */
    private static final int FRAMES_IN_MOTION = 3 * Router.BATCH;

    /** The kernel sends fragments where it must. */
    static final int NO_MTU = 65_535;

    private static final long LOOK_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String name;
    private final UdpSocket socket;
    private final Umem frames;

    /** Frames for responses of backends, null where nothing is forwarded. */
    private final Umem responseFrames;

    private final QueueCounters counters;
    private final AtomicCounter receiveBufferFull;
    private final PipelineThreads threads;
    private final String buffers;

    private SocketPipeline(
            final String name,
            final UdpSocket socket,
            final ListenerSettings listener,
            final Settings all,
            final RuleBook rules,
            final WorkerForwarders forwarding,
            final CountersFile file) {
        this.name = name;
        this.socket = socket;
        final int frameCount = rules.mayDelay() ? FRAME_COUNT_WITH_DELAYS : FRAME_COUNT;
        final int delayed = Math.min(frameCount - FRAMES_IN_MOTION, Forwarding.SOCKET_FRAMES / 2);
        frames = new Umem(frameCount, FRAME_SIZE, false);
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
        if (forwarding == null) {
            responseFrames = null;
            final SharedStage stage = stage(
                    name,
                    socket,
                    frames.address(),
                    frameCount,
                    counters,
                    responder,
                    FrameHomes.NONE,
                    rules.mayDelay() ? delayed : 0);
            if (rules.mayDelay()) {
                socket.waitElsewhere();
            }
            threads.add(
                    cpu,
                    stage,
                    rules.mayDelay()
                            ? new PollIdleStrategy(
                                    stage, null, new int[] {socket.fd()}, file.counter(CounterDescriptor.POLLS, name))
                            : NoOpIdleStrategy.INSTANCE);
            return;
        }
        // Its thread has more to wait for than the one socket.
        socket.waitElsewhere();
        responseFrames = new Umem(Forwarding.SOCKET_FRAMES, FRAME_SIZE, false);
        final FrameRing home = new FrameRing(Forwarding.SOCKET_FRAMES, null);
        final Forwarding.Made made = forwarding.ofSocket(name, responseFrames.address(), home.consumer());
        final SharedStage stage = stage(
                name,
                socket,
                frames.address(),
                frameCount,
                counters,
                responder.forwarding(made.forwarder(), forwarding.answersServFail()),
                new FrameHomes(
                        new long[] {responseFrames.address()},
                        new long[] {responseFrames.address() + responseFrames.length()},
                        new FrameProducer[] {home.producer()}),
                delayed);
        threads.add(
                cpu,
                stage,
                new PollIdleStrategy(
                        stage,
                        null,
                        new int[] {socket.fd(), made.forwarder().sockets().fd()},
                        file.counter(CounterDescriptor.POLLS, name)));
    }

    /** Router and worker over a socket, as the warm-up has them. */
    static SharedStage stage(
            final String name,
            final UdpSocket socket,
            final long frames,
            final QueueCounters counters,
            final Responder responder,
            final FrameHomes homes) {
        return stage(name, socket, frames, FRAME_COUNT, counters, responder, homes, 0);
    }

    /** Router and worker over a socket; {@code delayed} answers may be kept waiting. */
    private static SharedStage stage(
            final String name,
            final UdpSocket socket,
            final long frames,
            final int frameCount,
            final QueueCounters counters,
            final Responder responder,
            final FrameHomes homes,
            final int delayed) {
        final FrameRing down = new FrameRing(Router.BATCH, null);
        final FrameRing up = new FrameRing(responder.forwarder() == null ? Router.BATCH : Router.TRANSMIT_BATCH, null);
        final Worker worker = new Worker(name, down.consumer(), up.producer(), responder);
        worker.delayUpTo(delayed);
        final SocketRouter router = new SocketRouter(
                name, socket, frames, frameCount, FRAME_SIZE, down.producer(), up.consumer(), homes, counters);
        return new SharedStage(name, router, new Worker[] {worker});
    }

    /**
     * Opens the socket and builds what serves it. What comes before the start waits in the socket's buffer.
     *
     * @param listener where to listen.
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
            return new SocketPipeline(name, socket, listener, all, rules, forwarding, file);
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
        frames.close();
        if (responseFrames != null) {
            responseFrames.close();
        }
    }
}
