package io.ringway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.rules.SelectorSettings;
import io.ringway.settings.rules.TimedAddressSet;
import io.ringway.wire.DnsMessageBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Addresses that are in a set for a while: against a map, under the eyes of another thread, and beyond its room. */
class TimedAddressSetTest {
    private static final int SEED = 1918;
    private static final long SECOND_NS = 1_000_000_000L;

    private final TimedAddressSet set = new TimedAddressSet(SEED);

    private record Address(boolean ipv6, long high, long low) {}

    @Test
    void holdsWhatAMapHolds() {
        final Random random = new Random(SEED);
        final Map<Address, Long> expected = new HashMap<>();
        long nowNs = Long.MAX_VALUE - 500 * SECOND_NS;
        for (int i = 0; i < 300_000; i++) {
            nowNs += random.nextInt(10_000_000);
            final boolean ipv6 = random.nextBoolean();
            final Address address = new Address(ipv6, ipv6 ? random.nextInt(20) : 0, random.nextInt(300));
            if (random.nextInt(10) == 0) {
                final long untilNs = nowNs + 1 + random.nextLong(20 * SECOND_NS);
                set.add(ipv6, address.high(), address.low(), untilNs, nowNs);
                expected.merge(address, untilNs, (one, other) -> one - other > 0 ? one : other);
            } else if (random.nextInt(10_000) == 0) {
                set.clear();
                expected.clear();
            } else if (random.nextInt(1_000) == 0) {
                final long now = nowNs;
                expected.values().removeIf(until -> until - now <= 0);
                assertThat(set.cleanUp(nowNs)).isEqualTo(expected.size());
            }
            final Long until = expected.get(address);
            assertThat(set.contains(ipv6, address.high(), address.low(), nowNs))
                    .as("step %d", i)
                    .isEqualTo(until != null && until - nowNs > 0);
        }
    }

    @Test
    void keepsToItsRoomAndLosesWhatEndsFirst() {
        final int added = 1 << 20;
        for (int i = 0; i < added; i++) {
            set.add(false, 0, i, SECOND_NS + i, 0);
        }
        final int left = set.cleanUp(0);
        assertThat(left).isEqualTo(1 << 17);
        int found = 0;
        for (int i = 0; i < added; i++) {
            found += set.contains(false, 0, i, 0) ? 1 : 0;
        }
        assertThat(found).isEqualTo(left);
        assertThat(set.contains(false, 0, added - 1, 0)).isTrue();
    }

    /** Another thread puts addresses in and takes them out; one that is never put in is never found, one that stays always is. */
    @Test
    void isLookedUpWhileItChanges() throws InterruptedException {
        final AtomicBoolean ends = new AtomicBoolean();
        set.add(true, 7, 7, Long.MAX_VALUE / 2, 0);
        final Thread control = Thread.ofPlatform().start(() -> {
            final Random random = new Random(SEED);
            while (!ends.get()) {
                final int number = random.nextInt(1 << 18);
                set.add(true, number, number, 1_000 + random.nextInt(1_000), 0);
            }
        });
        for (int i = 0; i < 2_000_000; i++) {
            assertThat(set.contains(true, i & 0x3FFFF, 1L << 40, 0)).isFalse();
            if ((i & 0xFF) == 0) {
                assertThat(set.contains(true, 7, 7, 0)).isTrue();
            }
        }
        ends.set(true);
        control.join();
    }

    @Test
    void isASelectorOfBothFamilies() {
        try (Querying querying = new Querying()) {
            final byte[] query = new DnsMessageBuilder()
                    .question(DnsMessageBuilder.name("example"), 1, 1)
                    .build();
            final SelectorSettings selector = new SelectorSettings.TimedAddresses(set);
            querying.take(query);
            assertThat(querying.matches(selector)).isFalse();
            final long nowNs = System.nanoTime();
            set.add(false, 0, 0xC000_0201L, nowNs + 600 * SECOND_NS, nowNs);
            assertThat(querying.matches(selector)).isTrue();
            final byte[] client = new byte[16];
            client[10] = (byte) 0xFF;
            client[11] = (byte) 0xFF;
            client[15] = 1;
            querying.take(query, client, false);
            assertThat(querying.matches(selector)).isFalse();
        }
    }
}
