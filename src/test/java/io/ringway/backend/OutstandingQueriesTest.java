package io.ringway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.wire.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table against a plain model, over random lives of millions of queries; IDs on nearly full ports; what a slot keeps. */
class OutstandingQueriesTest {
    private static final int SEED = 4;
    private static final long MS = 1_000_000;

    private static UnpredictableNumbers numbers(final int seed) {
        return new UnpredictableNumbers(
                new ChaCha(8, new Random(seed).ints(ChaCha.SEED_WORDS).toArray()));
    }

    private static MemorySegment bytes(final byte... bytes) {
        return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    }

    /** A million steps each, with as many ports as slots, few, and one. */
    @ParameterizedTest
    @CsvSource({"65536, 65536, 16", "4096, 3, 2000", "1024, 1, 60000", "65536, 1, 200", "1, 5, 3"})
    void livesAsTheModel(final int capacity, final int ports, final int timeoutMs) {
        final Model model = new Model(capacity, ports, timeoutMs);
        for (int step = 0; step < 1_000_000; step++) {
            model.step();
        }
        model.drain();
    }

    /** The table and what must be in it. */
    private static final class Model {
        private final Random random = new Random(SEED);
        private final OutstandingQueries table;
        private final int capacity;
        private final int ports;
        private final int timeoutMs;
        private final Map<Integer, Integer> slots = new HashMap<>();
        private final List<Integer> open = new ArrayList<>();
        private final int[] position;
        private final long[] handles;
        private final long[] deadlines;
        private long nowNs = 123_456_789;
        private int closed;

        Model(final int capacity, final int ports, final int timeoutMs) {
            this.capacity = capacity;
            this.ports = ports;
            this.timeoutMs = timeoutMs;
            table = new OutstandingQueries(capacity, ports, numbers(SEED));
            position = new int[capacity];
            handles = new long[capacity];
            deadlines = new long[capacity];
        }

        void step() {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> open();
                case 3, 4 -> answer();
                case 5 -> strayAnswer();
                case 6 -> staleHandle();
                default -> pass(random.nextLong(2 * MS));
            }
        }

        private void open() {
            final int port = random.nextInt(ports);
            final int slot = table.open(port);
            if (open.size() == capacity) {
                assertThat(slot).as("slot of a full table").isEqualTo(-1);
                return;
            }
            final int id = table.id(slot);
            assertThat(table.port(slot)).isEqualTo(port);
            assertThat(id).isBetween(0, 0xFFFF);
            assertThat(slots.put((port << 16) | id, slot))
                    .as("ID %d on port %d", id, port)
                    .isNull();
            position[slot] = open.size();
            open.add(slot);
            assertThat(handles[slot]).isNotEqualTo(table.handle(slot));
            handles[slot] = table.handle(slot);
            final int timeout = 1 + random.nextInt(timeoutMs);
            deadlines[slot] = nowNs + timeout * MS;
            table.schedule(slot, nowNs, timeout);
            assertThat(table.size()).isEqualTo(open.size());
        }

        private void answer() {
            if (!open.isEmpty()) {
                final int slot = open.get(random.nextInt(open.size()));
                assertThat(table.find(table.port(slot), table.id(slot))).isEqualTo(slot);
                close(slot);
            }
        }

        private void close(final int slot) {
            final int key = (table.port(slot) << 16) | table.id(slot);
            assertThat(table.slotOf(handles[slot])).isEqualTo(slot);
            table.close(slot);
            assertThat(slots.remove(key)).isEqualTo(slot);
            final int last = open.removeLast();
            if (last != slot) {
                open.set(position[slot], last);
                position[last] = position[slot];
            }
            closed++;
            assertThat(table.slotOf(handles[slot])).isEqualTo(-1);
            assertThat(table.find(key >>> 16, key & 0xFFFF)).isEqualTo(-1);
        }

        private void strayAnswer() {
            final int port = random.nextInt(ports);
            final int id = random.nextInt(0x10000);
            assertThat(table.find(port, id)).isEqualTo(slots.getOrDefault((port << 16) | id, -1));
        }

        private void staleHandle() {
            final int slot = random.nextInt(capacity);
            final boolean isOpen = !open.isEmpty() && position[slot] < open.size() && open.get(position[slot]) == slot;
            assertThat(table.slotOf(handles[slot])).isEqualTo(isOpen ? slot : -1);
        }

        private void pass(final long ns) {
            nowNs += ns;
            for (int slot = table.expired(nowNs); slot >= 0; slot = table.expired(nowNs)) {
                assertThat(deadlines[slot]).isLessThanOrEqualTo(nowNs);
                if (random.nextInt(4) == 0) {
                    deadlines[slot] = nowNs + timeoutMs * MS;
                    table.schedule(slot, nowNs, timeoutMs);
                } else {
                    close(slot);
                }
            }
        }

