package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.wire.PacketDefect;
import io.ringway.xdp.NativeException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** Packets of every kind, faults of every kind and steps in any order: whatever happens, the books are balanced to the frame. */
class RandomMixTest {
    private static final int PACKETS = 100_000;
    private static final int NO_ANSWER = -1;
    private static final int[] WAKEUP_RESULTS = {
        0,
        0,
        0,
        0,
        -NativeException.EAGAIN,
        -NativeException.EBUSY,
        -NativeException.ENOBUFS,
        -NativeException.ENETDOWN,
        -NativeException.EINVAL
    };
    private static final InetSocketAddress OTHER_PORT = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.53"), 54);
    private static final InetSocketAddress STRANGER =
            new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 40_000);

    @TempDir
    private Path folder;

    /** Packets by their DNS identity, and the response code that each is answered with. */
    private final List<byte[]> packets = new ArrayList<>();

    private final List<Integer> rcodes = new ArrayList<>();
    private int strangers;
    private int unknown;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 0xD15EA5E, 20_261_101})
    void balancesItsBooks(final long seed) {
        preparePackets();
        final Random random = new Random(seed);
        try (QueueRig rig = new QueueRig.Plan(folder)
                .ringSize(64)
                .workerRingSize(32)
                .frameCount(256)
                .destinations(
                        PacketBuilder.SERVER_V4,
                        PacketBuilder.SERVER_V6,
                        new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 53))
                .build()) {
            final long[] delivered = new long[packets.size()];
            while (rig.kernel.deliveredCount() < PACKETS) {
                step(rig, random, delivered);
                if (rig.framesAddedUp() != 256) {
                    throw new AssertionError("seed " + seed + ": frames lost after " + rig.kernel.deliveredCount());
                }
                verifyAnswers(rig, seed);
            }
            drain(rig, seed);
            verifyAnswers(rig, seed);
            verifyBooks(rig, seed, delivered);
        }
    }

    private void preparePackets() {
        for (int i = 0; i < 8; i++) {
            add(Queries.packet(packets.size()), Rcode.REFUSED);
            add(Queries.packet(Queries.edns(packets.size(), 0)), Rcode.REFUSED);
            add(new PacketBuilder(message()).ipv6().build(), Rcode.REFUSED);
            add(new PacketBuilder(message()).ipv4Options(8).build(), Rcode.REFUSED);
        }
        add(Queries.packet(Queries.edns(packets.size(), 1)), Rcode.BADVERS);
        for (final PacketDefect defect : PacketDefect.values()) {
            final int rcode = switch (defect) {
                case NONE -> Rcode.REFUSED;
                case DNS_NO_QUESTION -> Rcode.NOTIMP;
                case DNS_SEVERAL_QUESTIONS, DNS_RECORDS_INVALID -> Rcode.FORMERR;
                default -> NO_ANSWER;
            };
            add(Queries.defective(defect, packets.size()), rcode);
        }
        strangers = packets.size();
        add(new PacketBuilder(message()).from(STRANGER).build(), NO_ANSWER);
        unknown = packets.size();
        add(new PacketBuilder(message()).to(OTHER_PORT).build(), NO_ANSWER);
    }

    private byte[] message() {
        return Queries.message(packets.size()).toWire();
    }

    private void add(final byte[] packet, final int rcode) {
        packets.add(packet);
        rcodes.add(rcode);
    }

    private void step(final QueueRig rig, final Random random, final long[] delivered) {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> {
                final int burst = 1 + random.nextInt(48);
                for (int i = 0; i < burst; i++) {
                    final int kind = random.nextInt(packets.size());
                    if (rig.kernel.deliver(packets.get(kind))) {
                        delivered[kind]++;
                    }
                }
            }
            case 4, 5 -> rig.router.receive();
            case 6, 7 -> rig.workers[random.nextInt(rig.workers.length)].doWork();
            case 8 -> rig.router.transmit();
            case 9 -> rig.stage.doWork();
            case 10 -> {
                rig.kernel.wakeupResult(WAKEUP_RESULTS[random.nextInt(WAKEUP_RESULTS.length)]);
                rig.kernel.transmitBudget(1 + random.nextInt(40));
                rig.kernel.needWakeup(random.nextInt(8) != 0);
            }
            default -> rig.kernel.completionsHeld(random.nextInt(3) == 0);
        }
    }

    private void drain(final QueueRig rig, final long seed) {
        rig.kernel.wakeupResult(0);
        rig.kernel.transmitBudget(Integer.MAX_VALUE);
        rig.kernel.needWakeup(true);
        rig.kernel.completionsHeld(false);
        int cycles = 0;
        while (rig.stage.doWork() > 0 || rig.stage.transmitLags()) {
            assertThat(++cycles).as("seed %d: drains within 100 cycles", seed).isLessThan(100);
        }
    }

    /** What was sent goes to who asked, with the response code that is due. */
    private void verifyAnswers(final QueueRig rig, final long seed) {
        for (final WirePacket answer : rig.sent) {
            final Message message = answer.message();
            final Header header = message.getHeader();
            if (!answer.isConsistent() || message.getRcode() != rcodes.get(header.getID())) {
                throw new AssertionError("seed " + seed + ": answer to packet " + header.getID() + " is " + message);
            }
        }
        rig.sent.clear();
    }

    private void verifyBooks(final QueueRig rig, final long seed, final long[] delivered) {
        rig.assertDrained();
        final CountersSnapshot books = rig.snapshot();
        assertThat(rig.counters.framesFree.get() + rig.counters.framesFill.get())
                .as("seed %d: every frame is back", seed)
                .isEqualTo(256);
        assertThat(books.sum(CounterDescriptor.DROP_NO_LISTENER))
                .as("seed %d: unknown destinations", seed)
                .isEqualTo(delivered[unknown]);
        assertThat(books.sum(CounterDescriptor.DROP_ACL))
                .as("seed %d: strangers", seed)
                .isBetween(1L, delivered[strangers]);
        final long answersMade = books.sum(CounterDescriptor.ANSWERED_BY_RULE)
                + books.sum(CounterDescriptor.ANSWERED_NO_QUESTION)
                + books.sum(CounterDescriptor.ANSWERED_SEVERAL_QUESTIONS)
                + books.sum(CounterDescriptor.ANSWERED_RECORDS_INVALID)
                + books.sum(CounterDescriptor.ANSWERED_BAD_VERSION);
        assertThat(books.sum(CounterDescriptor.ANSWERED) + books.sum(CounterDescriptor.DROP_TRANSMIT_RING_FULL))
                .as("seed %d: answers made are sent, or dropped at TX", seed)
                .isEqualTo(answersMade);
        assertThat(books.sum(CounterDescriptor.COMPLETED))
                .as("seed %d: all is completed", seed)
                .isEqualTo(rig.kernel.sentCount() + rig.kernel.lostCount());
        assertThat(books.entries().stream()
                        .filter(entry -> entry.descriptor() == CounterDescriptor.DROP_WORKER_RING_FULL
                                || entry.descriptor() == CounterDescriptor.DROP_TRANSMIT_RING_FULL
                                || entry.descriptor() == CounterDescriptor.TRANSMIT_LINK_DOWN
                                || entry.descriptor() == CounterDescriptor.TRANSMIT_BUSY))
                .as("seed %d: every fault has happened", seed)
                .allMatch(entry -> entry.value() > 0);
    }
}
