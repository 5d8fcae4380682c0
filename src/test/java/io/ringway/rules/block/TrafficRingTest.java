package io.ringway.rules.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a worker writes and another thread reads meanwhile. */
class TrafficRingTest {
    private static final int READS = 2_000_000;

    @Test
    void keepsTheLatest() {
        final TrafficRing ring = new TrafficRing(8);
        final TrafficRing.View view = new TrafficRing.View();
        for (int i = 0; i < 20; i++) {
            ring.write((i & 1) != 0, -i, i, 100 + i, 65_535 - i, i & 15, i);
        }
        assertThat(ring.written()).isEqualTo(20);
        assertThat(ring.read(12, view))
                .as("its place is the next to be written")
                .isFalse();
        assertThat(ring.read(13, view)).isTrue();
        assertThat(view)
                .extracting("ipv6", "high", "low", "length", "type", "rcode", "timeNs")
                .containsExactly(true, -13L, 13L, 113, 65_522, 13, 13L);
    }

    @Test
    void refusesOtherSizes() {
        assertThatThrownBy(() -> new TrafficRing(10)).hasMessageContaining("a ring of 10 records");
    }

    /** All fields of a record are one number, so that a mixture of two would be seen. */
    @Test
    void showsNoMixtureWhileItIsWritten() throws InterruptedException {
        final TrafficRing ring = new TrafficRing(16);
        final AtomicBoolean ends = new AtomicBoolean();
        final Thread writer = Thread.ofPlatform().start(() -> {
            for (long i = 0; !ends.get(); i++) {
                ring.write((i & 1) != 0, i, i, (int) i, (int) i & 0xFFFF, (int) i & 0xFF, i);
            }
        });
        final TrafficRing.View view = new TrafficRing.View();
        long whole = 0;
        for (int i = 0; i < READS; i++) {
            final long number = ring.written() - 1 - (i & 15);
            if (number >= 0 && ring.read(number, view)) {
                whole++;
                if (view.high != number
                        || view.low != number
                        || view.timeNs != number
                        || view.length != (int) number
                        || view.type != (int) (number & 0xFFFF)
                        || view.rcode != (int) (number & 0xFF)
                        || view.ipv6 != ((number & 1) != 0)) {
                    throw new AssertionError("record " + number + " reads " + view.high + ", " + view.low + ", "
                            + view.timeNs + ", " + view.length);
                }
            }
        }
        ends.set(true);
        writer.join();
        assertThat(whole).isPositive();
    }
}
