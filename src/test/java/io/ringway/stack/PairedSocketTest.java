package io.ringway.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.Memory;
import io.ringway.wire.SocketMessage;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** Messages from one end of a pair to the other, each whole, and refused where there is no room. */
class PairedSocketTest {
    private static final int LENGTH = 500;

    @Test
    void carriesMessagesBothWays() {
        final PairedSocket.Pair pair = PairedSocket.open();
        try (Arena arena = Arena.ofConfined();
                BackendSocket near = pair.near();
                PairedSocket far = pair.far();
                ReadySockets ready = new ReadySockets(4)) {
            ready.add(near, 0);
            final long memory = arena.allocate(4L * 4096, 8).address();
            for (int i = 0; i < 20; i++) {
                Memory.putInt(memory + (long) i * Integer.BYTES, i);
                near.put(memory + (long) i * Integer.BYTES, Integer.BYTES);
            }
            assertThat(far.receive()).isZero();
            assertThat(near.flush()).isEqualTo(20);
            assertThat(far.receive()).isEqualTo(PairedSocket.BATCH);
            for (int i = 0; i < PairedSocket.BATCH; i++) {
                assertThat(far.length(i)).isEqualTo(Integer.BYTES);
                assertThat(Memory.intAt(far.payload(i))).isEqualTo(i);
            }
            assertThat(far.receive()).isEqualTo(20 - PairedSocket.BATCH);
            assertThat(ready.poll()).isZero();
            assertThat(far.send(memory + Integer.BYTES, Integer.BYTES)).isTrue();
            assertThat(ready.poll()).isEqualTo(1);
            ready.lend(0, memory + 4096 + SocketMessage.HEADER_LENGTH, 1024);
            assertThat(ready.receive(0, 1)).isEqualTo(1);
            assertThat(ready.length(0)).isEqualTo(Integer.BYTES);
            assertThat(Memory.intAt(ready.payload(0))).isEqualTo(1);
        }
    }

    @Test
    void refusesWhatTheOtherEndHasNoRoomFor() {
        final PairedSocket.Pair pair = PairedSocket.open();
        try (Arena arena = Arena.ofConfined();
                BackendSocket near = pair.near();
                PairedSocket far = pair.far()) {
            final long memory = arena.allocate(LENGTH, 8).address();
            long sent = 0;
            int batch = BackendSocket.BATCH;
            while (batch == BackendSocket.BATCH) {
                for (int i = 0; i < BackendSocket.BATCH; i++) {
                    near.put(memory, LENGTH);
                }
                batch = near.flush();
                sent += batch;
            }
            // As many as a worker has in a batch at the very least, whatever the kernel's limits are.
            assertThat(sent).isGreaterThan(BackendSocket.BATCH);
            long received = 0;
            int count = far.receive();
            while (count > 0) {
                received += count;
                count = far.receive();
            }
            assertThat(received).isEqualTo(sent);
            near.put(memory, LENGTH);
            assertThat(near.flush()).as("there is room again").isEqualTo(1);
        }
    }
}
