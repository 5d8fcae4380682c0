package io.ringway.backend.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.HealthCheckSettings.Lazy;
import io.ringway.settings.backend.HealthCheckSettings.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

/** When checks run, and what follows from many of them. */
class HealthScheduleTest {
    private static final int MS_NS = 1_000_000;

    private HealthRig rig;

    @BeforeEach
    void open() throws IOException {
        rig = new HealthRig(true);
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    private Backends backends() throws IOException {
        return new Backends(rig.server.address());
    }

    private void serverAnswers(final int rcode) {
        rig.server.script = query -> List.of(ScriptedServer.answer(query, rcode));
    }

    /** Runs the check that is due next; returns after how many milliseconds. */
    private long nextCheckMs() throws IOException {
        final int before = rig.server.queries.size();
        final long startNs = rig.clock.nanoTime();
        while (rig.checker.checksInFlight() == 0) {
            rig.clock.advance(rig.checker.untilDueNs());
            rig.checker.doWork();
        }
        rig.settle();
        assertThat(rig.server.queries).hasSize(before + 1);
        return (rig.clock.nanoTime() - startNs) / MS_NS;
    }

    @Test
    void checksOfManyBackendsAreSpread() throws IOException {
        final int count = 200;
        for (int i = 0; i < count; i++) {
            rig.add(backends());
        }
        rig.untilTold(count);
        assertThat(rig.server.queries).as("first checks at once").hasSize(count);
        final List<Integer> perTick = new ArrayList<>();
        for (int tick = 0; tick < 300; tick++) {
            final int before = rig.server.queries.size();
            rig.advanceMs(10);
            rig.checker.doWork();
            rig.settle();
            perTick.add(rig.server.queries.size() - before);
        }
        for (int second = 0; second < 3; second++) {
            assertThat(perTick.subList(second * 100, second * 100 + 100).stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .as("in second %d", second)
                    .isEqualTo(count);
        }
        assertThat(perTick.stream().mapToInt(Integer::intValue).max().orElseThrow())
                .as("in ten milliseconds, two on average: %s", perTick)
                .isLessThanOrEqualTo(10);
        assertThat(rig.told).hasSize(count);
    }

    @Test
    void intervalsHoldAndStallsDoNotPileUp() throws IOException {
        rig.add(backends());
        rig.untilTold(1);
        assertThat(nextCheckMs()).isBetween(0L, 1_000L);
        for (int i = 0; i < 5; i++) {
            assertThat(nextCheckMs()).isEqualTo(1_000);
        }
        rig.advanceMs(10_300);
        rig.step();
        rig.settle();
        assertThat(nextCheckMs()).as("back to the grid").isEqualTo(700);
        assertThat(nextCheckMs()).isEqualTo(1_000);
    }

    @Test
    void autoGoesDownAndUpAsOftenAsToldAndLogsEachOnce() throws IOException {
        final Backends backends = backends();
        backends.maxFailures = 2;
        backends.rise = 3;
        rig.add(backends);
        rig.untilTold(1);
        serverAnswers(Rcode.SERVFAIL);
        nextCheckMs();
        assertThat(rig.told).hasSize(1);
        nextCheckMs();
        nextCheckMs();
        assertThat(rig.told).containsExactly("ns1 up: it answers, NOERROR", "ns1 down: SERVFAIL");
        serverAnswers(Rcode.REFUSED);
        nextCheckMs();
        nextCheckMs();
        assertThat(rig.told).hasSize(2);
        nextCheckMs();
        nextCheckMs();
        assertThat(rig.told).endsWith("ns1 up: it answers, REFUSED").hasSize(3);
        final String name = "ns1 (127.0.0.1:%d)".formatted(rig.server.address().getPort());
        assertThat(rig.logged())
                .containsExactly(
                        "INFO " + name + " is up: it answers, NOERROR",
                        "INFO " + name + ": health check failed: SERVFAIL",
                        "INFO " + name + ": health check failed: SERVFAIL",
                        "WARN " + name + " is down: SERVFAIL",
                        "INFO " + name + ": health check failed: SERVFAIL",
                        "INFO " + name + " is up: it answers, REFUSED");
    }

    @Test
    void lazyAsksNothingWhileClientsAreServed() throws IOException {
        final Backends backends = backends();
        backends.mode = Mode.LAZY;
        final LazySamples samples = new LazySamples(backends.lazy);
        rig.add(backends, samples);
        rig.untilTold(1);
        for (int second = 0; second < 60; second++) {
            for (int i = 0; i < 100; i++) {
                if (i % 10 == 0) {
                    samples.timedOut();
                } else {
                    samples.answered(0);
                }
            }
            rig.toNextDue();
        }
        assertThat(rig.server.queries).hasSize(1);
        assertThat(rig.told).containsExactly("ns1 up: it answers, NOERROR");
    }

    @Test
    void lazyChecksWhenClientsAreNotServed() throws IOException {
        final Backends backends = backends();
        backends.mode = Mode.LAZY;
        backends.intervalS = 2;
        backends.maxFailures = 2;
        backends.rise = 2;
        backends.lazy = new Lazy(10, 5, 20, false, 30, true, 100);
        final LazySamples samples = new LazySamples(backends.lazy);
        rig.add(backends, samples);
        rig.untilTold(1);
        for (int i = 0; i < 4; i++) {
            samples.timedOut();
        }
        rig.toNextDue();
        assertThat(rig.server.queries).as("four results are too few").hasSize(1);
        serverAnswers(Rcode.SERVFAIL);
        samples.answered(Rcode.SERVFAIL);
        nextCheckMs();
        assertThat(rig.told).hasSize(1);
        assertThat(nextCheckMs()).as("potential failure").isEqualTo(2_000);
        assertThat(rig.told).endsWith("ns1 down: SERVFAIL").hasSize(2);
        assertThat(List.of(nextCheckMs(), nextCheckMs(), nextCheckMs(), nextCheckMs()))
                .as("back-off")
                .containsExactly(30_000L, 60_000L, 100_000L, 100_000L);
        serverAnswers(Rcode.NOERROR);
        nextCheckMs();
        assertThat(rig.told).hasSize(2);
        assertThat(nextCheckMs()).isEqualTo(30_000);
        assertThat(rig.told).endsWith("ns1 up: it answers, NOERROR").hasSize(3);
        final int asked = rig.server.queries.size();
        for (int i = 0; i < 10; i++) {
            rig.toNextDue();
        }
        assertThat(rig.server.queries).as("forgets what was bad").hasSize(asked);
    }

    @Test
    void lazyCalmsDownAfterAGoodCheck() throws IOException {
        final Backends backends = backends();
        backends.mode = Mode.LAZY;
        final LazySamples samples = new LazySamples(backends.lazy);
        rig.add(backends, samples);
        rig.untilTold(1);
        samples.timedOut();
        nextCheckMs();
        rig.toNextDue();
        rig.toNextDue();
        assertThat(rig.server.queries).hasSize(2);
        assertThat(rig.told).hasSize(1);
    }

    @Test
    void modesCanBeForcedAndGivenBack() throws IOException {
        final BackendSettings backend = rig.add(backends());
        rig.untilTold(1);
        rig.checker.setMode(backend.id(), Mode.DOWN);
        rig.step();
        assertThat(rig.checker.untilDueNs()).isEqualTo(Long.MAX_VALUE);
        rig.checker.setMode(backend.id(), Mode.UP);
        rig.step();
        serverAnswers(Rcode.SERVFAIL);
        rig.checker.setMode(backend.id(), Mode.AUTO);
        rig.untilTold(4);
        rig.checker.setMode(backend.id(), Mode.AUTO, true);
        rig.untilTold(6);
        assertThat(rig.told)
                .containsExactly(
                        "ns1 up: it answers, NOERROR",
                        "ns1 down: its health check mode is 'down'",
                        "ns1 up: its health check mode is 'up'",
                        "ns1 down: SERVFAIL",
                        "ns1 up: its status was set",
                        "ns1 down: SERVFAIL");
    }

    @Test
    void forcedModesAskNothing() throws IOException {
        final Backends backends = backends();
        backends.mode = Mode.UP;
        rig.add(backends);
        backends.mode = Mode.DOWN;
        backends.name = "ns2";
        rig.add(backends);
        rig.step();
        assertThat(rig.told)
                .containsExactly("ns1 up: its health check mode is 'up'", "ns2 down: its health check mode is 'down'");
        rig.advanceMs(60_000);
        rig.step();
        assertThat(rig.server.queries).isEmpty();
    }

    @Test
    void backendsComeAndGo() throws IOException {
        final BackendSettings first = rig.add(backends());
        rig.untilTold(1);
        final Backends other = backends();
        other.name = "ns2";
        final BackendSettings second = rig.add(other);
        rig.untilTold(2);
        rig.checker.remove(first.id());
        rig.server.script = query -> List.of();
        rig.toNextDue();
        rig.untilAsked(3);
        assertThat(rig.checker.checksInFlight()).isEqualTo(1);
        rig.checker.remove(second.id());
        rig.checker.remove(second.id());
        rig.checker.setMode(second.id(), Mode.UP);
        rig.step();
        assertThat(rig.checker.checksInFlight()).isZero();
        rig.advanceMs(5_000);
        rig.step();
        assertThat(rig.checker.untilDueNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(rig.told).containsExactly("ns1 up: it answers, NOERROR", "ns2 up: it answers, NOERROR");
    }

    @Test
    void aBackendTakesThePlaceOfItsNamesake() throws IOException {
        final BackendSettings backend = rig.add(backends());
        rig.untilTold(1);
        final List<String> replaced = new ArrayList<>();
        rig.checker.add(backend, List.of(), (changed, up, why) -> replaced.add(why));
        rig.until(() -> !replaced.isEmpty());
        rig.advanceMs(1_000);
        rig.step();
        rig.settle();
        assertThat(rig.server.queries).hasSize(3);
    }
}
