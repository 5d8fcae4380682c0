package io.ringway.engine.lifecycle;

import io.ringway.backend.UnpredictableNumbers;
import io.ringway.engine.Mirrored;
import io.ringway.engine.Pipeline;
import io.ringway.engine.QueuePipeline;
import io.ringway.engine.SharedThread;
import io.ringway.engine.SocketPipeline;
import io.ringway.engine.TcpPipeline;
import io.ringway.engine.WarmUp;
import io.ringway.engine.WorkerForwarders;
import io.ringway.engine.forward.Forwarding;
import io.ringway.engine.forward.ThreadServers;
import io.ringway.engine.forward.control.ResponsePorts;
import io.ringway.observe.CountersFile;
import io.ringway.privilege.Privileges;
import io.ringway.rules.RuleBook;
import io.ringway.rules.block.BlockBook;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.Settings;
import io.ringway.settings.SetupException;
import io.ringway.settings.XskSettings;
import io.ringway.settings.block.BlockSettings;
import io.ringway.topology.placement.PlacementPlan;
import io.ringway.topology.placement.QueueRequest;
import io.ringway.xdp.Libc;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.ThreadAffinity;
import io.ringway.xdp.ThreadPriority;
import io.ringway.xdp.Umem;
import io.ringway.xdp.XdpLibraries;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.SystemEpochClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Ringway: every queue and every socket that the settings ask for, one XDP program for each interface, and their supervisor.
 *
 * <p>The start attaches last and the end detaches first, so that at every other moment the kernel's own stack has the packets; our sockets
 * there are open from early on, and answer until the end. Started and closed
 * by one control thread.
 */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final int SUPERVISION_INTERVAL_MS = 200;
    private static final int DRAIN_TIMEOUT_MS = 500;

    /** How far all other threads stand behind those of the packet path. */
    private static final int NICE_OF_OTHERS = 10;

    private final CountersFile file;
    private final List<QueuePipeline> queues = new ArrayList<>();
    private final List<SocketPipeline> sockets = new ArrayList<>();
    private final List<SharedThread> sharedThreads = new ArrayList<>();
    private final Map<String, InterfaceAttachment> attachments = new LinkedHashMap<>();
    private RuleBook rules;
    private Forwarding forwarding;
    private Umem memory;
    private TcpPipeline tcp;
    private KernelBlocks kernelBlocks;
    private AgentRunner supervision;
    private boolean closed;

    private Engine(final CountersFile file) {
        this.file = file;
    }

    /**
     * Checks, opens, warms up, attaches, and gives up privileges.
     *
     * @param settings     what the operator asked for.
     * @param countersPath where the counters file is made.
     * @param privileges   what is given up once everything is bound.
     * @return the engine, answering.
     * @throws SetupException for the first thing that cannot work; nothing is left behind.
     */
    public static Engine start(final Settings settings, final Path countersPath, final Privileges privileges) {
        final long startNs = System.nanoTime();
        requireLibraries(settings);
        final PlacementPlan plan = Preflight.check(settings);
        final CountersFile file;
        try {
            file = CountersFile.create(countersPath);
        } catch (final IllegalStateException e) {
            throw new SetupException(e.getMessage() + "; end that one first, or give --counters another path", e);
        } catch (final UncheckedIOException e) {
            throw new SetupException(
                    "counters file " + countersPath + " cannot be written: "
                            + e.getCause().getMessage() + "; give --counters another path",
                    e);
        }
        final Engine engine = new Engine(file);
        try {
            final Path stateFolder = countersPath.toAbsolutePath().resolveSibling("destinations");
            engine.open(settings, plan, stateFolder);
            privileges.drop(stateFolder, () -> engine.supervise(settings));
            engine.maintain(settings);
        } catch (final NativeException e) {
            engine.close();
            throw new SetupException(e.getMessage(), e);
        } catch (final RuntimeException | Error e) {
            engine.close();
            throw e;
        }
        LOG.info(
                "ready: {}{}, started in {} ms",
                engine.queues.isEmpty()
                        ? ""
                        : counted(engine.queues.size(), "queue") + " on "
                                + counted(engine.attachments.size(), "interface") + ", ",
                counted(engine.sockets.size(), "UDP socket"),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
        return engine;
    }

    private static String counted(final int count, final String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static void requireLibraries(final Settings settings) {
        if (settings.listeners().stream().noneMatch(listener -> listener.xsk().isPresent())
                && settings.forwarding().backends().stream()
                        .allMatch(backend -> backend.xsks().isEmpty())
                && (settings.maintenance().isEmpty() || settings.xsks().isEmpty())) {
            return;
        }
        try {
            XdpLibraries.require();
        } catch (final NativeException e) {
            throw new SetupException(e.getMessage(), e);
        }
    }

    private void open(final Settings settings, final PlacementPlan plan, final Path stateFolder) {
        if (!Libc.liftMemlockLimit()) {
            // CAP_IPC_LOCK makes the limit meaningless; without it the kernel refuses the UMEM, and that message says
            // what to do.
            LOG.debug("the limit of locked memory cannot be lifted");
        }
        final Map<XskSettings, List<ListenerSettings>> listeners = queuesOf(settings);
        // The kernel takes about as long to make the UMEMs present as the compilers take to warm up.
        final CompletableFuture<Runnable> warmUp = CompletableFuture.supplyAsync(
                () -> WarmUp.run(settings),
                task -> Thread.ofPlatform().daemon().name("warm-up").start(task));
        final CompletableFuture<Void> tcpLoading = CompletableFuture.runAsync(
                TcpPipeline::load,
                task -> Thread.ofPlatform().daemon().name("tcp-loading").start(task));
        // Foreign programs are found out before anything is bound.
        for (final XskSettings xsk : listeners.keySet()) {
            attachments.computeIfAbsent(
                    xsk.interfaceName(),
                    name -> InterfaceAttachment.open(
                            xsk, stateFolder, file, settings.blocks().kernel().isAttached()));
        }
        rules = compile(settings);
        final WorkerForwarders forwarders = openForwarders(settings, listeners);
        openQueues(settings, listeners, plan, forwarders);
        final List<ThreadServers> tcpServers = forwarding == null
                ? List.of()
                : IntStream.range(0, settings.tcp().threads())
                        .mapToObj(thread -> forwarding.servers())
                        .toList();
        tcpLoading.exceptionally(ignored -> null).join();
        final Runnable endOfWarmUp = warmUp.join();
        if (forwarding != null) {
            forwarding.start();
            LOG.info("{}", forwarding.description());
            forwarding.caches().descriptions().forEach(LOG::info);
        }
        // It takes connections at once, so what is up must be known.
        tcp = TcpPipeline.open(settings, rules, file, tcpServers);
        LOG.info("{}", tcp.description());
        endOfWarmUp.run();
        // The compilers, the virtual machine and all that was started so far; packet threads are yet to come.
        ThreadPriority.lowerOthers(NICE_OF_OTHERS);
        keepOff(plan);
        sockets.forEach(SocketPipeline::start);
        sharedThreads.forEach(SharedThread::start);
        for (final QueuePipeline pipeline : queues) {
            pipeline.start();
            attachments.get(pipeline.settings().interfaceName()).putSocket(pipeline.socket());
        }
        listeners.forEach((xsk, on) ->
                on.forEach(listener -> attachments.get(xsk.interfaceName()).addDestination(listener.address())));
        if (forwarders != null) {
            forwarders
                    .destinations()
                    .forEach((device, addresses) -> addresses.forEach(attachments.get(device)::addDestination));
            forwarders.destinationMaps(new DestinationMaps());
        }
        blockInKernel(settings.blocks());
        attachments.values().forEach(InterfaceAttachment::attach);
    }

    private void blockInKernel(final BlockSettings blocks) {
        if (blocks.kernel().isAttached()) {
            attachments.values().forEach(InterfaceAttachment::warnWithoutBlocks);
            kernelBlocks = KernelBlocks.start(
                    blocks,
                    attachments.values().stream()
                            .map(InterfaceAttachment::blocks)
                            .toList());
        }
    }

    /** The maps of all interfaces, for ports that come and go at run time. */
    private final class DestinationMaps implements ResponsePorts {
        @Override
        public void open(final String interfaceName, final Set<InetSocketAddress> destinations) {
            destinations.forEach(attachments.get(interfaceName)::addDestination);
        }

        @Override
        public void close(final String interfaceName, final Set<InetSocketAddress> destinations) {
            destinations.forEach(attachments.get(interfaceName)::removeDestination);
        }
    }

    /** Last, because a function of the configuration must not have more power than what it configures. */
    private void maintain(final Settings settings) {
        if (forwarding != null) {
            forwarding.maintain(rules, settings.maintenance());
        }
    }

    /** Keeps what runs so far, and what it starts later, off the processors of packet threads, which pin themselves. */
    private static void keepOff(final PlacementPlan plan) {
        if (!plan.others().isEmpty() && !ThreadAffinity.confineAll(plan.others().mask())) {
            LOG.warn(
                    "not every thread can be kept to cpus {}: some share processors with packet threads",
                    plan.others());
        }
    }

    private void supervise(final Settings settings) {
        final List<Mirrored> mirrored = new ArrayList<>(queues);
        mirrored.add(settings.blocks().dynamic()::expire);
        mirrored.addAll(sharedThreads);
        mirrored.addAll(sockets);
        if (forwarding != null) {
            mirrored.add(forwarding.caches());
        }
        mirrored.add(new RuleCounters(rules, file));
        supervision = new AgentRunner(
                new SleepingMillisIdleStrategy(SUPERVISION_INTERVAL_MS),
                error -> LOG.error("supervisor: {}", error.toString(), error),
                null,
                new Supervisor(mirrored, List.copyOf(attachments.values()), file, SystemEpochClock.INSTANCE));
        AgentRunner.startOnThread(supervision);
    }

    /** Every queue that is used, with the listeners on it; one that only backends are reached through has none. */
    private static Map<XskSettings, List<ListenerSettings>> queuesOf(final Settings settings) {
        final Map<XskSettings, List<ListenerSettings>> listeners = new LinkedHashMap<>();
        QueueRequest.of(settings).forEach(queue -> listeners.put(queue.xsk(), queue.listeners()));
        return listeners;
    }

    private static RuleBook compile(final Settings settings) {
        final BlockBook blocks = new BlockBook(settings.blocks().ringEntries(), new UnpredictableNumbers().nextLong());
        settings.blocks().dynamic().enforceBy(blocks);
        settings.blocks().dynamic().measureBy(blocks);
        return new RuleBook(
                settings.rules(),
                settings.cacheMissRules(),
                settings.responseRules(),
                settings.forwarding().poolNames(),
                blocks);
    }

    /** What queries are forwarded by, null when they are not. */
    private WorkerForwarders openForwarders(
            final Settings settings, final Map<XskSettings, List<ListenerSettings>> listeners) {
        if (!settings.forwards()) {
            return null;
        }
        final int xskListeners =
                listeners.values().stream().mapToInt(List::size).sum();
        final int sockets = settings.listeners().size();
        forwarding = Forwarding.open(
                settings.forwarding(),
                xskListeners + sockets + settings.tcp().threads(),
                settings.listeners().stream()
                        .mapToInt(listener -> listener.address().getPort()),
                file);
        memory = FrameMemory.of(
                listeners.keySet(), xskListeners * Forwarding.SOCKET_FRAMES + sockets * SocketPipeline.sharedFrames());
        return new WorkerForwarders(settings, forwarding, memory, FrameMemory.bytes(listeners.keySet()));
    }

    /** Opens queues and sockets with their workers, and then, when every ring is known, makes the queues' routers. */
    private void openQueues(
            final Settings settings,
            final Map<XskSettings, List<ListenerSettings>> listeners,
            final PlacementPlan plan,
            final WorkerForwarders forwarders) {
        long firstFrame = 0;
        for (final Map.Entry<XskSettings, List<ListenerSettings>> entry : listeners.entrySet()) {
            final XskSettings xsk = entry.getKey();
            final QueuePipeline pipeline = QueuePipeline.open(
                    xsk, entry.getValue(), plan.queue(xsk), memory, memory == null ? 0 : firstFrame, file);
            firstFrame += (long) xsk.frameCount() * xsk.frameSize();
            queues.add(pipeline);
            LOG.info("{}", pipeline.description());
        }
        plan.lines().forEach(LOG::info);
        plan.warnings().forEach(LOG::warn);
        if (forwarders != null) {
            forwarders.queues(queues);
        }
        sharedThreads.addAll(SharedThread.divide(
                queues, plan.topology().machine().parallelism(), forwarders != null && forwarders.crosses()));
        for (final QueuePipeline queue : queues) {
            queue.makeWorkers(settings, rules, forwarders);
        }
        openSockets(settings, forwarders);
        queues.forEach(QueuePipeline::makeRouter);
        sharedThreads.forEach(thread -> thread.make(file));
    }

    private void openSockets(final Settings settings, final WorkerForwarders forwarders) {
        final Map<InetSocketAddress, Integer> numbers = new HashMap<>();
        for (final ListenerSettings listener : settings.listeners()) {
            final SocketPipeline pipeline = SocketPipeline.open(
                    listener,
                    sockets.size(),
                    numbers.merge(listener.address(), 1, Integer::sum),
                    settings,
                    rules,
                    forwarders,
                    file);
            sockets.add(pipeline);
            LOG.info("{}", pipeline.description());
        }
    }

    /** Detaches, answers what has come up already, ends the threads and frees everything. Repeated calls do nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (forwarding != null) {
            forwarding.endMaintenance();
        }
        if (tcp != null) {
            tcp.close();
        }
        if (supervision != null) {
            supervision.close();
        }
        if (kernelBlocks != null) {
            kernelBlocks.end();
        }
        attachments.values().forEach(InterfaceAttachment::detach);
        final List<Pipeline> pipelines = new ArrayList<>(queues);
        pipelines.addAll(sockets);
        for (final Pipeline pipeline : pipelines) {
            if (supervision != null && !pipeline.awaitQuiet(DRAIN_TIMEOUT_MS)) {
                LOG.warn("{}: packets were still on their way at the end", pipeline.description());
            }
        }
        sharedThreads.forEach(SharedThread::mirror);
        sharedThreads.forEach(SharedThread::close);
        pipelines.forEach(Pipeline::close);
        if (forwarding != null) {
            forwarding.close();
        }
        if (rules != null) {
            rules.close();
        }
        if (memory != null) {
            memory.close();
        }
        attachments.values().forEach(InterfaceAttachment::close);
        file.heartbeat(System.currentTimeMillis());
        file.close();
    }
}
