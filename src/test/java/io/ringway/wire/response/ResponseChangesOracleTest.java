package io.ringway.wire.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Changed responses, generated and mutated, as dnsjava reads them before and afterwards. */
class ResponseChangesOracleTest {
    private static final int ROUNDS = 60_000;
    private static final int LARGE_ROUNDS = 300;

    private final ResponseRoom room = new ResponseRoom();
    private final RecordRemoval removal = new RecordRemoval();
    private int agreed;

    @AfterEach
    void leaveTheRoom() {
        room.close();
    }

    /** Text of each record, letters of either case told apart; null where dnsjava does not read the message as it stands. */
    private static List<String> records(final byte[] bytes, final Predicate<Record> kept, final LongUnaryOperator ttl) {
        final Message message;
        try {
            message = new Message(bytes);
        } catch (final IOException | RuntimeException e) {
            return null;
        }
        final List<String> lines = new ArrayList<>();
        if (message.getHeader().getOpcode() == Opcode.UPDATE) {
            return null;
        }
        for (int section = Section.QUESTION; section <= Section.ADDITIONAL; section++) {
            if (message.getHeader().getCount(section)
                    != message.getSection(section).size()) {
                return null;
            }
            for (final Record record : message.getSection(section)) {
                if (section == Section.QUESTION || kept.test(record)) {
                    final boolean counts = section != Section.QUESTION && record.getType() != Type.OPT;
                    lines.add(section + " " + record.getName() + " " + record.getDClass() + " " + record.getType() + " "
                            + (counts && record.getType() != Type.TSIG
                                    ? ttl.applyAsLong(record.getTTL() > Integer.MAX_VALUE ? 0 : record.getTTL())
                                    : record.getTTL())
                            + " " + HexFormat.of().formatHex(record.rdataToWireCanonical())
                            + (record.getType() == Type.OPT ? "" : " " + record.rdataToString()));
                }
            }
        }
        return lines;
    }

    private static List<String> records(final byte[] bytes) {
        return records(bytes, record -> true, ttl -> ttl);
    }

    /** Without names and data: those of a mutated message may point into a time to live. */
    private static List<String> withoutNames(final List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll("^(\\d) .* (\\d+ \\d+ \\d+) [0-9a-f]*( .*)?$", "$1 $2"))
                .toList();
    }

    private void verifyTtls(final byte[] before, final LongUnaryOperator ttl, final boolean whole, final String what) {
        final List<String> expected = records(before, record -> true, ttl);
        final byte[] after = room.read(before.length);
        if (whole || expected == null) {
            verify(before, expected, after, what);
        } else {
            final List<String> found = records(after);
            if (found != null) {
                assertThat(withoutNames(found)).as(what).isEqualTo(withoutNames(expected));
            }
        }
    }

    private void verify(final byte[] before, final List<String> expected, final byte[] after, final String what) {
        if (expected != null) {
            assertThat(records(after))
                    .as(() -> what + ": " + HexFormat.of().formatHex(before) + " became "
                            + HexFormat.of().formatHex(after))
                    .isEqualTo(expected);
            agreed++;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_124, 77})
    void removesRecordsAndNothingElse(final long seed) throws Exception {
        final Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            final boolean whole = round % 3 != 0;
            final byte[] made = RandomResponse.next(random, 8);
            final byte[] before = whole ? made : RandomResponse.mutated(made, random);
            remove(random, before, whole, "round " + round + " of seed " + seed);
        }
        assertThat(agreed).isGreaterThan(ROUNDS * 2 / 3);
    }

    @ParameterizedTest
    @ValueSource(longs = 7)
    void removesFromMessagesLongerThanPointersReach(final long seed) throws Exception {
        final Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < LARGE_ROUNDS; round++) {
            final byte[] before = RandomResponse.next(random, 700);
            refused += remove(random, before, false, "round " + round) ? 0 : 1;
        }
        assertThat(refused).as("refused of %d", LARGE_ROUNDS).isLessThan(LARGE_ROUNDS / 10);
    }

    private boolean remove(final Random random, final byte[] before, final boolean whole, final String what) {
        final Set<Integer> types = new HashSet<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            types.add(RandomResponse.TYPES[random.nextInt(RandomResponse.TYPES.length)]);
        }
        if (!room.take(before) || !room.view.isWhole()) {
            assertThat(whole).as(what).isFalse();
            return false;
        }
        final int length = removal.remove(room.view, set(types));
        if (length == RecordRemoval.REFUSED) {
            assertThat(whole).as(what).isFalse();
            assertThat(room.read(before.length)).as(what).isEqualTo(before);
            return false;
        }
        room.view.responseChanged(length);
        assertThat(room.view.isWhole()).as(what).isTrue();
        final List<String> expected = records(before, record -> !types.contains(record.getType()), ttl -> ttl);
        verify(before, expected, room.read(length), what);
        return true;
    }

    private static TypeSet set(final Set<Integer> types) {
        return new TypeSet(types.stream().mapToInt(Integer::intValue).toArray());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_124, 77})
    void changesTimesToLiveAndNothingElse(final long seed) throws Exception {
        final Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            final byte[] made = RandomResponse.next(random, 6);
            final boolean whole = round % 3 != 0;
            final byte[] before = whole ? made : RandomResponse.mutated(made, random);
            final String what = "round " + round + " of seed " + seed;
            if (!room.take(before) || !room.view.isWhole()) {
                assertThat(whole).as(what).isFalse();
                continue;
            }
            if (random.nextBoolean()) {
                final int percent = random.nextInt(101);
                RecordTtls.reduce(room.view, percent);
                verifyTtls(before, ttl -> ttl * percent / 100, whole, what);
            } else {
                limit(random, before, whole, what);
            }
        }
        assertThat(agreed).isGreaterThanOrEqualTo(ROUNDS * 2 / 3);
    }

    private void limit(final Random random, final byte[] before, final boolean whole, final String what) {
        final int minimumS = random.nextInt(100_000);
        final int maximumS = minimumS + random.nextInt(100_000);
        RecordTtls.limit(room.view, null, minimumS, maximumS);
        verifyTtls(before, ttl -> Math.clamp(ttl, minimumS, maximumS), whole, what);
    }
}
