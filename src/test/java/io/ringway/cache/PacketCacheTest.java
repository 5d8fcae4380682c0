package io.ringway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.cache.PacketCacheControl;
import io.ringway.settings.cache.PacketCacheSettings;
import io.ringway.settings.cache.PacketCacheStatistics;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsMessageBuilder.Section;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/** What is kept, how long, for whom, and what an answer looks like. */
class PacketCacheTest {
    private static final int QR = 0x8000;
    private static final int RA = 0x80;
    private static final int SOA = 6;
    private static final byte[] ADDRESS = {(byte) 203, 0, 113, 7};

    private static DnsMessageBuilder query(final String name) {
        return new DnsMessageBuilder().question(DnsMessageBuilder.name(name), 1, 1);
    }

    private static DnsMessageBuilder response(final String name, final int rcode) {
        return query(name).flags(QR | RA | DnsMessageBuilder.RD | rcode);
    }

    private static byte[] address(final String name, final int ttlS) {
        return response(name, 0)
                .record(Section.ANSWER, DnsMessageBuilder.name(name), 1, 1, ttlS, ADDRESS)
                .build();
    }

    /** MINIMUM of the SOA is given. */
    private static byte[] negative(final String name, final int rcode, final int ttlS, final int minimumS) {
        final byte[] data = new byte[22];
        for (int i = 0; i < 4; i++) {
            data[18 + i] = (byte) (minimumS >>> (24 - 8 * i));
        }
        return response(name, rcode)
                .record(Section.AUTHORITY, DnsMessageBuilder.name("example"), SOA, 1, ttlS, data)
                .build();
    }

    private static long ttl(final byte[] answer) throws Exception {
        for (int section = 1; section < 3; section++) {
            for (final Record record : new Message(answer).getSection(section)) {
                return record.getTTL();
            }
        }
        throw new AssertionError("no record in " + new Message(answer));
    }

    private static PacketCacheSettings with(
            final boolean dontAge, final int minTtlS, final int truncatedTtlS, final int staleEntriesTtlS) {
        final PacketCacheSettings usual = CacheRig.settings(100);
        return new PacketCacheSettings(
                usual.location(),
                100,
                dontAge,
                50,
                200,
                minTtlS,
                7,
                20,
                truncatedTtlS,
                usual.skipOptions(),
                512,
                512,
                staleEntriesTtlS,
                usual.handle());
    }

    @Test
    void answersWithIdAndCaseOfTheQueryAndAges() throws Exception {
        final CacheRig rig = CacheRig.ofEntries(100);
        assertThat(rig.insert(query("www.example").id(1).build(), address("www.example", 60)))
                .isTrue();
        rig.passSeconds(2.5);
        final byte[] asked = query("wWw.eXample").id(0xABCD).build();
        final byte[] answer = rig.ask(asked);
        assertThat(answer).isNotNull().startsWith((byte) 0xAB, (byte) 0xCD);
        assertThat(java.util.Arrays.copyOfRange(answer, 12, asked.length))
                .isEqualTo(java.util.Arrays.copyOfRange(asked, 12, asked.length));
        assertThat(ttl(answer)).isEqualTo(58);
        rig.passSeconds(57.4);
        assertThat(ttl(rig.ask(asked))).isEqualTo(1);
        rig.passSeconds(0.1);
        assertThat(rig.ask(asked)).as("after its life").isNull();
        final PacketCacheStatistics statistics = rig.cache.statistics();
        assertThat(statistics.hits()).isEqualTo(2);
        assertThat(statistics.misses()).isEqualTo(1);
        assertThat(statistics.entries()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        // rcode, TTL, MINIMUM: seconds that it is kept
        "3, 40, 30, 30",
        "3, 20, 30, 20",
        "3, 90, 80, 50",
        "0, 40, 30, 30",
        "0, 90, 80, 50",
        "0, 90, 0, 0",
        "3, -1, 30, 0",
        "2, 90, 90, 20",
        "5, 90, 90, 20",
        "2, 0, 0, 20"
    })
    void keepsNegativeAnswersByTheirSoa(final int rcode, final int ttlS, final int minimumS, final int keptS) {
        final CacheRig rig = new CacheRig(with(false, 0, 0, 0));
        final byte[] asked = query("no.example").build();
        assertThat(rig.insert(asked, negative("no.example", rcode, ttlS, minimumS)))
                .isEqualTo(keptS > 0);
        if (keptS > 0) {
            rig.passSeconds(keptS - 0.01);
            assertThat(rig.ask(asked)).isNotNull();
            rig.passSeconds(0.02);
        }
        assertThat(rig.ask(asked)).isNull();
    }

