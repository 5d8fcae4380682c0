package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.xdp.NativeException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps a router and its worker by hand over a {@link FakeKernel} and looks at rings, frames and counters between the steps. */
class RouterTest {
    @TempDir
    private Path folder;

    @Test
    void lendsAFillRingOfFramesFromTheStart() {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            assertThat(rig.kernel.lentFrames()).hasSize(64);
            assertThat(rig.counters.framesFill.get()).isEqualTo(64);
            assertThat(rig.counters.framesFree.get()).isEqualTo(192);
            rig.assertDrained();
            assertThat(rig.router.doWork()).isZero();
            assertThat(rig.router.hasWork()).isFalse();
        }
    }

    @Test
    void lendsAllFramesWhenTheFillRingIsLargerThanThePool() {
        try (QueueRig rig = new QueueRig.Plan(folder).frameCount(32).build()) {
            assertThat(rig.kernel.lentFrames()).hasSize(32);
            assertThat(rig.counters.framesFree.get()).isZero();
            assertThat(rig.deliver(0, 40)).isEqualTo(32);
            rig.stage.doWork();
            rig.assertDrained();
            assertThat(rig.counters.answered.get()).isEqualTo(32);
        }
    }

    @Test
    void takesABatchRoundTheRings() {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            assertThat(rig.deliver(100, 20)).isEqualTo(20);
            assertThat(rig.router.hasWork()).isTrue();

            assertThat(rig.router.receive()).isEqualTo(20);
            assertThat(rig.counters.framesWorker.get()).isEqualTo(20);
            assertThat(rig.counters.framesFill.get()).as("refilled at once").isEqualTo(64);
            rig.assertAddsUp();

            assertThat(rig.workers[0].hasWork()).isTrue();
            assertThat(rig.workers[0].doWork()).isEqualTo(20);
            assertThat(rig.router.hasWork()).as("answers wait").isTrue();
            rig.assertAddsUp();

            assertThat(rig.router.transmit())
                    .as("20 answers and 20 completions")
                    .isEqualTo(40);
            rig.assertDrained();
            assertThat(rig.router.hasWork()).isFalse();
            assertThat(rig.router.transmitLags()).isFalse();
            assertThat(rig.counters.received.get()).isEqualTo(20);
            assertThat(rig.counters.answered.get()).isEqualTo(20);
            assertThat(rig.counters.completed.get()).isEqualTo(20);
            assertThat(rig.counters.wakeups.get()).as("one call for the batch").isEqualTo(1);
            final int bytes = Queries.packet(100).length;
            assertThat(rig.counters.receivedBytes.get()).isEqualTo(20L * bytes);
            assertThat(rig.counters.answeredBytes.get()).isEqualTo(20L * bytes);
            assertThat(rig.sent)
                    .extracting(packet -> packet.message().getHeader().getID())
                    .containsExactlyElementsOf(
                            java.util.stream.IntStream.range(100, 120).boxed().toList());
        }
    }

    @Test
    void takesNoMoreThanABatchAtOnce() {
        try (QueueRig rig = new QueueRig.Plan(folder)
                .ringSize(512)
                .workerRingSize(512)
                .frameCount(1024)
                .build()) {
            final int rest = 44;
            rig.deliver(0, Router.BATCH + rest);
            assertThat(rig.router.receive()).isEqualTo(Router.BATCH);
            assertThat(rig.router.hasWork()).isTrue();
            assertThat(rig.router.receive()).isEqualTo(rest);
            assertThat(rig.workers[0].doWork()).isEqualTo(Router.BATCH);
            assertThat(rig.workers[0].doWork()).isEqualTo(rest);
            rig.router.transmit();
            rig.assertAddsUp();
            rig.router.transmit();
            rig.assertDrained();
            assertThat(rig.counters.answered.get()).isEqualTo(Router.BATCH + rest);
        }
    }

    @Test
    void dropsTheNewestPacketsWhenTheRingToTheWorkerIsFull() {
        try (QueueRig rig = new QueueRig.Plan(folder).workerRingSize(8).build()) {
            rig.deliver(0, 20);
            rig.router.receive();
            assertThat(rig.counters.dropWorkerRingFull.get()).isEqualTo(12);
            assertThat(rig.counters.framesWorker.get()).isEqualTo(8);
            rig.assertAddsUp();
            rig.workers[0].doWork();
            rig.router.transmit();
            rig.assertDrained();
            assertThat(rig.sent)
                    .extracting(packet -> packet.message().getHeader().getID())
                    .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        }
    }

    @Test
    void dropsTheNewestAnswersWhenTheTransmitRingIsFull() {
        try (QueueRig rig = new QueueRig.Plan(folder).ringSize(16).build()) {
            rig.kernel.wakeupResult(-NativeException.ENETDOWN);
            rig.deliver(0, 10);
            rig.stage.doWork();
            rig.deliver(10, 10);
            rig.stage.doWork();
            rig.assertAtRest();
            assertThat(rig.counters.dropTransmitRingFull.get()).isEqualTo(4);
            assertThat(rig.counters.framesTransmit.get()).isEqualTo(16);

            rig.kernel.wakeupResult(0);
            rig.stage.doWork();
            rig.assertDrained();
            assertThat(rig.counters.answered.get()).isEqualTo(16);
        }
    }

    @Test
    void starvesAndRecoversWhenCompletionsComeLate() {
        try (QueueRig rig = new QueueRig.Plan(folder).frameCount(128).build()) {
            rig.kernel.completionsHeld(true);
            int delivered = 0;
            int round;
            do {
                round = rig.deliver(delivered, 16);
                delivered += round;
                rig.stage.doWork();
                rig.assertAtRest();
            } while (round > 0);
            assertThat(rig.counters.framesTransmit.get())
                    .as("a TX ring and a COMPLETION ring of frames is with the kernel")
                    .isEqualTo(128);
            assertThat(rig.kernel.lentFrames()).isEmpty();
            assertThat(rig.router.transmitLags()).isTrue();

            rig.kernel.completionsHeld(false);
            assertThat(rig.stage.doWork()).isPositive();
            rig.assertAtRest();
            assertThat(rig.kernel.lentFrames())
                    .as("the FILL ring is full again")
                    .hasSize(64);
            rig.stage.doWork();
            rig.assertDrained();
            assertThat(rig.deliver(delivered, 16)).isEqualTo(16);
            rig.stage.doWork();
            rig.assertDrained();
            assertThat(rig.counters.answered.get()).isEqualTo(delivered + 16L);
        }
    }

    @Test
    void looksAgainSoonWhenNothingCanBeReceivedBeforeACompletion() {
        try (QueueRig rig = new QueueRig.Plan(folder).frameCount(32).build()) {
            rig.kernel.completionsHeld(true);
            assertThat(rig.deliver(0, 32)).isEqualTo(32);
            rig.stage.doWork();
            assertThat(rig.counters.framesTransmit.get())
                    .as("all frames are sent and none is back")
                    .isEqualTo(32);
            assertThat(rig.router.hasWork()).isFalse();
            assertThat(rig.router.transmitLags())
                    .as("neither a packet nor a completion will wake the thread")
                    .isTrue();
            rig.kernel.completionsHeld(false);
            rig.stage.doWork();
            assertThat(rig.router.transmitLags()).isFalse();
            rig.assertDrained();
        }
    }

    @Test
    void callsUntilTheKernelsBudgetHasDrainedTheRing() {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            rig.kernel.transmitBudget(16);
            rig.deliver(0, 60);
            rig.stage.doWork();
            rig.assertDrained();
            assertThat(rig.counters.wakeups.get()).isEqualTo(4);
            assertThat(rig.counters.again.get()).isEqualTo(3);
            assertThat(rig.router.transmitLags()).isFalse();
        }
    }

    @Test
    void givesUpCallingForThisCycleWhenNothingMoves() {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            rig.kernel.wakeupResult(-NativeException.EAGAIN);
            rig.deliver(0, 3);
            rig.stage.doWork();
            final long wakeups = rig.kernel.wakeupCount();
            assertThat(wakeups).isBetween(1L, 128L);
            assertThat(rig.counters.again.get()).isEqualTo(wakeups);
            assertThat(rig.router.transmitLags()).isTrue();
            rig.assertAtRest();

            rig.kernel.wakeupResult(0);
            rig.router.doWork();
            assertThat(rig.kernel.wakeupCount()).isEqualTo(wakeups + 1);
            rig.assertDrained();
        }
    }

    @Test
    void waitsForALinkThatIsDownWithoutSpinning() {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            rig.kernel.wakeupResult(-NativeException.ENETDOWN);
            rig.deliver(0, 5);
            rig.stage.doWork();
            assertThat(rig.kernel.wakeupCount()).isEqualTo(1);
            assertThat(rig.router.transmitLags()).isTrue();
            for (int cycle = 2; cycle <= 10; cycle++) {
                assertThat(rig.stage.doWork())
                        .as("nothing to do: the thread may sleep")
                        .isZero();
                assertThat(rig.stage.hasWork()).isFalse();
                assertThat(rig.kernel.wakeupCount()).as("one attempt a cycle").isEqualTo(cycle);
                rig.assertAtRest();
            }
            assertThat(rig.counters.linkDown.get()).isEqualTo(10);

            rig.kernel.wakeupResult(0);
            assertThat(rig.stage.doWork()).isEqualTo(5);
            assertThat(rig.router.transmitLags()).isFalse();
            rig.assertDrained();
            assertThat(rig.sent).hasSize(5);
        }
    }

    @Test
    void triesOnceACycleWhenTheKernelHasNoBuffers() {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            rig.kernel.wakeupResult(-NativeException.ENOBUFS);
            rig.deliver(0, 5);
            rig.stage.doWork();
            rig.stage.doWork();
            assertThat(rig.kernel.wakeupCount()).isEqualTo(2);
            assertThat(rig.counters.noBuffers.get()).isEqualTo(2);
            assertThat(rig.router.transmitLags()).isTrue();
            rig.kernel.wakeupResult(0);
            rig.stage.doWork();
            rig.assertDrained();
        }
    }

    @Test
    void goesOnWhenTheCardDropsPackets() {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            rig.kernel.wakeupResult(-NativeException.EBUSY);
            rig.deliver(0, 5);
            rig.stage.doWork();
            assertThat(rig.counters.busy.get()).isEqualTo(5);
            assertThat(rig.kernel.lostCount()).isEqualTo(5);
            assertThat(rig.router.transmitLags()).isFalse();
            rig.assertDrained();
        }
    }

    @Test
    void countsEveryOtherErrorOfAWakeUp() {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            rig.kernel.wakeupResult(-NativeException.EINVAL);
            rig.deliver(0, 1);
            rig.stage.doWork();
            assertThat(rig.counters.errors.get()).isEqualTo(1);
            assertThat(rig.counters.wakeups.get()).isEqualTo(1);
            rig.assertAtRest();
        }
    }

    @Test
    void makesNoCallWhenTheDriverWatchesTheRingItself() {
        try (QueueRig rig = new QueueRig.Plan(folder).wakesOnce().build()) {
            rig.kernel.needWakeup(false);
            rig.deliver(0, 5);
            rig.stage.doWork();
            assertThat(rig.kernel.wakeupCount()).isZero();
            assertThat(rig.router.transmitLags()).isTrue();
            assertThat(rig.kernel.send(Integer.MAX_VALUE)).isEqualTo(5);
            rig.stage.doWork();
            assertThat(rig.router.transmitLags()).isFalse();
            assertThat(rig.kernel.wakeupCount()).isZero();
            rig.assertDrained();
        }
    }

    @Test
    void wakesAZeroCopyDriverOnceACycle() {
        try (QueueRig rig = new QueueRig.Plan(folder).wakesOnce().build()) {
            rig.kernel.transmitBudget(2);
            rig.deliver(0, 5);
            rig.stage.doWork();
            assertThat(rig.kernel.wakeupCount()).isEqualTo(1);
            assertThat(rig.router.transmitLags()).isTrue();
            rig.stage.doWork();
            rig.stage.doWork();
            assertThat(rig.kernel.wakeupCount()).isEqualTo(3);
            assertThat(rig.router.transmitLags()).isFalse();
            rig.assertDrained();
        }
    }

    @Test
    void findsTheFrameOfAnAnswerThatBeginsLaterThanItsQuery() {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            final byte[] options = new PacketBuilder(Queries.message(7).toWire())
                    .ipv4Options(40)
                    .build();
            assertThat(rig.exchange(options)).isPresent();
            rig.assertDrained();
        }
    }
}
