package io.ringway.engine;

import io.ringway.engine.forward.Forwarding;
import io.ringway.engine.frame.Doorbell;
import io.ringway.engine.frame.FrameRing;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleBook;
import io.ringway.settings.AddressText;
import io.ringway.settings.CopyMode;
import io.ringway.settings.IdleMode;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.Settings;
import io.ringway.settings.SetupException;
import io.ringway.settings.Threading;
import io.ringway.settings.XskSettings;
import io.ringway.topology.placement.QueuePlacement;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.NetworkDevice;
import io.ringway.xdp.Umem;
import io.ringway.xdp.XskOptions;
import io.ringway.xdp.XskSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Everything that serves one queue by AF_XDP: socket, router, workers and the rings between them; in {@code dedicated} placement the threads that
 * run them as well, else they are a {@link SharedThread}'s to run.
 */
public final class QueuePipeline implements Pipeline {
    /** What OPT records of self-generated answers announce, bytes (dialect default of setPayloadSizeOnSelfGeneratedAnswers). */
    static final int UDP_PAYLOAD_SIZE = 1232;

    /** Answers that rules may keep waiting at a worker. */
    private static final int MAX_DELAYED = 1 << 14;

    private static final int BIND_TIMEOUT_MS = 3_000;

    private final XskSettings settings;
    private final List<ListenerSettings> listeners;
    private final XskSocket socket;
    private final QueuePlacement placement;
    private final long firstFrame;
    private final CountersFile file;
    private final List<Doorbell> doorbells = new ArrayList<>();
    private final PipelineThreads threads;
    private final CounterMirror mirror;
    private final QueueCounters counters;
    private final RouterWiring wiring = new RouterWiring();
    private final List<Worker> workers = new ArrayList<>();
    private final List<Doorbell> workerDoorbells = new ArrayList<>();

    /** What wakes the thread of the router, and in shared placement of the workers, too; null when nobody has to. */
    private Doorbell doorbell;

    private SharedStage sharedStage;

    private QueuePipeline(
            final XskSettings settings,
            final List<ListenerSettings> listeners,
            final QueuePlacement placement,
            final XskSocket socket,
            final long firstFrame,
            final CountersFile file) {
        this.settings = settings;
        this.listeners = List.copyOf(listeners);
        this.socket = socket;
        this.placement = placement;
        this.firstFrame = firstFrame;
        this.file = file;
        counters = new QueueCounters(file, scope(settings), settings.frameCount());
        mirror = new CounterMirror(file, scope(settings), socket);
        threads = new PipelineThreads(settings.location(), file);
        if (!isShared()) {
            doorbell = newDoorbell();
        }
    }

