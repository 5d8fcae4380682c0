package io.ringway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsMessageBuilder.Section;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads at one small cache, whose entries are overwritten all the time: no answer is another's, nor a mixture. */
class CacheConcurrencyTest {
    private static final int ENTRIES = 60;
    private static final int NAMES = 200;
    private static final int ROUNDS = 150_000;

    private static byte[] query(final int name) {
        return new DnsMessageBuilder()
                .question(DnsMessageBuilder.name("n" + name + ".example"), 1, 1)
                .build();
    }

    /** Every byte of its data tells the name and the version. */
    private static byte[] answer(final int name, final int version) {
        final byte[] data = new byte[8 + name % 40 * 8];
        Arrays.fill(data, (byte) (name * 31 + version));
        return new DnsMessageBuilder()
                .flags(0x8180)
                .question(DnsMessageBuilder.name("n" + name + ".example"), 1, 1)
                .record(Section.ANSWER, new byte[] {(byte) 0xC0, 12}, 16, 1, 1_000 + version, data)
                .build();
    }

    @Test
    @Timeout(120)
    void neverMixesAnswers() throws Exception {
        try (Arena arena = Arena.ofShared();
                ExecutorService threads = Executors.newFixedThreadPool(3)) {
            final PacketCache cache = CacheRig.cacheOf(CacheRig.settings(ENTRIES), arena);
            final List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                final int number = i;
                tasks.add(() -> run(new CacheRig(cache, arena), new Random(number)));
            }
            int hits = 0;
            for (final Future<Integer> task : threads.invokeAll(tasks)) {
                hits += task.get();
            }
            assertThat(hits).isGreaterThan(ROUNDS / 20);
            assertThat(cache.statistics().entries()).isBetween(1L, (long) ENTRIES);
            assertThat(cache.statistics().evictions()).isGreaterThan(ROUNDS / 20);
        }
    }

    private static int run(final CacheRig rig, final Random random) {
        rig.nowNs = 0;
        int hits = 0;
        for (int i = 0; i < ROUNDS; i++) {
            final int name = random.nextInt(NAMES);
            final byte[] found = rig.ask(query(name));
            if (found == null) {
                final int version = random.nextInt(100);
                rig.insert(query(name), answer(name, version));
            } else {
                hits++;
                final int ttlAt = query(name).length + 6;
                final int version = (((found[ttlAt + 2] & 0xFF) << 8) | (found[ttlAt + 3] & 0xFF)) - 1_000;
                assertThat(found).isEqualTo(answer(name, version));
            }
        }
        return hits;
    }
}
