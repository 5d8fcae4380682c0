package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FrameHomes;
import io.ringway.engine.frame.FrameProducer;
import io.ringway.engine.frame.FrameRing;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.observe.CountersSnapshot;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleChain;
import io.ringway.settings.AddressText;
import io.ringway.settings.Netmask;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.wire.Memory;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Router and workers of one queue over a {@link FakeKernel}, stepped by the thread of a test. */
final class QueueRig implements AutoCloseable {
    static final int REFUSED = 5;
    static final List<RuleSettings> REFUSE_ALL = List.of(rule(REFUSED));

    private static final String SCOPE = "fake0/0";
    private static final int FRAME_SIZE = 2048;

    /** How a rig is made: sizes, listeners and policy, each with a default. */
    static final class Plan {
        private final Path folder;
        private int ringSize = 64;
        private int workerRingSize = 64;
        private int frameCount = 256;
        private boolean drainOnWakeup = true;
        private boolean recording = true;
        private List<InetSocketAddress> destinations = List.of(PacketBuilder.SERVER_V4);
        private List<Netmask> acl = List.of(Netmask.parse("192.0.2.0/24"), Netmask.parse("2001:db8::/32"));
        private List<RuleSettings> rules = REFUSE_ALL;

        Plan(final Path folder) {
            this.folder = folder;
        }

        Plan ringSize(final int entries) {
            ringSize = entries;
            return this;
        }

        Plan workerRingSize(final int entries) {
            workerRingSize = entries;
            return this;
        }

        Plan frameCount(final int frames) {
            frameCount = frames;
            return this;
        }

        /** As for zero-copy: one wake-up a cycle is enough. */
        Plan wakesOnce() {
            drainOnWakeup = false;
            return this;
        }

        /** Keeps no copy of what is sent, and so allocates nothing. */
        Plan withoutRecording() {
            recording = false;
            return this;
        }

        Plan destinations(final InetSocketAddress... addresses) {
            destinations = List.of(addresses);
            return this;
        }

        Plan acl(final String... masks) {
            acl = List.of(masks).stream().map(Netmask::parse).toList();
            return this;
        }

        Plan rules(final List<RuleSettings> chain) {
            rules = chain;
            return this;
        }

        QueueRig build() {
            return new QueueRig(this);
        }
    }

    final FakeKernel kernel;
    final Router router;
    final Worker[] workers;
    final SharedStage stage;
    final QueueCounters counters;
    final WorkerCounters[] workerCounters;
    final List<WirePacket> sent = new ArrayList<>();

    private final Arena arena = Arena.ofConfined();
    private final Path path;
    private final CountersFile file;
    private final int frameCount;

    private QueueRig(final Plan plan) {
        path = plan.folder.resolve("counters");
        file = CountersFile.create(path);
        frameCount = plan.frameCount;
        kernel = new FakeKernel(
                arena, plan.ringSize, frameCount, FRAME_SIZE, plan.recording ? this::record : (address, length) -> {});
        counters = new QueueCounters(file, SCOPE, frameCount);
        final int count = plan.destinations.size();
        workers = new Worker[count];
        workerCounters = new WorkerCounters[count];
        final FrameProducer[] toWorkers = new FrameProducer[count];
        final FrameConsumer[] fromWorkers = new FrameConsumer[count];
        for (int i = 0; i < count; i++) {
            final FrameRing down = new FrameRing(plan.workerRingSize, null);
            final FrameRing up = new FrameRing(plan.workerRingSize, null);
            final String name = SCOPE + " " + AddressText.of(plan.destinations.get(i));
            toWorkers[i] = down.producer();
            fromWorkers[i] = up.consumer();
            workerCounters[i] = new WorkerCounters(file, name);
            workers[i] = new Worker(
                    name,
                    down.consumer(),
                    up.producer(),
                    Responder.ofFrames(
                            FRAME_SIZE,
                            1500,
                            true,
                            QueuePipeline.UDP_PAYLOAD_SIZE,
                            new NetmaskGroup(plan.acl),
                            new RuleChain(plan.rules, List.of()),
                            workerCounters[i]));
        }
        router = new Router(
                SCOPE,
                kernel.rings(),
                kernel,
                plan.drainOnWakeup,
                kernel.umemAddress(),
                0,
                frameCount,
                FRAME_SIZE,
                new Dispatcher(plan.destinations),
                toWorkers,
                fromWorkers,
                new FrameConsumer[0],
                FrameHomes.NONE,
                counters);
        stage = new SharedStage("queue " + SCOPE, router, workers);
    }

    /** {@code addAction(AllRule(), RCodeAction(rcode))}. */
    static RuleSettings rule(final int rcode) {
        return new RuleSettings(
                SourceLocation.COMMAND_LINE,
                "",
                "",
                new SelectorSettings.All(),
                new ActionSettings.RCode(rcode, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private void record(final long address, final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) Memory.byteAt(address + i);
        }
        sent.add(new WirePacket(bytes));
    }

    /** Delivers queries with the identities {@code first} to {@code first + count - 1}, as far as the kernel has frames; returns how many. */
    int deliver(final int first, final int count) {
        int delivered = 0;
        while (delivered < count && kernel.deliver(Queries.packet(first + delivered))) {
            delivered++;
        }
        return delivered;
    }

    /** Sends one packet through all stages; its answer, if it has one. */
    Optional<WirePacket> exchange(final byte[] packet) {
        final int before = sent.size();
        assertThat(kernel.deliver(packet)).isTrue();
        stage.doWork();
        assertAtRest();
        return sent.stream().skip(before).findFirst();
    }

    CountersSnapshot snapshot() {
        return CountersSnapshot.read(path);
    }

    /** The value of a counter of this queue, over all workers. */
    long sum(final CounterDescriptor descriptor) {
        return snapshot().sum(descriptor);
    }

    long framesAddedUp() {
        return counters.framesFree.get()
                + counters.framesFill.get()
                + counters.framesWorker.get()
                + counters.framesTransmit.get();
    }

    /** Every frame is somewhere, and every packet that is not with a worker was answered or dropped. */
    void assertAddsUp() {
        final CountersSnapshot now = snapshot();
        assertThat(now.sum(CounterDescriptor.FRAMES_ALL)).isEqualTo(frameCount);
        assertThat(framesAddedUp()).as("free + fill + worker + transmit").isEqualTo(frameCount);
        assertThat(now.unaccounted()).as("received - answered - drops").isBetween(0L, counters.framesWorker.get());
        assertThat(now.sum(CounterDescriptor.ANSWERED))
                .as("answered = completed + on its way")
                .isEqualTo(now.sum(CounterDescriptor.COMPLETED) + counters.framesTransmit.get());
    }

    /** As {@link #assertAddsUp()}, and no packet is on its way through the stages. */
    void assertAtRest() {
        assertAddsUp();
        assertThat(counters.framesWorker.get()).isZero();
        assertThat(snapshot().unaccounted()).as("received - answered - drops").isZero();
        assertThat(counters.received.get()).isEqualTo(kernel.deliveredCount());
    }

    /** As {@link #assertAtRest()}, and every frame is free or lent for receiving. */
    void assertDrained() {
        assertAtRest();
        assertThat(counters.framesTransmit.get()).isZero();
        assertThat(counters.answered.get()).isEqualTo(kernel.sentCount() + kernel.lostCount());
        assertThat(kernel.lentFrames()).hasSize((int) counters.framesFill.get());
    }

    @Override
    public void close() {
        file.close();
        arena.close();
    }
}
