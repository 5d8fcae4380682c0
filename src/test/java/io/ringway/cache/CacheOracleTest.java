package io.ringway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsMessageBuilder.Section;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache against a plain map that is kept by dnsjava's reading of the same messages, generated and mutated. */
class CacheOracleTest {
    private static final int STEPS = 60_000;
    private static final int POOLS = 3;
    private static final String[] NAMES = {
        "www.example",
        "WWW.Example",
        "",
        "a",
        "example",
        "www.example",
        "WWW.Example",
        "ww.example",
        "wwww.example",
        "abcdefg.example",
        "x.y.z.example"
    };
    private static final int[] TYPES = {1, 28, 6, 16, 255, 252};
    private static final int[] FLAGS = {0x0100, 0, 0x0110, 0x0010, 0x0020, 0x0120};
    private static final byte[][] OPTIONS = {
        {},
        {0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8},
        {0, 10, 0, 8, 9, 9, 9, 9, 9, 9, 9, 9},
        {0, 12, 0, 5, 0, 0, 0, 0, 0},
        {0, 3, 0, 0},
        {0, 8, 0, 7, 0, 1, 24, 0, (byte) 192, 0, 2},
        {0, 8, 0, 7, 0, 1, 24, 0, (byte) 192, 0, 3},
        {0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0, 3, 0, 0},
        {0, 3, 0, 9}
    };

