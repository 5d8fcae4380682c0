package io.ringway.engine.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Each frame goes back to its own owner. */
class FrameHomesTest {
    private final FrameRing first = new FrameRing(4, null);
    private final FrameRing second = new FrameRing(4, null);
    private final FrameHomes homes =
            new FrameHomes(new long[] {0x1000, 0x3000}, new long[] {0x2000, 0x4000}, new FrameProducer[] {
                first.producer(), second.producer()
            });

    @Test
    void givesEachFrameToWhoseItIs() {
        homes.give(0x1000);
        homes.give(0x3000);
        homes.give(0x1FFF);
        homes.flush();
        assertThat(first.consumer().available(4)).isEqualTo(2);
        assertThat(first.consumer().event(0).address).isEqualTo(0x1000);
        assertThat(first.consumer().event(1).address).isEqualTo(0x1FFF);
        assertThat(second.consumer().available(4)).isEqualTo(1);
        assertThat(second.consumer().event(0).address).isEqualTo(0x3000);
    }

    @Test
    void refusesWhatIsNobodys() {
        for (final long address : new long[] {0xFFF, 0x2000, 0x2FFF, 0x4000}) {
            assertThatThrownBy(() -> homes.give(address))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("0x" + Long.toHexString(address));
        }
        assertThatThrownBy(() -> FrameHomes.NONE.give(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesMoreFramesThanAnOwnerHas() {
        for (int i = 0; i < 4; i++) {
            homes.give(0x1000 + i * 0x100);
        }
        assertThatThrownBy(() -> homes.give(0x1400)).isInstanceOf(IllegalStateException.class);
    }
}