    @Test
    void bindsLivesByMaximumAndMinimum() {
        final CacheRig rig = new CacheRig(with(true, 10, 0, 0));
        final byte[] asked = query("www.example").build();
        assertThat(rig.insert(asked, address("www.example", 9))).isFalse();
        assertThat(rig.insert(asked, address("www.example", 1_000))).isTrue();
        rig.passSeconds(199);
        assertThat(rig.ask(asked))
                .isNotNull()
                .satisfies(answer -> assertThat(ttl(answer)).as("dontAge").isEqualTo(1_000));
        rig.passSeconds(1);
        assertThat(rig.ask(asked)).isNull();
        assertThat(rig.cache.statistics().ttlTooShort()).isEqualTo(1);
    }

    @Test
    void givesStaleAnswersOnlyWhenAskedTo() throws Exception {
        final CacheRig rig = new CacheRig(with(false, 0, 0, 100));
        final byte[] asked = query("www.example").build();
        assertThat(rig.insert(asked, address("www.example", 60))).isTrue();
        assertThat(ttl(rig.askStale(asked))).isEqualTo(60);
        rig.passSeconds(60);
        assertThat(rig.ask(asked)).isNull();
        assertThat(ttl(rig.askStale(asked))).isEqualTo(7);
        rig.passSeconds(100);
        assertThat(rig.askStale(asked)).isNull();
        final CacheRig strict = new CacheRig(with(false, 0, 0, 0));
        assertThat(strict.insert(asked, address("www.example", 60))).isTrue();
        strict.passSeconds(60);
        assertThat(strict.askStale(asked)).isNull();
    }

    @Test
    void truncatesWhatDoesNotFit() throws Exception {
        final CacheRig rig = CacheRig.ofEntries(100);
        for (final boolean edns : new boolean[] {false, true}) {
            final DnsMessageBuilder asking = query("www.example").id(9);
            final DnsMessageBuilder answering = response("www.example", 0);
            for (int i = 0; i < 60; i++) {
                answering.record(Section.ANSWER, 1, ADDRESS);
            }
            final byte[] asked = (edns ? asking.opt(1_500, 0, true, new byte[0]) : asking).build();
            final byte[] answer = (edns ? answering.opt(1_232, 0, true, new byte[0]) : answering).build();
            assertThat(rig.insert(asked, answer)).isTrue();
            rig.limit = answer.length;
            assertThat(rig.ask(asked)).hasSize(answer.length);
            rig.limit = answer.length - 1;
            final Message cut = new Message(rig.ask(asked));
            assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
            assertThat(cut.getHeader().getID()).isEqualTo(9);
            assertThat(cut.getSection(1)).isEmpty();
            assertThat(cut.getOPT() != null).isEqualTo(edns);
            rig.limit = CacheRig.CAPACITY;
        }
    }

    @Test
    void keepsTruncatedAnswersOnlyWhenAskedTo() {
        final byte[] asked = query("www.example").build();
        final byte[] empty = response("www.example", 0x200).build();
        assertThat(CacheRig.ofEntries(10).insert(asked, empty)).isFalse();
        final CacheRig rig = new CacheRig(with(false, 0, 5, 0));
        assertThat(rig.insert(asked, empty, 0, true)).as("over TCP").isFalse();
        assertThat(rig.insert(asked, empty)).isTrue();
        assertThat(rig.insert(
                        query("full.example").build(),
                        response("full.example", 0x200)
                                .record(Section.ANSWER, 1, ADDRESS)
                                .build()))
                .isFalse();
        rig.passSeconds(4.9);
        assertThat(rig.ask(asked)).isNotNull();
        rig.passSeconds(0.2);
        assertThat(rig.ask(asked)).isNull();
    }

    @Test
    void neverKeepsWhatMayNotBe() {
        final CacheRig rig = CacheRig.ofEntries(100);
        final byte[] asked = query("www.example").build();
        assertThat(rig.insert(asked, response("www.example", 0).build()))
                .as("no TTL")
                .isFalse();
        assertThat(rig.insert(asked, address("other.example", 60)))
                .as("another question")
                .isFalse();
        assertThat(rig.insert(
                        asked,
                        response("www.example", 0x2000)
                                .record(Section.ANSWER, 1, ADDRESS)
                                .build()))
                .as("opcode")
                .isFalse();
        final byte[] signed = response("www.example", 0)
                .record(Section.ANSWER, 1, ADDRESS)
                .record(Section.ADDITIONAL, DnsMessageBuilder.name("key"), 250, 255, 60, new byte[20])
                .build();
        assertThat(rig.insert(asked, signed)).as("TSIG").isFalse();
        final byte[] cookie = response("www.example", 0)
                .record(Section.ANSWER, 1, ADDRESS)
                .opt(1232, 0, false, new byte[] {0, 10, 0, 2, 1, 2})
                .build();
        assertThat(rig.insert(asked, cookie)).as("cookie").isFalse();
        assertThat(new CacheRig(with(false, 0, 0, 0))
                        .insert(
                                asked,
                                response("www.example", 0)
                                        .record(Section.ANSWER, 16, new byte[500])
                                        .build()))
                .as("above maximumEntrySize")
                .isFalse();
        for (final int type : List.of(249, 250, 251, 252)) {
            assertThat(rig.wraps(
                            new DnsMessageBuilder()
                                    .question(DnsMessageBuilder.name("a"), type, 1)
                                    .build(),
                            0,
                            true))
                    .as("type %d", type)
                    .isFalse();
        }
        assertThat(rig.cache.statistics().entries()).isZero();
    }

