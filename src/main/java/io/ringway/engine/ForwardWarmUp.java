package io.ringway.engine;

import io.ringway.engine.forward.ForwarderPlan;
import io.ringway.engine.forward.Forwarding;
import io.ringway.engine.forward.WarmUpBackends;
import io.ringway.engine.frame.Doorbell;
import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FrameProducer;
import io.ringway.engine.frame.FrameRing;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleChain;
import io.ringway.settings.Netmask;
import io.ringway.settings.Settings;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.backend.PolicySettings;
import io.ringway.stack.UdpSocket;
import io.ringway.wire.Memory;
import io.ringway.xdp.Descriptor;
import io.ringway.xdp.Libc;
import io.ringway.xdp.NativeException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends synthetic queries through router, worker and forwarder to backends that this process plays itself ({@link WarmUpBackends}), by both ways in
 * and both ways out. Where nothing was forwarded before the first packet, packet threads allocated 300 kB while method handles of system calls were
 * linked and, after 127 calls of each, made anew for their one target. Control thread, before any listener is open.
 */
final class ForwardWarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardWarmUp.class);

    /** In each of which every system call is made; handles are specialised after 127 calls. */
    private static final int ROUNDS = 400;

    /** One round in so many goes out by sockets. */
    private static final int SOCKET_TURN = 2;

    private static final int BURST = 32;
    private static final int FRAME_COUNT = 256;
    private static final int FRAME_SIZE = 2048;
    private static final int HEADROOM = 256;
    private static final int HEADERS = 14 + 20 + 8;

    /** Longer than the stand-ins' time-out. */
    private static final long TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(4);

    private ForwardWarmUp() {}

    /** {@code query} is a frame of Ethernet, IPv4 and UDP to 192.0.2.1 port 53; a machine without a loopback address goes without. */
    static void run(final Settings settings, final CountersFile file, final Doorbell doorbell, final byte[] query) {
        final List<PolicySettings> policies = policies(settings.forwarding());
        final int rounds = ROUNDS / policies.size();
        for (final PolicySettings policy : policies) {
            try (WarmUpBackends backends = WarmUpBackends.open(settings.forwarding(), policy, file)) {
                if (usesFrames(settings)) {
                    frames(settings, backends, file, doorbell, query, rounds);
                }
                messages(settings, backends, file, Arrays.copyOfRange(query, HEADERS, query.length), rounds);
            } catch (final NativeException e) {
                LOG.debug("no warm-up of forwarding: {}", e.getMessage());
            }
        }
    }

    private static boolean usesFrames(final Settings settings) {
        return settings.listeners().stream().anyMatch(listener -> listener.xsk().isPresent())
                || settings.forwarding().backends().stream()
                        .anyMatch(backend -> !backend.xsks().isEmpty());
    }

    /** Each that a pool has, but for those in Lua, which would see queries that nobody asked. */
    private static List<PolicySettings> policies(final ForwardingSettings settings) {
        final List<PolicySettings> policies = Stream.concat(
                        Stream.of(settings.policy()),
                        settings.pools().stream().map(pool -> pool.policy()).flatMap(Optional::stream))
                .filter(policy -> !(policy instanceof PolicySettings.Lua))
                .distinct()
                .toList();
        return policies.isEmpty() ? List.of(new PolicySettings.LeastOutstanding()) : policies;
    }

    private static void frames(
            final Settings settings,
            final WarmUpBackends backends,
            final CountersFile file,
            final Doorbell doorbell,
            final byte[] query,
            final int rounds) {
        try (Arena arena = Arena.ofConfined()) {
            final Loop loop = new Loop(arena, settings, backends, file, doorbell, query);
            for (int i = 0; i < rounds; i++) {
                backends.reachable(i % SOCKET_TURN != 0);
                loop.round();
            }
            loop.end();
        }
    }

    private static void messages(
            final Settings settings,
            final WarmUpBackends backends,
            final CountersFile file,
            final byte[] query,
            final int rounds) {
        try (Arena arena = Arena.ofConfined();
                UdpSocket server = SocketWarmUp.open(Router.BATCH);
                UdpSocket client = SocketWarmUp.open(BURST)) {
            server.waitElsewhere();
            final RouterWiring wiring = new RouterWiring(
                    allocate(arena, SocketPipeline.FRAME_COUNT), SocketPipeline.FRAME_COUNT, FRAME_SIZE);
            final Home home = new Home(allocate(arena, Forwarding.SOCKET_FRAMES));
            final Forwarding.Made made =
                    backends.ofMessages(home.plan("udp forward warm-up", SocketPipeline.NO_MTU, false));
            wiring.addHome(home.frames(), home.end(), home.ring().producer());
            final SharedStage stage = SocketPipeline.stage(
                    "warm-up",
                    server,
                    wiring,
                    new QueueCounters(file, "udp forward warm-up", SocketPipeline.FRAME_COUNT),
                    Responder.ofMessages(
                                    QueuePipeline.UDP_PAYLOAD_SIZE,
                                    everybody(),
                                    noRules(settings),
                                    new WorkerCounters(file, "udp forward warm-up"))
                            .forwarding(made.forwarder(), false));
            final PollIdleStrategy idleStrategy = new PollIdleStrategy(
                    stage,
                    null,
                    new int[] {server.fd(), made.forwarder().sockets().fd()},
                    file.counter(CounterDescriptor.POLLS, "udp forward warm-up"));
            final long queries = arena.allocate((long) BURST * SocketWarmUp.CLIENT_FRAME_BYTES, FRAME_SIZE)
                    .address();
            for (int i = 0; i < rounds; i++) {
                SocketWarmUp.send(client, queries, query, server.localPort());
                // There is something to read: it does not sleep.
                idleStrategy.idle(0);
                stage.doWork();
                backends.answerMessages();
                stage.doWork();
            }
            LockSupport.parkNanos(TIMEOUT_NS);
            stage.doWork();
        }
    }

    private static long allocate(final Arena arena, final int frames) {
        return arena.allocate((long) frames * FRAME_SIZE, FRAME_SIZE).address();
    }

    private static NetmaskGroup everybody() {
        return new NetmaskGroup(List.of(Netmask.parse("0.0.0.0/0")));
    }

    private static RuleChain noRules(final Settings settings) {
        return new RuleChain(List.of(), settings.forwarding().poolNames());
    }

    /** The frames of responses that come through sockets, and the ring by which they come back. */
    private record Home(long frames, FrameRing ring) {
        Home(final long frames) {
            this(frames, new FrameRing(Forwarding.SOCKET_FRAMES, null));
        }

        long end() {
            return frames + (long) Forwarding.SOCKET_FRAMES * FRAME_SIZE;
        }

        ForwarderPlan plan(final String scope, final int mtu, final boolean verifyChecksums) {
            return new ForwarderPlan(scope, mtu, verifyChecksums, 0, List.of(), frames, FRAME_SIZE, ring.consumer());
        }
    }

    /** One queue that clients and backends are both behind, its kernel's side played in plain memory. */
    private static final class Loop {
        private final MemoryRings memory;
        private final long umem;
        private final byte[] query;
        private final WarmUpBackends backends;
        private final SharedStage stage;
        private final Doorbell doorbell;
        private final PollIdleStrategy idleStrategy;

        Loop(
                final Arena arena,
                final Settings settings,
                final WarmUpBackends backends,
                final CountersFile file,
                final Doorbell doorbell,
                final byte[] query) {
            this.backends = backends;
            this.doorbell = doorbell;
            this.query = query;
            memory = new MemoryRings(arena);
            umem = allocate(arena, FRAME_COUNT + Forwarding.SOCKET_FRAMES);
            final Home home = new Home(umem + (long) FRAME_COUNT * FRAME_SIZE);
            final Forwarding.Made made = backends.ofFrames(home.plan("forward warm-up", 1500, true));
            final FrameRing queries = new FrameRing(Router.TRANSMIT_BATCH, null);
            final FrameRing answers = new FrameRing(Router.TRANSMIT_BATCH, null);
            final FrameRing responses = new FrameRing(Router.TRANSMIT_BATCH, null);
            final FrameRing forwarded = new FrameRing(Router.TRANSMIT_BATCH, null);
            final RouterWiring wiring = new RouterWiring(umem, FRAME_COUNT, FRAME_SIZE);
            wiring.addListener(
                    new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 53),
                    queries.producer(),
                    answers.consumer());
            wiring.addResponses(
                    made.destinations().getOrDefault("", Set.of()), responses.producer(), forwarded.consumer());
            wiring.addHome(home.frames(), home.end(), home.ring().producer());
            final Worker worker = new Worker(
                    "warm-up",
                    queries.consumer(),
                    new FrameProducer[] {answers.producer(), forwarded.producer()},
                    new FrameConsumer[] {responses.consumer()},
                    new boolean[] {false},
                    Responder.ofFrames(
                                    FRAME_SIZE,
                                    1500,
                                    true,
                                    QueuePipeline.UDP_PAYLOAD_SIZE,
                                    everybody(),
                                    noRules(settings),
                                    new WorkerCounters(file, "forward warm-up"))
                            .forwarding(made.forwarder(), false));
            final Router router = new Router(
                    "warm-up",
                    memory.rings,
                    this::transmit,
                    true,
                    umem,
                    0,
                    FRAME_COUNT,
                    FRAME_SIZE,
                    wiring.dispatcher(),
                    wiring.toWorkers(),
                    wiring.fromWorkers(),
                    wiring.fromHomes(),
                    wiring.homes(),
                    new QueueCounters(file, "forward warm-up", FRAME_COUNT));
            stage = new SharedStage("warm-up", router, new Worker[] {worker});
            idleStrategy = new PollIdleStrategy(
                    stage, doorbell, worker.socketFds(), file.counter(CounterDescriptor.POLLS, "forward warm-up"));
        }

        void round() {
            memory.receive(BURST, umem, HEADROOM, query);
            stage.doWork();
            backends.answerMessages();
            stage.doWork();
            // A bell that has rung makes the sleep end at once.
            doorbell.arm();
            doorbell.ring();
            idleStrategy.idle(0);
        }

        /** Lets what was not answered reach its time-out. */
        void end() {
            LockSupport.parkNanos(TIMEOUT_NS);
            stage.doWork();
        }

        private int transmit() {
            // The system call itself is warmed up on a descriptor that is none.
            Libc.sendEmpty(-1);
            final int count = Math.min(memory.kernelTransmit.available(BURST), memory.kernelCompletion.free(BURST));
            for (int i = 0; i < count; i++) {
                final long entry = memory.kernelTransmit.entry(i);
                reply(Descriptor.address(entry), Descriptor.length(entry));
                Memory.putLong(memory.kernelCompletion.entry(i), Descriptor.address(entry));
            }
            memory.kernelTransmit.release(count);
            memory.kernelCompletion.submit(count);
            return 0;
        }

        /** Receives the response to a query that was sent, in a frame of its own. */
        private void reply(final long sent, final int length) {
            if (memory.kernelFill.available(1) == 0 || memory.kernelReceive.free(1) == 0) {
                return;
            }
            final long received = umem + Memory.longAt(memory.kernelFill.entry(0)) + HEADROOM;
            Memory.copy(umem + sent, received, length);
            if (backends.answersFrame(received, length)) {
                Descriptor.write(memory.kernelReceive.entry(0), backends.frameAddress() - umem, backends.frameLength());
                memory.kernelFill.release(1);
                memory.kernelReceive.submit(1);
            }
        }
    }
}
