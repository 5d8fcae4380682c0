package io.ringway.engine.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The pool hands every frame out once, and last in, first out. */
class FramePoolTest {
    @Test
    void ownsEveryFrameOnce() {
        final FramePool pool = new FramePool(0, 8, 4096);
        assertThat(pool.capacity()).isEqualTo(8);
        final TreeSet<Long> frames = new TreeSet<>();
        while (pool.size() > 0) {
            frames.add(pool.take());
        }
        assertThat(frames).containsExactly(0L, 4096L, 2 * 4096L, 3 * 4096L, 4 * 4096L, 5 * 4096L, 6 * 4096L, 7 * 4096L);
        frames.forEach(pool::give);
        assertThat(pool.size()).isEqualTo(8);
    }

    @Test
    void handsOutTheFrameUsedLast() {
        final FramePool pool = new FramePool(0, 4, 2048);
        final long first = pool.take();
        final long second = pool.take();
        assertThat(first).isZero();
        pool.give(first);
        pool.give(second);
        assertThat(pool.take()).isEqualTo(second);
        assertThat(pool.take()).isEqualTo(first);
    }

    @Test
    void refusesSizesThatAreNoPowersOfTwo() {
        assertThatThrownBy(() -> new FramePool(0, 100, 2048)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FramePool(0, 128, 3000)).isInstanceOf(IllegalArgumentException.class);
    }
}
