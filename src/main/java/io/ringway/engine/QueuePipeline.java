package io.ringway.engine;

import io.ringway.engine.frame.Doorbell;
import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FrameProducer;
import io.ringway.engine.frame.FrameRing;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleChain;
import io.ringway.settings.AddressText;
import io.ringway.settings.CopyMode;
import io.ringway.settings.IdleMode;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.Settings;
import io.ringway.settings.SetupException;
import io.ringway.settings.Threading;
import io.ringway.settings.XskSettings;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.NetworkDevice;
import io.ringway.xdp.XskOptions;
import io.ringway.xdp.XskSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Everything that serves one queue by AF_XDP: socket, router, workers and the rings between them; in {@code dedicated} placement the threads that
 * run them as well, else they are a {@link SharedThread}'s to run.
 */
public final class QueuePipeline implements Pipeline {
    /** What OPT records of self-generated answers announce, bytes (dialect default of setPayloadSizeOnSelfGeneratedAnswers). */
    static final int UDP_PAYLOAD_SIZE = 1232;

    private static final int BIND_TIMEOUT_MS = 3_000;

    private final XskSettings settings;
    private final XskSocket socket;
    private final Threading threading;
    private final List<Doorbell> doorbells = new ArrayList<>();
    private final PipelineThreads threads;
    private final CounterMirror mirror;
    private final QueueCounters counters;
    private SharedStage sharedStage;
    private int sharedCpu;

    private QueuePipeline(
            final XskSettings settings,
            final List<ListenerSettings> listeners,
            final Settings all,
            final Threading threading,
            final XskSocket socket,
            final CountersFile file) {
        this.settings = settings;
        this.socket = socket;
        this.threading = threading;
        counters = new QueueCounters(file, scope(settings), settings.frameCount());
        mirror = new CounterMirror(file, scope(settings), socket);
        threads = new PipelineThreads(settings.location(), file);
        assemble(listeners, all, file);
    }

    /**
     * Opens the socket and builds what serves it. No packet comes before the socket stands in an XSKMAP.
     *
     * @param settings  the queue.
     * @param listeners the listeners on it, each of which becomes a worker.
     * @param all       access control list and rules.
     * @param stages    routers and workers of all queues, which decides about {@code auto} placement.
     * @param file      where the counters are made.
     * @return the pipeline, its threads not started.
     * @throws SetupException when the socket cannot be had, with the reason.
     */
    public static QueuePipeline open(
            final XskSettings settings,
            final List<ListenerSettings> listeners,
            final Settings all,
            final int stages,
            final CountersFile file) {
        final Threading threading = Placement.resolve(
                settings.threading(), stages, Runtime.getRuntime().availableProcessors());
        final XskSocket socket;
        try {
            socket = XskSocket.open(new XskOptions(
                    settings.interfaceName(),
                    settings.queueId(),
                    settings.frameCount(),
                    settings.frameSize(),
                    settings.ringSize(),
                    zeroCopy(settings.copyMode()),
                    settings.hugePages(),
                    settings.busyPollUs(),
                    BIND_TIMEOUT_MS));
        } catch (final NativeException e) {
            throw new SetupException(settings.location(), e.getMessage(), e);
        }
        try {
            return new QueuePipeline(settings, listeners, all, threading, socket, file);
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

    private void assemble(final List<ListenerSettings> listeners, final Settings all, final CountersFile file) {
        final int count = listeners.size();
        final boolean shared = threading == Threading.SHARED;
        final Doorbell routerDoorbell = doorbell();
        final Worker[] workers = new Worker[count];
        final Doorbell[] workerDoorbells = new Doorbell[count];
        final FrameProducer[] toWorkers = new FrameProducer[count];
        final FrameConsumer[] fromWorkers = new FrameConsumer[count];
        final List<InetSocketAddress> destinations = new ArrayList<>();
        // A duty cycle of one thread leaves nothing in between: a ring of one batch stays in the first-level cache.
        final int events = shared ? Router.BATCH : settings.ringSize();
        for (int i = 0; i < count; i++) {
            final InetSocketAddress address = listeners.get(i).address();
            final String name = scope(settings) + " " + AddressText.of(address);
            workerDoorbells[i] = doorbell();
            final FrameRing down = new FrameRing(events, workerDoorbells[i]);
            final FrameRing up = new FrameRing(events, routerDoorbell);
            toWorkers[i] = down.producer();
            fromWorkers[i] = up.consumer();
            destinations.add(address);
            workers[i] = new Worker(
                    name,
                    down.consumer(),
                    up.producer(),
                    Responder.ofFrames(
                            settings.frameSize(),
                            mtu(settings),
                            settings.verifyChecksums(),
                            UDP_PAYLOAD_SIZE,
                            new NetmaskGroup(all.acl()),
                            new RuleChain(all.rules(), all.forwarding().poolNames()),
                            new WorkerCounters(file, name)));
        }
        final Router router = new Router(
                scope(settings),
                socket.rings(),
                socket,
                !socket.isZeroCopy(),
                socket.umem().address(),
                settings.frameCount(),
                settings.frameSize(),
                new Dispatcher(destinations),
                toWorkers,
                fromWorkers,
                counters);
        final int routerCpu = Placement.routerCpu(settings, listeners, threading);
        if (shared) {
            sharedStage = new SharedStage("queue " + scope(settings), router, workers);
            sharedCpu = routerCpu;
        } else {
            addThread(routerCpu, router, routerDoorbell, new int[] {socket.fd()}, file);
            for (int i = 0; i < count; i++) {
                final int cpu = Placement.workerCpu(settings, listeners.get(i), i);
                addThread(cpu, workers[i], workerDoorbells[i], new int[0], file);
            }
        }
    }

    private static int mtu(final XskSettings settings) {
        return NetworkDevice.find(settings.interfaceName())
                .map(NetworkDevice::mtu)
                .orElseThrow(() -> new SetupException(
                        settings.location(), "interface '" + settings.interfaceName() + "' is gone"));
    }

    /** A bell for a thread that sleeps while others work for it, or null: threads that never sleep, or are alone, need none. */
    private Doorbell doorbell() {
        if (threading == Threading.SHARED || settings.idleMode() != IdleMode.INTERRUPT) {
            return null;
        }
        final Doorbell doorbell = new Doorbell();
        doorbells.add(doorbell);
        return doorbell;
    }

    private void addThread(
            final int cpu, final Stage stage, final Doorbell doorbell, final int[] socketFds, final CountersFile file) {
        final AtomicCounter polls = file.counter(CounterDescriptor.POLLS, stage.roleName());
        threads.add(cpu, stage, IdleStrategies.of(settings.idleMode(), stage, doorbell, socketFds, polls));
    }

    boolean isShared() {
        return threading == Threading.SHARED;
    }

    /** What a {@link SharedThread} is to run; only in shared placement. */
    Stage sharedStage() {
        return sharedStage;
    }

    /** The processor that the shared thread is pinned to, or {@link AgentThread#ANY_CPU}. */
    int sharedCpu() {
        return sharedCpu;
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