    /** An answer as the oracle keeps it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Kept(byte[] answer, long insertedNs, long expiresNs) {}

    private final Map<String, Kept> oracle = new HashMap<>();
    private int hits;
    private int inserts;

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_124, 77})
    void agreesOverGeneratedAndMutatedMessages(final long seed) throws IOException {
        final Random random = new Random(seed);
        final CacheRig rig = CacheRig.ofEntries(100_000);
        for (int step = 0; step < STEPS; step++) {
            final byte[] asked = mutated(query(random), random, 40);
            final int pool = skewed(random, POOLS);
            final boolean tcp = random.nextInt(4) == 0;
            rig.client = random.nextBoolean() ? "192.0.2.1" : "192.0.2.200";
            final String what = "step " + step + " of seed " + seed;
            if (!CacheOracle.isQuery(asked) || !CacheOracle.isRead(asked)) {
                continue;
            }
            final String key = CacheOracle.key(asked, pool, tcp);
            if (random.nextInt(3) == 0) {
                final byte[] answer = mutated(response(asked, random), random, 5);
                insert(rig, asked, answer, key, pool, tcp, what);
            } else {
                ask(rig, asked, key, pool, tcp, what);
            }
            rig.nowNs += random.nextInt(40_000_000);
        }
        assertThat(inserts).isGreaterThan(STEPS / 50);
        assertThat(hits).isGreaterThan(STEPS / 50);
        assertThat(rig.cache.statistics().hits()).isEqualTo(hits);
        assertThat(rig.cache.statistics().evictions())
                .as("lost to too small a cache")
                .isZero();
    }

    private void ask(
            final CacheRig rig,
            final byte[] asked,
            final String key,
            final int pool,
            final boolean tcp,
            final String what)
            throws IOException {
        final byte[] answer = rig.ask(asked, pool, tcp);
        final Kept kept = key == null ? null : oracle.get(key);
        final boolean lives = kept != null && rig.nowNs - kept.expiresNs() < 0;
        assertThat(answer != null).as("%s: answered %s", what, key).isEqualTo(lives);
        if (lives) {
            hits++;
            assertThat(answer)
                    .as("%s: %s", what, key)
                    .isEqualTo(CacheOracle.aged(kept.answer(), asked, rig.nowNs - kept.insertedNs()));
        }
    }

    private void insert(
            final CacheRig rig,
            final byte[] asked,
            final byte[] answer,
            final String key,
            final int pool,
            final boolean tcp,
            final String what) {
        final boolean inserted = rig.insert(asked, answer, pool, tcp);
        final long seconds = key == null ? 0 : CacheOracle.lifetimeS(asked, answer);
        final Kept kept = key == null ? null : oracle.get(key);
        final long expiresNs = rig.nowNs + seconds * 1_000_000_000L;
        final boolean better = kept == null || rig.nowNs - kept.expiresNs() >= 0 || expiresNs - kept.expiresNs() > 0;
        if (seconds >= 0) {
            assertThat(inserted).as("%s: kept for %d s, %s", what, seconds, key).isEqualTo(seconds > 0 && better);
        } else {
            // dnsjava reads data of records, too, and refuses what the cache has no reason to look at.
            assertThat(inserted && key == null).as(what).isFalse();
            if (inserted) {
                rig.maintenance.expunge(0);
                oracle.clear();
            }
            return;
        }
        if (inserted) {
            inserts++;
            oracle.put(key, new Kept(answer, rig.nowNs, expiresNs));
        }
    }

    private static byte[] query(final Random random) {
        final DnsMessageBuilder builder = new DnsMessageBuilder()
                .id(random.nextInt(0x10000))
                .flags(FLAGS[skewed(random, FLAGS.length)])
                .question(
                        DnsMessageBuilder.name(NAMES[skewed(random, NAMES.length)]),
                        TYPES[skewed(random, TYPES.length)],
                        random.nextInt(8) == 0 ? 3 : 1);
        if (random.nextInt(3) == 0) {
            builder.opt(
                    random.nextBoolean() ? 1232 : 4096,
                    0,
                    random.nextBoolean(),
                    OPTIONS[skewed(random, OPTIONS.length)]);
        }
        return builder.build();
    }

    private static byte[] response(final byte[] asked, final Random random) {
        int end = 12;
        while (asked[end] != 0) {
            end += asked[end] + 1;
        }
        final int[] rcodes = {0, 0, 0, 2, 3, 5};
        final DnsMessageBuilder builder = new DnsMessageBuilder()
                .id(random.nextInt(0x10000))
                .flags(0x8080 | rcodes[random.nextInt(rcodes.length)])
                .question(
                        java.util.Arrays.copyOfRange(asked, 12, end + 1),
                        ((asked[end + 1] & 0xFF) << 8) | (asked[end + 2] & 0xFF),
                        ((asked[end + 3] & 0xFF) << 8) | (asked[end + 4] & 0xFF));
        final byte[] pointer = {(byte) 0xC0, 12};
        for (int i = random.nextInt(3); i > 0; i--) {
            builder.record(Section.ANSWER, pointer, 1, 1, random.nextInt(90), new byte[4]);
        }
        if (random.nextInt(3) == 0) {
            final byte[] data = new byte[22];
            data[21] = (byte) random.nextInt(60);
            builder.record(Section.AUTHORITY, pointer, 6, 1, random.nextInt(90), data);
        }
        if (random.nextInt(3) == 0) {
            builder.record(Section.ADDITIONAL, DnsMessageBuilder.name("ns.example"), 1, 1, 5_000, new byte[4]);
        }
        if (random.nextBoolean()) {
            builder.opt(1232, 0, true, random.nextInt(4) == 0 ? OPTIONS[1] : new byte[0]);
        }
        return builder.build();
    }

    /** One in so many gets other bytes, is cut, or grows. */
    private static byte[] mutated(final byte[] message, final Random random, final int oneIn) {
        if (random.nextInt(oneIn) != 0) {
            return message;
        }
        final int change = random.nextInt(4);
        if (change == 0) {
            return java.util.Arrays.copyOf(message, random.nextInt(message.length));
        }
        if (change == 1) {
            return java.util.Arrays.copyOf(message, message.length + 1 + random.nextInt(4));
        }
        final byte[] other = message.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            final int at = random.nextInt(other.length);
            other[at] = (byte) (random.nextBoolean() ? random.nextInt() : other[at] ^ (1 << random.nextInt(8)));
        }
        return other;
    }

    /** The first ones more often, so that queries are repeated. */
    private static int skewed(final Random random, final int bound) {
        final double number = random.nextDouble();
        return (int) (bound * number * number * number);
    }
}