        /** In the end everything runs out of time. */
        void drain() {
            while (!open.isEmpty()) {
                pass((timeoutMs + 2L) * MS);
            }
            assertThat(table.size()).isZero();
            assertThat(closed).as("queries that were opened and closed").isGreaterThan(100_000);
        }
    }

    /** The last ID of a port is found, and then there is no slot any more. */
    @Test
    void usesEveryIdOfAPortOnce() {
        final OutstandingQueries table = new OutstandingQueries(65_536, 2, numbers(SEED));
        final BitSet ids = new BitSet();
        for (int i = 0; i < 65_536; i++) {
            ids.set(table.id(table.open(1)));
        }
        assertThat(ids.cardinality()).isEqualTo(65_536);
        assertThat(table.open(1)).isEqualTo(-1);
        assertThat(table.open(0)).isEqualTo(-1);
        for (int round = 0; round < 1000; round++) {
            final int id = (round * 31_337) & 0xFFFF;
            table.close(table.find(1, id));
            assertThat(table.id(table.open(1))).as("the one ID that is free").isEqualTo(id);
        }
    }

    @Test
    void idsDoNotFollowOneAnother() {
        final OutstandingQueries table = new OutstandingQueries(16, 1, numbers(SEED));
        final BitSet ids = new BitSet();
        int before = -1;
        int successors = 0;
        for (int i = 0; i < 100_000; i++) {
            final int slot = table.open(0);
            final int id = table.id(slot);
            ids.set(id);
            successors += id == before + 1 ? 1 : 0;
            before = id;
            table.close(slot);
        }
        // Of 100,000 draws of 65,536, 1 - 1/e^1.53 are seen; 1.5 successors are expected.
        assertThat(ids.cardinality()).isBetween(50_500, 52_000);
        assertThat(successors).isLessThan(20);
    }

    @Test
    void keepsWhatItIsTold() {
        final OutstandingQueries table = new OutstandingQueries(4, 1, numbers(SEED));
        final int[] slots = {table.open(0), table.open(0), table.open(0), table.open(0)};
        for (final int slot : slots) {
            table.server(slot, 1000 + slot);
            table.sentNs(slot, -7L * slot - 1);
            table.flags(slot, 0xFFF0 + slot);
            table.clientId(slot, 0xFFE0 + slot);
            table.attempt(slot, slot);
            table.held(slot, 0x1234_5678_9ABCL + slot, 500 + slot);
            table.question(slot, bytes(new byte[259]).address(), 259);
            for (int i = 0; i < OutstandingQueries.CLIENT_BYTES; i++) {
                Memory.putByte(table.client(slot) + i, slot + 1);
            }
        }
        for (final int slot : slots) {
            assertThat(table.server(slot)).isEqualTo(1000 + slot);
            assertThat(table.sentNs(slot)).isEqualTo(-7L * slot - 1);
            assertThat(table.flags(slot)).isEqualTo(0xFFF0 + slot);
            assertThat(table.clientId(slot)).isEqualTo(0xFFE0 + slot);
            assertThat(table.attempt(slot)).isEqualTo(slot);
            assertThat(table.held(slot)).isEqualTo(0x1234_5678_9ABCL + slot);
            assertThat(table.heldLength(slot)).isEqualTo(500 + slot);
            assertThat(table.hasQuestion(slot, bytes(new byte[259]).address(), 259))
                    .isTrue();
            assertThat(table.client(slot) % 64).isZero();
            assertThat(table.find(0, table.id(slot))).isEqualTo(slot);
            for (int i = 0; i < OutstandingQueries.CLIENT_BYTES; i++) {
                assertThat(Memory.byteAt(table.client(slot) + i)).isEqualTo(slot + 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 7, 8, 9, 15, 16, 17, 63, 64, 255, 256, 259})
    void comparesEveryByteOfAQuestion(final int length) {
        final OutstandingQueries table = new OutstandingQueries(1, 1, numbers(SEED));
        final int slot = table.open(0);
        final byte[] question = new byte[length];
        new Random(length).nextBytes(question);
        final MemorySegment kept = bytes(question);
        table.question(slot, kept.address(), length);
        final MemorySegment seen = bytes(question);
        assertThat(table.hasQuestion(slot, seen.address(), length)).isTrue();
        assertThat(table.hasQuestion(slot, seen.address(), length - 1)).isFalse();
        for (int i = 0; i < length; i++) {
            seen.set(ValueLayout.JAVA_BYTE, i, (byte) (question[i] ^ 0x20));
            assertThat(table.hasQuestion(slot, seen.address(), length))
                    .as("byte %d of %d differs", i, length)
                    .isFalse();
            seen.set(ValueLayout.JAVA_BYTE, i, question[i]);
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new OutstandingQueries(100, 1, numbers(SEED))).hasMessageContaining("100");
        assertThatThrownBy(() -> new OutstandingQueries(131_072, 1, numbers(SEED)))
                .hasMessageContaining("131072");
        assertThatThrownBy(() -> new OutstandingQueries(16, 0, numbers(SEED))).hasMessageContaining("0 ports");
        final OutstandingQueries table = new OutstandingQueries(16, 1, numbers(SEED));
        assertThatThrownBy(() -> table.open(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(table.find(65_536, 1)).isEqualTo(-1);
        assertThat(table.slotOf(0)).isEqualTo(-1);
        assertThat(table.slotOf(-1)).isEqualTo(-1);
        final int slot = table.open(0);
        assertThatThrownBy(() -> table.question(slot, 0, 260)).isInstanceOf(IndexOutOfBoundsException.class);
        table.close(slot);
        assertThatThrownBy(() -> table.close(slot)).hasMessageContaining("slot 0 is not open");
        assertThatThrownBy(() -> table.id(slot)).hasMessageContaining("slot 0 is not open");
        assertThatThrownBy(() -> table.schedule(slot, 0, 1)).hasMessageContaining("slot 0 is not open");
    }
}