    /**
     * Opens the socket. No packet comes before the socket stands in an XSKMAP.
     *
     * @param settings   the queue.
     * @param listeners  the listeners on it, each of which becomes a worker.
     * @param placement  its threads, and where they run.
     * @param memory     frames of all queues, null when each has its own.
     * @param firstFrame the offset of this queue's frames in that.
     * @param file       where the counters are made.
     * @return the pipeline, to be given its workers.
     * @throws SetupException when the socket cannot be had, with the reason.
     */
    public static QueuePipeline open(
            final XskSettings settings,
            final List<ListenerSettings> listeners,
            final QueuePlacement placement,
            final Umem memory,
            final long firstFrame,
            final CountersFile file) {
        final XskSocket socket;
        try {
            socket = XskSocket.open(
                    new XskOptions(
                            settings.interfaceName(),
                            settings.queueId(),
                            settings.frameCount(),
                            settings.frameSize(),
                            settings.ringSize(),
                            zeroCopy(settings.copyMode()),
                            settings.hugePages(),
                            settings.busyPollUs(),
                            BIND_TIMEOUT_MS),
                    memory);
        } catch (final NativeException e) {
            throw new SetupException(settings.location(), e.getMessage(), e);
        }
        try {
            return new QueuePipeline(settings, listeners, placement, socket, firstFrame, file);
        } catch (final RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static XskOptions.ZeroCopy zeroCopy(final CopyMode mode) {
        return switch (mode) {
            case AUTO -> XskOptions.ZeroCopy.PROBE;
            case ZEROCOPY -> XskOptions.ZeroCopy.REQUIRE;
            case COPY -> XskOptions.ZeroCopy.REFUSE;
        };
    }

    /** How messages and counters name a queue, {@code enp1s0/3}. */
    private static String scope(final XskSettings settings) {
        return settings.interfaceName() + "/" + settings.queueId();
    }

    /**
     * Makes a worker for each listener.
     *
     * @param all        access control list.
     * @param rules      compiled for each worker.
     * @param forwarding what makes forwarders, null when nothing is forwarded.
     */
    public void makeWorkers(final Settings all, final RuleBook rules, final WorkerForwarders forwarding) {
        // A duty cycle of one thread leaves nothing in between: a ring of one batch stays in the first-level cache.
        final int events = forwarding != null
                ? Math.max(settings.ringSize(), Router.TRANSMIT_BATCH)
                : isShared() ? Router.BATCH : settings.ringSize();
        for (final ListenerSettings listener : listeners) {
            final String name = scope(settings) + " " + AddressText.of(listener.address());
            final Doorbell workerDoorbell = isShared() ? doorbell : newDoorbell();
            final FrameRing down = new FrameRing(events, workerDoorbell);
            final FrameRing up = new FrameRing(events, doorbell);
            wiring.addListener(listener.address(), down.producer(), up.consumer());
            workerDoorbells.add(workerDoorbell);
            final Responder responder = Responder.ofFrames(
                    settings.frameSize(),
                    mtu(settings),
                    settings.verifyChecksums(),
                    UDP_PAYLOAD_SIZE,
                    new NetmaskGroup(all.acl()),
                    rules.newChain(),
                    new WorkerCounters(file, name));
            final Worker worker = forwarding == null
                    ? new Worker(name, down.consumer(), up.producer(), responder)
                    : forwarding.worker(this, name, down.consumer(), up.producer(), responder, workerDoorbell, events);
            worker.delayUpTo(Math.min(
                    forwarding == null ? MAX_DELAYED : Forwarding.SOCKET_FRAMES / 2,
                    settings.frameCount() / 4 / listeners.size()));
            workers.add(worker);
        }
    }

    /** Makes the router, once every ring to it is known, and in dedicated placement the threads. */
    public void makeRouter() {
        final Router router = new Router(
                scope(settings),
                socket.rings(),
                socket,
                !socket.isZeroCopy(),
                socket.umem().address(),
                firstFrame,
                settings.frameCount(),
                settings.frameSize(),
                wiring.dispatcher(),
                wiring.toWorkers(),
                wiring.fromWorkers(),
                wiring.fromHomes(),
                wiring.homes(),
                counters);
        if (isShared()) {
            sharedStage = new SharedStage("queue " + scope(settings), router, workers.toArray(Worker[]::new));
            return;
        }
        addThread(placement.routerCpu(), router, doorbell, new int[] {socket.fd()});
        for (int i = 0; i < workers.size(); i++) {
            addThread(
                    placement.workerCpu(i),
                    workers.get(i),
                    workerDoorbells.get(i),
                    workers.get(i).socketFds());
        }
    }

    static int mtu(final XskSettings settings) {
        return NetworkDevice.find(settings.interfaceName())
                .map(NetworkDevice::mtu)
                .orElseThrow(() -> new SetupException(
                        settings.location(), "interface '" + settings.interfaceName() + "' is gone"));
    }

    /** A bell for a thread that sleeps while others work for it; null for threads that never sleep. */
    private Doorbell newDoorbell() {
        if (settings.idleMode() != IdleMode.INTERRUPT) {
            return null;
        }
        final Doorbell made = new Doorbell();
        doorbells.add(made);
        return made;
    }

    /** The bell of the thread that this queue's router shares; before workers are made. */
    void doorbell(final Doorbell shared) {
        doorbell = shared;
    }

    Doorbell doorbell() {
        return doorbell;
    }

    RouterWiring wiring() {
        return wiring;
    }

    /** The address of its first frame. */
    long framesStart() {
        return socket.umem().address() + firstFrame;
    }

    /** The address behind its last frame. */
    long framesEnd() {
        return framesStart() + (long) settings.frameCount() * settings.frameSize();
    }

    private void addThread(final int cpu, final Stage stage, final Doorbell bell, final int[] socketFds) {
        final AtomicCounter polls = file.counter(CounterDescriptor.POLLS, stage.roleName());
        threads.add(cpu, stage, IdleStrategies.of(settings.idleMode(), stage, bell, socketFds, polls));
    }

    /** What the thread of all its stages waits for: the AF_XDP socket, and sockets to backends. */
    int[] socketFds() {
        return IntStream.concat(
                        IntStream.of(socket.fd()),
                        workers.stream().flatMapToInt(worker -> Arrays.stream(worker.socketFds())))
                .toArray();
    }

    boolean isShared() {
        return placement.threading() == Threading.SHARED;
    }

    /** What a {@link SharedThread} is to run; only in shared placement. */
    Stage sharedStage() {
        return sharedStage;
    }

    /** The processor that the shared thread is pinned to, or {@link AgentThread#ANY_CPU}. */
    int sharedCpu() {
        return placement.routerCpu();
    }

    /** How messages and counters name it. */
    String scope() {
        return scope(settings);
    }

    @Override
    public void start() {
        threads.start();
    }

    @Override
    public void mirror() {
        mirror.update();
        threads.mirror();
    }

    /** After the program was detached; a link that is down keeps packets for ever. */
    @Override
    public boolean awaitQuiet(final int timeoutMs) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        long received = -1;
        while (System.nanoTime() < deadlineNs) {
            final long now = counters.received.get();
            if (now == received && counters.framesWorker.get() == 0 && counters.framesTransmit.get() == 0) {
                return true;
            }
            received = now;
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return false;
    }

    /**
     * The socket, for the XSKMAP.
     *
     * @return owned by this pipeline.
     */
    public XskSocket socket() {
        return socket;
    }

    /**
     * The settings it was made from.
     *
     * @return as given.
     */
    public XskSettings settings() {
        return settings;
    }

    @Override
    public String description() {
        return "%s queue %d: %s, %d frames of %d bytes%s, %s, idle %s"
                .formatted(
                        settings.interfaceName(),
                        settings.queueId(),
                        socket.isZeroCopy() ? "zero-copy" : "copy",
                        settings.frameCount(),
                        settings.frameSize(),
                        hugePagesText(),
                        isShared() ? "shared thread" : threads.size() + " dedicated threads",
                        settings.idleMode().name().toLowerCase(java.util.Locale.ROOT));
    }

    private String hugePagesText() {
        if (!settings.hugePages()) {
            return "";
        }
        return socket.umem().hugePages() ? " in huge pages" : " (no huge pages left: vm.nr_hugepages)";
    }

    @Override
    public void close() {
        threads.close();
        mirror.update();
        socket.close();
        doorbells.forEach(Doorbell::close);
    }
}
