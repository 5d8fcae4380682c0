package io.ringway.engine.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.wire.Memory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ledger takes every hand-over of a frame's way and refuses all others. */
class FrameLedgerTest {
    private final FrameLedger ledger = new FrameLedger(0, 4, 2048);

    @BeforeEach
    void checksAreOn() {
        assertThat(Memory.CHECKED).as("system property ringway.checks").isTrue();
    }

    @Test
    void followsAFrameRoundTheRings() {
        for (int round = 0; round < 2; round++) {
            ledger.move(2048, FrameLedger.FREE, FrameLedger.FILL);
            ledger.move(2048 + 256, FrameLedger.FILL, FrameLedger.ROUTER);
            ledger.move(2048 + 256, FrameLedger.ROUTER, FrameLedger.WORKER);
            ledger.move(2048 + 296, FrameLedger.WORKER, FrameLedger.TRANSMIT);
            ledger.move(2048, FrameLedger.TRANSMIT, FrameLedger.FREE);
        }
    }

    @Test
    void refusesADoubleFree() {
        ledger.move(6144, FrameLedger.FREE, FrameLedger.FILL);
        ledger.move(6144, FrameLedger.FILL, FrameLedger.ROUTER);
        ledger.move(6144, FrameLedger.ROUTER, FrameLedger.FREE);
        assertThatThrownBy(() -> ledger.move(6144 + 256, FrameLedger.ROUTER, FrameLedger.FREE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("frame 3 goes from router to free but is with free");
    }

    @Test
    void refusesACompletionOfAFrameThatWasNotSent() {
        ledger.move(0, FrameLedger.FREE, FrameLedger.FILL);
        assertThatThrownBy(() -> ledger.move(0, FrameLedger.TRANSMIT, FrameLedger.FREE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is with fill");
    }
}
