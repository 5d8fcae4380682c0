package io.ringway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The tests' own trap has to snap. */
class FrameRoomTest {
    private static final byte[] FRAME = {1, 2, 3};

    @Test
    void givesTheFrameBackFromBothPlaces() {
        try (FrameRoom room = new FrameRoom()) {
            for (final int gap : new int[] {0, 5}) {
                final long address = room.place(FRAME, gap, 0x55);
                assertThat(room.read(address, 3)).isEqualTo(FRAME);
                assertThatCode(room::verifyCanaries).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void refusesWritesOnEitherSide() {
        try (FrameRoom room = new FrameRoom()) {
            final long address = room.place(FRAME, 5, 0x55);
            Memory.putByte(address - 1, 0x54);
            assertThatThrownBy(room::verifyCanaries).hasMessageContaining("written at -1 of a frame of 3 bytes");
            room.place(FRAME, 5, 0x55);
            Memory.putByte(address + 3, 0x54);
            assertThatThrownBy(room::verifyCanaries).hasMessageContaining("written at 3 of a frame of 3 bytes");
        }
    }

    @Test
    void refusesAnswersThatLeaveTheFrame() {
        try (FrameRoom room = new FrameRoom()) {
            final long address = room.place(FRAME, 0, 0x55);
            assertThatThrownBy(() -> room.read(address - 1, 2)).hasMessageContaining("leave the frame");
            assertThatThrownBy(() -> room.read(address + 1, 3)).hasMessageContaining("leave the frame");
        }
    }

    @Test
    void endsInAnAbyss() {
        try (FrameRoom room = new FrameRoom()) {
            final long end = room.place(FRAME, 0, 0x55) + FRAME.length;
            assertThat(end).isEqualTo(room.abyss());
            assertThatThrownBy(() -> assertThat(Memory.byteAt(end)).isZero()).isInstanceOf(InternalError.class);
            assertThatThrownBy(() -> assertThat(Memory.longBigEndianAt(end - 7)).isZero())
                    .isInstanceOf(InternalError.class);
            assertThatThrownBy(() -> Memory.putByte(end, 0)).isInstanceOf(InternalError.class);
        }
    }
}
