package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.observe.CounterDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that rules keep waiting, over AF_XDP and UDP: their own, those of a server and those of the packet cache; and what is above the room for them. */
@Timeout(120)
class DelaysTest {
    private static final int TIMEOUT_MS = 10_000;
    private static final int LONG_MS = 2_000;

    private static final String RULES = """
            addAction("long.example", DelayAction(2000))
            addAction("short.example", DelayAction(700))
            addAction("own.long.example", RCodeAction(DNSRCode.NXDOMAIN))
            addAction("own.short.example", ContinueAction(DelayAction(700)))
            addAction("own.short.example", RCodeAction(DNSRCode.NXDOMAIN))
            addAction("own.example", RCodeAction(DNSRCode.NXDOMAIN))
            """;

    private static final String FORWARDING = """
            client = newXsk({ifName="$c", NIC_queue_id=0, frameNums=1024, ringSize=256})
            addLocal("$4:53", {xskSocket=client})
            addLocal("$4:5300")
            newServer({address="$b4:53", healthCheckMode="up"})
            getPool(""):setCache(newPacketCache(1000, {dontAge=true}))
            """ + RULES;

    private static final String RULES_ONLY = """
            client = newXsk({ifName="$c", NIC_queue_id=0, frameNums=512, ringSize=128})
            addLocal("$4:53", {xskSocket=client})
            addLocal("$4:5300")
            """ + RULES;

    /** Asks in this order, and returns the IDs of the answers as they come. */
    private static List<Integer> ask(final ForwardingBench bench, final int port, final List<String> names)
            throws Exception {
        for (int i = 0; i < names.size(); i++) {
            bench.send(ForwardingBench.query(i, names.get(i)), false, port);
        }
        final List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            final byte[] answer = bench.receive(false, TIMEOUT_MS);
            assertThat(answer).as("answers so far: %s", ids).isNotNull();
            ids.add(((answer[0] & 0xFF) << 8) | (answer[1] & 0xFF));
        }
        return ids;
    }

    @Test
    void answersOfRulesServersAndCacheWait() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve(FORWARDING);
            for (final int port : new int[] {53, 5300}) {
                final String prefix = "p" + port + ".";
                for (int round = 0; round < 2; round++) {
                    final long startNs = System.nanoTime();
                    final List<Integer> ids = ask(
                            bench,
                            port,
                            List.of(
                                    prefix + "long.example",
                                    prefix + "own.long.example",
                                    prefix + "short.example",
                                    prefix + "own.short.example",
                                    prefix + "own.example"));
                    assertThat(ids.getFirst()).as("port %d: %s", port, ids).isEqualTo(4);
                    assertThat(ids.subList(1, 3)).as("port %d: %s", port, ids).containsExactlyInAnyOrder(2, 3);
                    assertThat(ids.subList(3, 5)).as("port %d: %s", port, ids).containsExactlyInAnyOrder(0, 1);
                    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs))
                            .isGreaterThanOrEqualTo(LONG_MS);
                }
            }
            assertThat(backend.queryCount())
                    .as("the second round is the cache's")
                    .isEqualTo(4);
            ForwardingBench.assertAtRest(ringway);
        }
    }

    @Test
    void needNoServer() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1)) {
            final RingwayProcess ringway = bench.serve(RULES_ONLY);
            for (final int port : new int[] {53, 5300}) {
                final long startNs = System.nanoTime();
                assertThat(ask(bench, port, List.of("own.long.example", "own.short.example", "own.example")))
                        .containsExactly(2, 1, 0);
                assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs))
                        .isGreaterThanOrEqualTo(LONG_MS);
            }
            TestBench.assertLedger(ringway);
        }
    }

    @Test
    void whatHasNoRoomIsNotDelayed() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1)) {
            final RingwayProcess ringway = bench.serve(RULES_ONLY);
            final int asked = 200;
            final int room = 512 / 4;
            final long startNs = System.nanoTime();
            for (int i = 0; i < asked; i++) {
                bench.send(ForwardingBench.query(i, "own.long.example"), false, 53);
            }
            for (int i = 0; i < asked; i++) {
                assertThat(bench.receive(false, TIMEOUT_MS)).as("answer %d", i).isNotNull();
            }
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs))
                    .isGreaterThanOrEqualTo(LONG_MS);
            // On a slow machine the first may be gone when the last ones come.
            assertThat(ringway.counters().sum(CounterDescriptor.DELAY_REFUSED))
                    .as(TestBench.describe(ringway.counters()))
                    .isLessThanOrEqualTo(asked - room);
            TestBench.assertLedger(ringway);
        }
    }
}
