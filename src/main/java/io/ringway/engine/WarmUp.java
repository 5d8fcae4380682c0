package io.ringway.engine;

import io.ringway.engine.frame.Doorbell;
import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FrameHomes;
import io.ringway.engine.frame.FrameProducer;
import io.ringway.engine.frame.FrameRing;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleChain;
import io.ringway.settings.Netmask;
import io.ringway.settings.Settings;
import io.ringway.wire.Memory;
import io.ringway.xdp.Descriptor;
import io.ringway.xdp.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Sends synthetic queries through a router and a worker over rings in plain memory, so that the first real packet meets compiled code.
 *
 * <p>The objects are thrown away; what stays is what the JIT learnt about their classes. Control thread, before any socket is open.
 */
public final class WarmUp {
    private static final int ROUNDS = 1_500;
    private static final int BURST = 32;
    private static final int RING_SIZE = 64;
    private static final int FRAME_COUNT = 256;
    private static final int FRAME_SIZE = 2048;
    private static final int HEADROOM = 256;

    /** Ethernet, IPv4, UDP without a checksum, {@code example.com. A} with RD and an OPT record with DO. */
    private static final byte[] QUERY_V4 = HexFormat.of()
            .parseHex("020000000001020000000002" + "0800"
                    + "45000044000040004011b6a5c0000202c0000201"
                    + "9c40003500300000"
                    + "123401000001000000000001" + "076578616d706c6503636f6d0000010001"
                    + "00002904d0000080000000");

    /** The same question over IPv6, without EDNS. */
    private static final byte[] QUERY_V6 = HexFormat.of()
            .parseHex("020000000001020000000002" + "86dd"
                    + "6000000000251140" + "20010db8000000000000000000000002" + "20010db8000000000000000000000001"
                    + "9c40003500250000"
                    + "123401000001000000000000" + "076578616d706c6503636f6d0000010001");

    private WarmUp() {}

    /**
     * Runs the packet path hot, by those ways in that the listeners have.
     *
     * @param settings whose rules are compiled, so that the same classes are seen.
     * @return what is left to do, quickly, once everything is made that packet threads run.
     */
    public static Runnable run(final Settings settings) {
        try (Arena arena = Arena.ofConfined();
                CountersFile file = temporaryFile();
                Doorbell doorbell = new Doorbell()) {
            if (settings.listeners().stream()
                    .anyMatch(listener -> listener.xsk().isPresent())) {
                final Loop loop = new Loop(arena, settings, file, doorbell);
                for (int i = 0; i < ROUNDS; i++) {
                    loop.round();
                }
            }
            if (settings.listeners().stream()
                    .anyMatch(listener -> listener.xsk().isEmpty())) {
                final int headers = 14 + 20 + 8;
                SocketWarmUp.run(settings, file, Arrays.copyOfRange(QUERY_V4, headers, QUERY_V4.length));
            }
            if (!settings.forwarding().backends().isEmpty()) {
                ForwardWarmUp.run(settings, file, doorbell, queryV4());
            }
        }
        final StringConstants constants = StringConstants.open();
        if (constants == null) {
            return () -> {};
        }
        constants.resolve();
        return constants::resolve;
    }

    /** A frame with a query to 192.0.2.1 port 53. */
    static byte[] queryV4() {
        return QUERY_V4.clone();
    }

    /** Counters that nobody else will see: the name goes as soon as the memory is mapped, so that nothing stays if the process ends meanwhile. */
    private static CountersFile temporaryFile() {
        try {
            final Path folder = Files.createTempDirectory("ringway-warm-up");
            final Path path = folder.resolve("counters");
            final CountersFile file = CountersFile.create(path);
            Files.delete(path);
            Files.delete(folder);
            return file;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The kernel's side of the rings, played in plain memory, and the stages on ours. */
    private static final class Loop {
        private final long umem;
        private final MemoryRings memory;
        private final SharedStage stage;
        private final Doorbell doorbell;
        private final PollIdleStrategy idleStrategy;

        Loop(final Arena arena, final Settings settings, final CountersFile file, final Doorbell doorbell) {
            this.doorbell = doorbell;
            umem = arena.allocate((long) FRAME_COUNT * FRAME_SIZE, FRAME_SIZE).address();
            memory = new MemoryRings(arena);
            final FrameRing down = new FrameRing(RING_SIZE, null);
            final FrameRing up = new FrameRing(RING_SIZE, null);
            final Worker worker = new Worker(
                    "warm-up",
                    down.consumer(),
                    up.producer(),
                    Responder.ofFrames(
                            FRAME_SIZE,
                            1500,
                            true,
                            QueuePipeline.UDP_PAYLOAD_SIZE,
                            new NetmaskGroup(List.of(Netmask.parse("0.0.0.0/0"), Netmask.parse("::/0"))),
                            new RuleChain(
                                    settings.rules(), settings.forwarding().poolNames()),
                            new WorkerCounters(file, "warm-up")));
            final Router router = new Router(
                    "warm-up",
                    memory.rings,
                    this::transmit,
                    true,
                    umem,
                    0,
                    FRAME_COUNT,
                    FRAME_SIZE,
                    new Dispatcher(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53))),
                    new FrameProducer[] {down.producer()},
                    new FrameConsumer[] {up.consumer()},
                    new FrameConsumer[0],
                    FrameHomes.NONE,
                    new QueueCounters(file, "warm-up", FRAME_COUNT));
            stage = new SharedStage("warm-up", router, new Worker[] {worker});
            idleStrategy =
                    new PollIdleStrategy(stage, doorbell, new int[0], file.counter(CounterDescriptor.POLLS, "warm-up"));
        }

        void round() {
            memory.receive(BURST, umem, HEADROOM, QUERY_V4, QUERY_V6);
            stage.doWork();
            stage.doWork();
            // A bell that has rung makes the sleep end at once.
            doorbell.arm();
            doorbell.ring();
            idleStrategy.idle(0);
        }

        private int transmit() {
            // The system call itself is warmed up on a descriptor that is none.
            Libc.sendEmpty(-1);
            final int count = Math.min(memory.kernelTransmit.available(BURST), memory.kernelCompletion.free(BURST));
            for (int i = 0; i < count; i++) {
                Memory.putLong(memory.kernelCompletion.entry(i), Descriptor.address(memory.kernelTransmit.entry(i)));
            }
            memory.kernelTransmit.release(count);
            memory.kernelCompletion.submit(count);
            return 0;
        }
    }
}
