package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.Command;
import io.ringway.lab.RingwayProcess;
import io.ringway.observe.CounterDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backend that is frozen or slow costs: queries until a check has found it out, each of them counted, and none after that. */
@Timeout(120)
class ForwardingLossesTest {
    private static final String NAME = "again.example";
    private static final int LEAST_LOST = 5;
    private static final int ASKED_AFTER_SWITCH = 20;
    private static final int BRIEFLY_MS = 20;
    private static final int PATIENCE_MS = 5_000;

    private int nextId;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsWhatAFrozenBackendLoses(final boolean byXsk) throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend living =
                        bench.bench().add(ScriptedBackend.open(bench.backendNamespace(), bench.v6()))) {
            final ChildProcess frozen = startKnot(bench);
            final RingwayProcess ringway = serve(bench, byXsk, NAME);
            assertNoneLost(bench, ringway);
            final long timedOutBefore = ringway.counters().sum(CounterDescriptor.TIMED_OUT);
            Command.run("kill -STOP " + frozen.pid());
            final long lost;
            try {
                lost = askUntil(bench, ringway, "is down");
                ForwardingBench.awaitCount(ringway, CounterDescriptor.TIMED_OUT, timedOutBefore + lost);
                living.forget();
                assertNoneLost(bench, ringway);
                assertThat(living.queryCount()).as("queries to the other").isEqualTo(ASKED_AFTER_SWITCH);
            } finally {
                Command.run("kill -CONT " + frozen.pid());
            }
            awaitBack(bench, ringway, living, timedOutBefore, lost);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsWhatASlowBackendLoses(final boolean byXsk) throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend slow = bench.bench().add(ScriptedBackend.open(bench.backendNamespace(), bench.v4()));
                ScriptedBackend living =
                        bench.bench().add(ScriptedBackend.open(bench.backendNamespace(), bench.v6()))) {
            final RingwayProcess ringway = serve(bench, byXsk, ScriptedBackend.CHECK_NAME);
            assertNoneLost(bench, ringway);
            final long timedOutBefore = ringway.counters().sum(CounterDescriptor.TIMED_OUT);
            final List<ScriptedBackend.Query> unanswered = Collections.synchronizedList(new ArrayList<>());
            slow.script(unanswered::add);
            slow.healthy(false);
            final long lost = askUntil(bench, ringway, "is down");
            ForwardingBench.awaitCount(ringway, CounterDescriptor.TIMED_OUT, timedOutBefore + lost);
            living.forget();
            assertNoneLost(bench, ringway);
            assertThat(living.queryCount()).as("queries to the other").isEqualTo(ASKED_AFTER_SWITCH);
            assertThat(unanswered).hasSize((int) lost);
            for (final ScriptedBackend.Query query : unanswered) {
                query.answer();
            }
            slow.script(ScriptedBackend.Query::answer);
            slow.healthy(true);
            awaitBack(bench, ringway, living, timedOutBefore, lost);
        }
    }

    /** Knot DNS with the name that is asked for, at the backend's IPv4 address. */
    private static ChildProcess startKnot(final ForwardingBench bench) throws IOException {
        final Path folder = Files.createDirectory(bench.bench().folder().resolve("knotd"));
        Files.write(
                folder.resolve("zone"),
                List.of(
                        NAME + ". 300 IN SOA ns." + NAME + ". hostmaster." + NAME + ". 1 3600 600 86400 300",
                        NAME + ". 300 IN NS ns." + NAME + ".",
                        NAME + ". 300 IN A 203.0.113.8"));
        final Path file = Files.writeString(folder.resolve("knot.conf"), """
                server:
                    rundir: %1$s
                    user: root
                    listen: %2$s@53
                log:
                  - target: stderr
                    any: info
                database:
                    storage: %1$s
                zone:
                  - domain: %3$s
                    storage: %1$s
                    file: zone
                    zonefile-sync: -1
                    journal-content: none
                """.formatted(folder, bench.v4(), NAME));
        return bench.bench()
                .add(new ChildProcess(
                        "knotd",
                        bench.backendNamespace().command(List.of("knotd", "-c", file.toString())),
                        line -> {}));
    }

    /** Two backends in turn, both up; the first is asked for that name to see whether it is. */
    private static RingwayProcess serve(final ForwardingBench bench, final boolean byXsk, final String checkName)
            throws IOException {
        final RingwayProcess ringway = bench.serve("""
                client = newXsk({ifName="$c", NIC_queue_id=0, frameNums=2048, ringSize=256})
                addLocal("$4:53", {xskSocket=client})
                setServerPolicy(roundrobin)
                """
                + (byXsk ? "upstream = {newXsk({ifName='$f', NIC_queue_id=0, frameNums=2048, ringSize=256})}\n" : "")
                + """
                for _, server in ipairs({{address="$b4:53", checkName="%s."}, {address="[$b6]:53"}}) do
                  server.xskSockets = upstream
                  server.checkInterval = 1
                  server.checkTimeout = 800
                  server.maxCheckFailures = 1
                  server.udpTimeout = 1
                  newServer(server)
                end
                """.formatted(checkName));
        awaitBothUp(bench, ringway);
        return ringway;
    }

    private static void awaitBothUp(final ForwardingBench bench, final RingwayProcess ringway) {
        Until.isTrue(
                "both up",
                () -> isUp(ringway, bench.v4()) && isUp(ringway, bench.v6()),
                () -> ForwardingBench.counters(ringway));
    }

    /** Whether that is what the log says last of a backend. */
    private static boolean isUp(final RingwayProcess ringway, final String address) {
        return ringway.process()
                .output()
                .lines()
                .filter(line -> line.contains(address) && (line.contains(" is up") || line.contains(" is down")))
                .reduce("", (first, second) -> second)
                .contains(" is up");
    }

    private static long timesSaid(final RingwayProcess ringway, final String what) {
        return ringway.process()
                .output()
                .lines()
                .filter(line -> line.contains(what))
                .count();
    }

    /** Asks one query after the other until the log says that; how many were not answered, which are five at least. */
    private long askUntil(final ForwardingBench bench, final RingwayProcess ringway, final String said)
            throws IOException {
        final long saidBefore = timesSaid(ringway, said);
        final BitSet waiting = new BitSet();
        while (timesSaid(ringway, said) == saidBefore) {
            // Few enough that IDs are not used again.
            assertThat(nextId).as(() -> ForwardingBench.counters(ringway)).isLessThan(50_000);
            waiting.set(nextId);
            bench.send(ForwardingBench.query(nextId++, NAME), false, 53);
            take(bench, waiting, BRIEFLY_MS);
        }
        // What was answered is here by then: those that were not have reached their time-outs.
        ForwardingBench.assertAtRest(ringway);
        while (take(bench, waiting, BRIEFLY_MS)) {
            assertThat(waiting.isEmpty()).isFalse();
        }
        assertThat(waiting.cardinality())
                .as(() -> "lost, of " + nextId + ": " + ForwardingBench.counters(ringway))
                .isGreaterThanOrEqualTo(LEAST_LOST);
        return waiting.cardinality();
    }

    /** Takes an answer off those that are waited for; false when there is none in time. */
    private static boolean take(final ForwardingBench bench, final BitSet waiting, final int timeoutMs)
            throws IOException {
        final byte[] answer = bench.receive(false, timeoutMs);
        if (answer == null) {
            return false;
        }
        final int id = ((answer[0] & 0xFF) << 8) | (answer[1] & 0xFF);
        assertThat(waiting.get(id)).as("answer to %d, one of %s", id, waiting).isTrue();
        waiting.clear(id);
        return true;
    }

    private void assertNoneLost(final ForwardingBench bench, final RingwayProcess ringway) throws IOException {
        final long before = ringway.counters().sum(CounterDescriptor.TIMED_OUT);
        for (int i = 0; i < ASKED_AFTER_SWITCH; i++) {
            final BitSet waiting = new BitSet();
            waiting.set(nextId);
            bench.send(ForwardingBench.query(nextId++, NAME), false, 53);
            assertThat(take(bench, waiting, PATIENCE_MS))
                    .as(() -> "answer: " + ForwardingBench.counters(ringway))
                    .isTrue();
        }
        assertThat(ForwardingBench.assertAtRest(ringway).sum(CounterDescriptor.TIMED_OUT))
                .as(() -> ForwardingBench.counters(ringway))
                .isEqualTo(before);
    }

    /** Late answers reach nobody and are counted; then both backends are used again, and nothing is lost. */
    private void awaitBack(
            final ForwardingBench bench,
            final RingwayProcess ringway,
            final ScriptedBackend living,
            final long timedOutBefore,
            final long lost)
            throws IOException {
        ForwardingBench.awaitCount(ringway, CounterDescriptor.DROP_RESPONSE_UNMATCHED, lost);
        awaitBothUp(bench, ringway);
        living.forget();
        assertNoneLost(bench, ringway);
        assertThat(living.queryCount()).as("queries to the other").isEqualTo(ASKED_AFTER_SWITCH / 2);
        assertThat(bench.receive(false, BRIEFLY_MS)).as("late answer").isNull();
        assertThat(ForwardingBench.assertAtRest(ringway).sum(CounterDescriptor.TIMED_OUT))
                .isEqualTo(timedOutBefore + lost);
    }
}
