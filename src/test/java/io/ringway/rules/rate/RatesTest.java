package io.ringway.rules.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.Datagram;
import io.ringway.wire.SocketMessage;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rates of one and of several workers, with a clock that the test turns. */
class RatesTest {
    private static final long SEED = 20_261_124;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long START_NS = 123 * SECOND_NS;

    private final Arena arena = Arena.ofConfined();
    private final long payload =
            arena.allocate(SocketMessage.HEADER_LENGTH + 512L, 8).address() + SocketMessage.HEADER_LENGTH;
    private final Datagram datagram = new Datagram(false);

    @AfterEach
    void free() {
        arena.close();
    }

    private Datagram from(final String address) {
        SocketMessage.putSocketAddress(
                payload + SocketMessage.SOURCE_OFFSET,
                InetAddress.ofLiteral(address).getAddress(),
                4_000);
        datagram.wrapMessage(payload, 12);
        return datagram;
    }

    @Test
    void letsOneWorkerHaveTheWholeRateAndAllTogetherNoMore() {
        for (final int workers : new int[] {1, 2, 3, 8}) {
            final SharedRate rate = new SharedRate(100, 100);
            final ClientRates clients = new ClientRates(100, 100, 32, 64, SEED);
            final List<SharedRate.Member> members = new ArrayList<>();
            final List<ClientRates.Table> tables = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                members.add(rate.join());
                tables.add(clients.join());
            }
            from("192.0.2.1");
            for (int second = 0; second < 10; second += 2) {
                // By turns one of them and all of them; the second in between forgets everything.
                int taken = 0;
                int passed = 0;
                for (int i = 0; i < 1_000; i++) {
                    final int worker = (second & 2) == 0 ? 0 : i % workers;
                    final long nowNs = START_NS + second * SECOND_NS + i;
                    taken += members.get(worker).takes(nowNs) ? 1 : 0;
                    passed += tables.get(worker).isAbove(datagram, nowNs) ? 0 : 1;
                }
                assertThat(taken).as("%d workers, second %d", workers, second).isEqualTo(100);
                assertThat(passed).as("%d workers, second %d", workers, second).isEqualTo(100);
            }
        }
    }

    @Test
    void keepsToTheRateOnTheAverage() {
        final SharedRate rate = new SharedRate(50, 10);
        final List<SharedRate.Member> members = List.of(rate.join(), rate.join(), rate.join());
        final ClientRates clients = new ClientRates(50, 10, 24, 56, SEED);
        final List<ClientRates.Table> tables = List.of(clients.join(), clients.join(), clients.join());
        final Random random = new Random(SEED);
        int taken = 0;
        int passed = 0;
        final int seconds = 20;
        from("2001:db8::1");
        // A thousand a second at three workers, of which fifty may pass.
        for (int i = 0; i < 1_000 * seconds; i++) {
            final long nowNs = START_NS + i * (SECOND_NS / 1_000);
            final int worker = random.nextInt(3);
            taken += members.get(worker).takes(nowNs) ? 1 : 0;
            passed += tables.get(worker).isAbove(datagram, nowNs) ? 0 : 1;
        }
        assertThat(taken).isBetween(45 * seconds, 50 * seconds + 10);
        assertThat(passed).isBetween(45 * seconds, 50 * seconds + 10);
    }

    @Test
    void tellsNetworksApart() {
        final ClientRates.Table table = new ClientRates(1, 1, 24, 64, SEED).join();
        assertThat(table.isAbove(from("192.0.2.1"), START_NS)).isFalse();
        assertThat(table.isAbove(from("192.0.2.255"), START_NS)).isTrue();
        assertThat(table.isAbove(from("192.0.3.1"), START_NS)).isFalse();
        assertThat(table.isAbove(from("2001:db8::1"), START_NS)).isFalse();
        assertThat(table.isAbove(from("2001:db8::ffff:1"), START_NS)).isTrue();
        assertThat(table.isAbove(from("2001:db8:0:1::1"), START_NS)).isFalse();
        final ClientRates.Table all = new ClientRates(1, 1, 0, 0, SEED).join();
        assertThat(all.isAbove(from("192.0.2.1"), START_NS)).isFalse();
        assertThat(all.isAbove(from("198.51.100.1"), START_NS)).isTrue();
        assertThat(all.isAbove(from("2001:db8::1"), START_NS)).isFalse();
    }

    /** A flood from everywhere does not make the table forget who asks most. */
    @Test
    void remembersWhoAsksMostAmongAnyNumberOfOthers() {
        final ClientRates.Table table = new ClientRates(100, 100, 32, 64, SEED).join();
        int passed = 0;
        for (int i = 0; i < 1_000_000; i++) {
            if (i % 1_000 == 0) {
                passed += table.isAbove(from("192.0.2.1"), START_NS + i) ? 0 : 1;
            } else {
                from("10." + ((i >>> 16) & 0xFF) + "." + ((i >>> 8) & 0xFF) + "." + (i & 0xFF));
                table.isAbove(datagram, START_NS + i);
            }
            if (i == 0) {
                for (int k = 0; k < 50; k++) {
                    passed += table.isAbove(from("192.0.2.1"), START_NS + i) ? 0 : 1;
                }
            }
        }
        assertThat(passed).isEqualTo(100);
    }
}
