package io.ringway.backend.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.backend.HealthCheckSettings.Lazy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds {@link LazySamples} and {@link LazyWindow} to a plain queue of the latest results. */
class LazySamplesTest {
    private static final int SERVFAIL = 2;

    private static Lazy lazy(final int sampleSize, final int minSampleCount, final int thresholdPercent) {
        return new Lazy(sampleSize, minSampleCount, thresholdPercent, false, 30, false, 3600);
    }

    private static void write(final LazySamples samples, final boolean bad) {
        if (bad) {
            samples.timedOut();
        } else {
            samples.answered(0);
        }
    }

    private static boolean isSuspicious(final Deque<Boolean> latest, final Lazy lazy) {
        final long bad = latest.stream().filter(one -> one).count();
        return !latest.isEmpty()
                && latest.size() >= lazy.minSampleCount()
                && bad * 100 >= (long) latest.size() * lazy.thresholdPercent();
    }

    @Test
    void oneWorkerFollowsTheModel() {
        final Random random = new Random(SERVFAIL);
        for (int round = 0; round < 300; round++) {
            final Lazy lazy = lazy(1 + random.nextInt(200), 1 + random.nextInt(50), 1 + random.nextInt(100));
            final LazySamples samples = new LazySamples(lazy);
            final LazyWindow window = new LazyWindow(lazy, List.of(samples));
            final Deque<Boolean> latest = new ArrayDeque<>();
            for (int look = 0; look < 50; look++) {
                final int share = random.nextInt(101);
                for (int i = random.nextInt(3 * lazy.sampleSize()); i > 0; i--) {
                    final boolean bad = random.nextInt(100) < share;
                    write(samples, bad);
                    latest.addLast(bad);
                    if (latest.size() > lazy.sampleSize()) {
                        latest.removeFirst();
                    }
                }
                window.collect();
                assertThat(window.isSuspicious())
                        .as("%s of %s", window.summary(), lazy)
                        .isEqualTo(isSuspicious(latest, lazy));
                if (random.nextInt(10) == 0) {
                    write(samples, true);
                    window.clear();
                    latest.clear();
                }
            }
        }
    }

    @Test
    void workersCountByWhatTheyHaveSeen() {
        final Lazy lazy = lazy(100, 1, 30);
        final List<LazySamples> workers = List.of(new LazySamples(lazy), new LazySamples(lazy), new LazySamples(lazy));
        final LazyWindow window = new LazyWindow(lazy, workers);
        for (int i = 0; i < 100_000; i++) {
            write(workers.get(i % 4 < 2 ? 0 : 1), i % 4 < 2);
        }
        write(workers.get(2), true);
        window.collect();
        assertThat(window.summary()).startsWith("50 of the last 100 ");
        assertThat(window.isSuspicious()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"false,true", "true,false"})
    void servFailCountsUnlessOnlyTimeoutsDo(final boolean timeoutsOnly, final boolean suspicious) {
        final Lazy lazy = new Lazy(100, 1, 20, timeoutsOnly, 30, false, 3600);
        final LazySamples samples = new LazySamples(lazy);
        final LazyWindow window = new LazyWindow(lazy, List.of(samples));
        samples.answered(SERVFAIL);
        window.collect();
        assertThat(window.isSuspicious()).isEqualTo(suspicious);
        samples.answered(3);
        samples.answered(5);
        samples.timedOut();
        window.collect();
        assertThat(window.isSuspicious()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 4_096})
    void anySizeWorks(final int sampleSize) {
        final Lazy lazy = lazy(sampleSize, 1, 100);
        final LazySamples samples = new LazySamples(lazy);
        final LazyWindow window = new LazyWindow(lazy, List.of(samples));
        window.collect();
        assertThat(window.isSuspicious()).isFalse();
        for (int i = 0; i < 10_000; i++) {
            samples.timedOut();
        }
        window.collect();
        assertThat(window.isSuspicious()).isEqualTo(sampleSize > 0);
    }

    /** A reader that keeps up sees every result, in order, while the writer goes on. */
    @Test
    void anotherThreadReadsWhatWasWritten() throws InterruptedException {
        final int total = 200_000;
        final Lazy lazy = lazy(1_024, 1, 20);
        final LazySamples samples = new LazySamples(lazy);
        final List<Boolean> seen = new ArrayList<>();
        final AtomicLong taken = new AtomicLong();
        final Random written = new Random(SERVFAIL);
        final Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < total; i++) {
                while (i - taken.get() >= lazy.sampleSize()) {
                    Thread.onSpinWait();
                }
                write(samples, written.nextBoolean());
            }
        });
        while (seen.size() < total) {
            final long unread = samples.unread();
            samples.take(unread, (int) unread, seen::add);
            taken.addAndGet(unread);
        }
        writer.join();
        final Random expected = new Random(SERVFAIL);
        for (int i = 0; i < total; i++) {
            assertThat(seen.get(i)).as("result %d", i).isEqualTo(expected.nextBoolean());
        }
    }
}
