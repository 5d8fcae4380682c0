package io.ringway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsMessageBuilder.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

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
            if (!isQuery(asked) || !isRead(asked)) {
                continue;
            }
            final String key = key(asked, pool, tcp);
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
            assertThat(answer).as("%s: %s", what, key).isEqualTo(aged(kept, asked, rig.nowNs));
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
        final long seconds = key == null ? 0 : lifetimeS(asked, answer);
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

    /** Whether a worker would come to ask the cache. */
    private static boolean isQuery(final byte[] message) {
        try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
            final java.lang.foreign.MemorySegment native64 = arena.allocate(message.length + 64L);
            java.lang.foreign.MemorySegment.copy(
                    message, 0, native64, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, message.length);
            final io.ringway.wire.DnsQuery query = new io.ringway.wire.DnsQuery();
            return query.wrap(native64.address(), message.length) == io.ringway.wire.PacketDefect.NONE
                    && query.ednsVersion() == 0;
        }
    }

    /** Whether dnsjava reads it; it refuses options whose data are not as they should be, which are nothing to a cache. */
    private static boolean isRead(final byte[] message) {
        try {
            return new Message(message).numBytes() > 0;
        } catch (final IOException | RuntimeException e) {
            return false;
        }
    }

    /** The first ones more often, so that queries are repeated. */
    private static int skewed(final Random random, final int bound) {
        final double number = random.nextDouble();
        return (int) (bound * number * number * number);
    }

    /** What tells queries apart, by dnsjava; null where nothing is to be kept. */
    private static String key(final byte[] asked, final int pool, final boolean tcp) throws IOException {
        final Message message = new Message(asked);
        final Header header = message.getHeader();
        final boolean plain = header.getCount(0) == 1 && header.getCount(1) == 0 && header.getCount(2) == 0;
        final OPTRecord opt = message.getOPT();
        if (!plain
                || header.getOpcode() != 0
                || header.getFlag(Flags.QR)
                || header.getCount(3) != (opt == null ? 0 : 1)
                || message.numBytes() != asked.length) {
            return null;
        }
        final Record question = message.getQuestion();
        final int type = question.getType();
        if (type >= 249 && type <= 252) {
            return null;
        }
        final StringBuilder key = new StringBuilder()
                .append(question.getName().toString().toLowerCase(Locale.ROOT))
                .append(' ')
                .append(type)
                .append(' ')
                .append(question.getDClass())
                .append(' ')
                .append(((asked[2] & 0xFF) << 8) | (asked[3] & 0xFF))
                .append(' ')
                .append(pool)
                .append(tcp);
        if (opt != null) {
            if (opt.getExtendedRcode() != 0) {
                return null;
            }
            key.append(" EDNS ").append(opt.getPayloadSize()).append(' ').append(opt.getFlags());
            for (final EDNSOption option : opt.getOptions()) {
                if (option.getCode() != 10 && option.getCode() != 12) {
                    key.append(' ').append(java.util.HexFormat.of().formatHex(option.toWire()));
                }
            }
        }
        return key.toString();
    }

    /** How long an answer may be kept, by dnsjava; negative where dnsjava does not read it. */
    private static long lifetimeS(final byte[] asked, final byte[] answer) {
        final Message message;
        try {
            message = new Message(answer);
        } catch (final IOException | RuntimeException e) {
            return -1;
        }
        if (message.getHeader().getCount(0) != 1 || !message.getHeader().getFlag(Flags.QR)) {
            return 0;
        }
        if (message.getHeader().getOpcode() != 0 || questionOf(asked).length != questionOf(answer).length) {
            return 0;
        }
        final List<Record> records = new ArrayList<>();
        long least = Long.MAX_VALUE;
        boolean soa = false;
        int opts = 0;
        for (int section = 1; section <= 3; section++) {
            for (final Record record : message.getSection(section)) {
                if (record instanceof final OPTRecord opt) {
                    opts++;
                    if (opts > 1 || section != 3 || record.getName().length() != 1) {
                        return -1;
                    }
                    if (!opt.getOptions(10).isEmpty()) {
                        return 0;
                    }
                    continue;
                }
                if (section == 3 && (record.getType() == Type.TSIG || record.getType() == Type.SIG)) {
                    return 0;
                }
                records.add(record);
                least = Math.min(least, record.getTTL() > Integer.MAX_VALUE ? 0 : record.getTTL());
                if (section == 2 && record instanceof final SOARecord negative) {
                    soa = true;
                    least = Math.min(least, negative.getMinimum() > Integer.MAX_VALUE ? 0 : negative.getMinimum());
                }
            }
        }
        final int rcode = message.getHeader().getRcode();
        if (hasOddShape(message, answer)) {
            return -1;
        }
        if (rcode == 2 || rcode == 5) {
            return 60;
        }
        if (records.isEmpty() || message.getHeader().getFlag(Flags.TC)) {
            return 0;
        }
        return Math.min(least, rcode == 3 || (rcode == 0 && soa) ? 3_600 : 86_400);
    }

    /** Bytes that dnsjava does not show: behind the last record, in names, or in counts that lie. */
    private static boolean hasOddShape(final Message message, final byte[] answer) {
        int counted = 0;
        for (int section = 0; section <= 3; section++) {
            counted += message.getHeader().getCount(section)
                    - message.getSection(section).size();
        }
        return counted != 0 || message.numBytes() != answer.length;
    }

    private static byte[] questionOf(final byte[] message) {
        int end = 12;
        while (end < message.length && message[end] > 0) {
            end += message[end] + 1;
        }
        return java.util.Arrays.copyOfRange(message, 12, end + 5);
    }

    /** The kept answer as this query is to have it: its ID, question, RD and CD, and TTLs counted down. */
    private static byte[] aged(final Kept kept, final byte[] asked, final long nowNs) throws IOException {
        final byte[] answer = kept.answer().clone();
        final byte[] question = questionOf(asked);
        System.arraycopy(asked, 0, answer, 0, 2);
        System.arraycopy(question, 0, answer, 12, question.length);
        answer[2] = (byte) ((answer[2] & ~1) | (asked[2] & 1));
        answer[3] = (byte) ((answer[3] & ~0x10) | (asked[3] & 0x10));
        final long ageS = (nowNs - kept.insertedNs()) / 1_000_000_000L;
        int position = 12 + question.length;
        while (position < answer.length) {
            while (answer[position] > 0) {
                position += answer[position] + 1;
            }
            position += answer[position] == 0 ? 1 : 2;
            final int type = ((answer[position] & 0xFF) << 8) | (answer[position + 1] & 0xFF);
            final java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(answer);
            if (type != Type.OPT && ageS > 0) {
                bytes.putInt(position + 4, (int) Math.max(0, bytes.getInt(position + 4) - ageS));
            }
            position += 10 + bytes.getShort(position + 8);
        }
        return answer;
    }
}