    @Test
    void removesByNameAndByNumber() {
        final CacheRig rig = CacheRig.ofEntries(100);
        for (final String name : List.of("a.example", "b.a.example", "aa.example", "example", "a.other")) {
            assertThat(rig.insert(query(name).build(), address(name, 60))).isTrue();
        }
        final PacketCacheControl control = rig.maintenance;
        assertThat(control.expungeByName(DnsMessageBuilder.name("A.example"), 28, true))
                .isZero();
        assertThat(control.expungeByName(DnsMessageBuilder.name("A.example"), 1, false))
                .isEqualTo(1);
        assertThat(rig.ask(query("a.example").build())).isNull();
        assertThat(rig.ask(query("b.a.example").build())).isNotNull();
        assertThat(control.expungeByName(DnsMessageBuilder.name("EXAMPLE"), PacketCacheControl.ANY_TYPE, true))
                .isEqualTo(3);
        assertThat(rig.ask(query("a.other").build())).isNotNull();
        assertThat(rig.insert(query("long.other").build(), address("long.other", 90)))
                .isTrue();
        rig.passSeconds(61);
        assertThat(control.purgeExpired(0)).isEqualTo(1);
        assertThat(control.expunge(0)).isEqualTo(1);
        assertThat(control.statistics().entries()).isZero();
        assertThat(rig.insert(query("long.other").build(), address("long.other", 90)))
                .isTrue();
    }

    /** Failures are kept whatever the TTLs of their records, of which one may have the upper bit set (RFC 2181, section 8). */
    @Test
    void countsATtlDownThatIsNone() throws Exception {
        final CacheRig rig = CacheRig.ofEntries(100);
        final byte[] query = query("ill.example").build();
        final byte[] answer = response("ill.example", 2)
                .record(Section.AUTHORITY, DnsMessageBuilder.name("example"), 1, 1, 0x8000_000C, ADDRESS)
                .build();
        assertThat(rig.insert(query, answer)).isTrue();
        rig.passSeconds(14);
        assertThat(ttl(rig.ask(query))).isZero();
    }

    @Test
    void keepsTheLongerLife() throws Exception {
        final CacheRig rig = CacheRig.ofEntries(100);
        final byte[] asked = query("www.example").build();
        assertThat(rig.insert(asked, address("www.example", 60))).isTrue();
        assertThat(rig.insert(asked, address("www.example", 30))).isFalse();
        assertThat(rig.insert(asked, address("www.example", 90))).isTrue();
        assertThat(ttl(rig.ask(asked))).isEqualTo(90);
        assertThat(rig.cache.statistics().entries()).isEqualTo(1);
    }

    @Test
    void stayWithinTheirMemoryAndGiveUpTheOldest() {
        for (final int maxEntries : new int[] {1, 7, 100, 3_000}) {
            final CacheRig rig = CacheRig.ofEntries(maxEntries);
            final int queries = 20 * maxEntries + 3_000;
            for (int i = 0; i < queries; i++) {
                final String name = "n" + i + ".example";
                assertThat(rig.insert(query(name).build(), address(name, 60))).isTrue();
                assertThat(rig.ask(query(name).build())).as(name).isNotNull();
                assertThat(rig.cache.statistics().entries()).isLessThanOrEqualTo(maxEntries);
            }
            assertThat(rig.ask(query("n0.example").build())).isNull();
            final PacketCacheStatistics statistics = rig.cache.statistics();
            assertThat(statistics.entries() + statistics.evictions()).isEqualTo(queries);
            assertThat(statistics.entries()).isGreaterThanOrEqualTo(maxEntries * 9L / 10);
            assertThat(statistics.memoryBytes())
                    .isLessThan(Math.max(1 << 18, 2L * maxEntries * PacketCacheSettings.DEFAULT_AVERAGE_ENTRY_SIZE));
        }
    }
}
