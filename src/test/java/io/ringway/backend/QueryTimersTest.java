package io.ringway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Timers never fire early, at most a tick late, and each once, whatever time does. */
class QueryTimersTest {
    private static final int SEED = 5452;
    private static final long TICK_NS = 1L << QueryTimers.TICK_SHIFT;
    private static final long MS = 1_000_000;
    private static final int SLOTS = 1000;

    /** Steps of all lengths over starts, stops and expiry; one round begins below zero, as the clock of the JVM may. */
    @Test
    void firesAsAListOfDeadlinesWould() {
        for (final long start : new long[] {0, -5_000_000_000_000L, 1L << 52, TICK_NS * 65_536 - 3}) {
            final Random random = new Random(SEED);
            final QueryTimers timers = new QueryTimers(SLOTS);
            final long[] deadlines = new long[SLOTS];
            long now = start;
            for (int step = 0; step < 100_000; step++) {
                final int slot = random.nextInt(SLOTS);
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        final int timeoutMs = random.nextInt(10) == 0 ? random.nextInt(60_001) : random.nextInt(2000);
                        timers.start(slot, now, timeoutMs);
                        deadlines[slot] = now + timeoutMs * MS;
                    }
                    case 2 -> timers.stop(slot);
                    default -> {
                        now += step(random);
                        fire(timers, deadlines, now);
                    }
                }
            }
        }
    }

    private static long step(final Random random) {
        return switch (random.nextInt(1000)) {
            case 0 -> random.nextLong(100_000 * MS);
            case 1, 2, 3, 4, 5 -> random.nextLong(500 * MS);
            default -> random.nextLong(2 * MS);
        };
    }

    /** All that are due by more than a tick fire, none that is not due does. */
    private static void fire(final QueryTimers timers, final long[] deadlines, final long now) {
        for (int slot = timers.expired(now); slot >= 0; slot = timers.expired(now)) {
            assertThat(timers.isRunning(slot)).isFalse();
            assertThat(deadlines[slot]).as("deadline of what fired at %d", now).isLessThanOrEqualTo(now);
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            if (timers.isRunning(slot)) {
                assertThat(deadlines[slot])
                        .as("deadline of slot %d, which did not fire at %d", slot, now)
                        .isGreaterThan(now - TICK_NS);
            }
        }
    }

    @Test
    void firesEachOnce() {
        final QueryTimers timers = new QueryTimers(SLOTS);
        for (int slot = 0; slot < SLOTS; slot++) {
            timers.start(slot, 0, slot % 7 == 0 ? 3 : slot);
        }
        timers.stop(14);
        timers.stop(14);
        timers.stop(500);
        final TreeSet<Integer> fired = new TreeSet<>();
        for (int slot = timers.expired(2000 * MS); slot >= 0; slot = timers.expired(2000 * MS)) {
            assertThat(fired.add(slot)).as("slot %d fires once", slot).isTrue();
        }
        assertThat(fired).hasSize(SLOTS - 2).doesNotContain(14, 500);
        assertThat(timers.expired(Long.MAX_VALUE)).isEqualTo(-1);
    }

    @Test
    void canBeStartedAnewWhenItFires() {
        final QueryTimers timers = new QueryTimers(1);
        timers.start(0, 0, 10);
        assertThat(timers.expired(12 * MS)).isZero();
        timers.start(0, 12 * MS, 10);
        assertThat(timers.expired(21 * MS)).isEqualTo(-1);
        timers.start(0, 21 * MS, 10);
        assertThat(timers.expired(30 * MS)).isEqualTo(-1);
        assertThat(timers.expired(33 * MS)).isZero();
    }

    /** Nobody asked for longer than the wheel reaches while a timer ran: a new one then lies more than a turn ahead. */
    @Test
    void neverFiresEarlyAfterAPause() {
        final QueryTimers timers = new QueryTimers(2);
        timers.start(0, 0, 60_000);
        final long late = 50_000 * MS;
        timers.start(1, late, 60_000);
        assertThat(timers.expired(late)).isEqualTo(-1);
        assertThat(timers.expired(69_000 * MS)).isZero();
        assertThat(timers.expired(109_999 * MS)).isEqualTo(-1);
        assertThat(timers.expired(110_003 * MS)).isEqualTo(1);
    }

    @Test
    void takesTimeOutsBeyondTheWheel() {
        final QueryTimers timers = new QueryTimers(1);
        timers.start(0, 7, 1_000_000);
        for (long now = 7; now < 1_000_000 * MS; now += 333 * MS) {
            assertThat(timers.expired(now)).as("at %d", now).isEqualTo(-1);
        }
        assertThat(timers.expired(1_000_002 * MS)).isZero();
    }

    @Test
    void waitsWhenTimeGoesBack() {
        final QueryTimers timers = new QueryTimers(2);
        timers.start(0, 10_000 * MS, 100);
        assertThat(timers.expired(10_050 * MS)).isEqualTo(-1);
        assertThat(timers.expired(5_000 * MS)).isEqualTo(-1);
        timers.start(1, 5_000 * MS, 100);
        assertThat(timers.expired(10_049 * MS)).isEqualTo(-1);
        assertThat(timers.expired(10_052 * MS)).isEqualTo(1);
        assertThat(timers.expired(10_099 * MS)).isEqualTo(-1);
        assertThat(timers.expired(10_102 * MS)).isZero();
    }
}
