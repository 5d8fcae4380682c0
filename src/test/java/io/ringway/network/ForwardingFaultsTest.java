package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.Command;
import io.ringway.lab.RingwayProcess;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that are down, that go down, and that move; links that go down. */
@Timeout(120)
class ForwardingFaultsTest {
    private static final String SOCKETS = """
            client = newXsk({ifName="$c", NIC_queue_id=0, frameNums=2048, ringSize=256})
            upstream = newXsk({ifName="$f", NIC_queue_id=0, frameNums=2048, ringSize=256})
            addLocal("$4:53", {xskSocket=client})
            addLocal("$4:5300")
            """;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void saysSoWhenNoServerIsUpWhereItIsAskedTo(final boolean answers) throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1)) {
            final RingwayProcess ringway = bench.serve(SOCKETS + """
                    newServer({address="$b4:53", xskSockets={upstream}, maxCheckFailures=1, checkTimeout=200})
                    newServer({address="[$b6]:53", maxCheckFailures=1, checkTimeout=200})
                    setServFailWhenNoServer(%s)
                    """.formatted(answers));
            for (final int port : new int[] {53, 5300}) {
                final byte[] query = ForwardingBench.query(0xABCD, "nobody.example");
                bench.send(query, false, port);
                final byte[] answer = bench.receive(false, answers ? 5_000 : 100);
                if (answers) {
                    query[2] |= (byte) 0x80;
                    query[3] |= 2;
                    assertThat(answer)
                            .as(() -> ForwardingBench.counters(ringway))
                            .isNotNull();
                    answer[3] &= 0x7F;
                    assertThat(answer).isEqualTo(query);
                } else {
                    assertThat(answer).isNull();
                }
            }
            ForwardingBench.awaitCount(
                    ringway, answers ? CounterDescriptor.ANSWERED_NO_SERVER : CounterDescriptor.DROP_NO_POLICY, 2);
            ForwardingBench.assertAtRest(ringway);
        }
    }

    @Test
    void leavesAServerThatDiesAndComesBackToIt() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend dying = bench.bench().add(ScriptedBackend.open(bench.backendNamespace(), bench.v6()));
                ScriptedBackend living =
                        bench.bench().add(ScriptedBackend.open(bench.backendNamespace(), bench.v4()))) {
            final String check = "checkInterval=1, checkTimeout=200, maxCheckFailures=1, udpTimeout=1";
            final RingwayProcess ringway = bench.serve(SOCKETS + """
                    setServerPolicy(roundrobin)
                    newServer({address="$b4:53", xskSockets={upstream}, %1$s})
                    newServer({address="[$b6]:53", xskSockets={upstream}, %1$s})
                    """.formatted(check));
            bench.awaitAnswers(ringway, 10);
            assertThat(dying.queryCount()).as("queries to one").isPositive();
            assertThat(living.queryCount()).as("queries to the other").isPositive();
            dying.healthy(false);
            dying.script(query -> {});
            bench.awaitAnswers(ringway, 10);
            dying.forget();
            bench.awaitAnswers(ringway, 10);
            assertThat(dying.queryCount()).as("queries to the one that is down").isZero();
            dying.healthy(true);
            dying.script(ScriptedBackend.Query::answer);
            Until.isTrue(
                    "queries to the one that is up again",
                    () -> {
                        bench.awaitAnswers(ringway, 1);
                        return dying.queryCount() > 0;
                    },
                    () -> ForwardingBench.counters(ringway));
            ForwardingBench.assertAtRest(ringway);
        }
    }

    @Test
    void followsABackendToAnotherHardwareAddress() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            bench.backendNamespace().run("sysctl -qw net.ipv4.conf.all.arp_notify=1");
            final RingwayProcess ringway = bench.serve(SOCKETS
                    + "newServer({address='$b4:53', xskSockets={upstream}, checkInterval=1, maxCheckFailures=100})\n");
            bench.awaitAnswers(ringway, 10);
            final long before = byXsk(bench, ringway);
            assertThat(before).as(() -> ForwardingBench.counters(ringway)).isPositive();
            Command.run("ip -n " + bench.backendNamespace().name() + " link set "
                    + bench.backends().clientInterface() + " address 02:00:00:00:77:77");
            bench.awaitAnswers(ringway, 10);
            assertThat(backend.queryCount()).isPositive();
            assertThat(byXsk(bench, ringway)).isGreaterThanOrEqualTo(before + 10);
            // Everybody forgets, and the backend is not asked by anybody else.
            Command.run("ip -n " + bench.bench().server().name() + " neigh flush dev "
                    + bench.backends().serverInterface());
            bench.awaitAnswers(ringway, 10);
            awaitByXsk(bench, ringway);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesOnWhenTheBackendsLinkIsUpAgain(final boolean ownEnd) throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve(SOCKETS
                    + "newServer({address='$b4:53', xskSockets={upstream}, healthCheckMode='up', udpTimeout=1})\n");
            bench.awaitAnswers(ringway, 10);
            final String link = ownEnd
                    ? "ip -n " + bench.bench().server().name() + " link set "
                            + bench.backends().serverInterface()
                    : "ip -n " + bench.backendNamespace().name() + " link set "
                            + bench.backends().clientInterface();
            Command.run(link + " down");
            for (int i = 0; i < 50; i++) {
                bench.send(ForwardingBench.query(i, "nowhere.example"), false, 53);
            }
            assertThat(bench.receive(false, 100)).isNull();
            backend.forget();
            Command.run(link + " up");
            bench.awaitAnswers(ringway, 10);
            awaitByXsk(bench, ringway);
            ForwardingBench.assertAtRest(ringway);
        }
    }

    private static void awaitByXsk(final ForwardingBench bench, final RingwayProcess ringway) {
        final long before = byXsk(bench, ringway);
        Until.isTrue(
                "queries by AF_XDP",
                () -> {
                    bench.awaitAnswers(ringway, 1);
                    return byXsk(bench, ringway) > before;
                },
                () -> ForwardingBench.counters(ringway));
    }

    /** Queries that left by the backend's AF_XDP socket. */
    private static long byXsk(final ForwardingBench bench, final RingwayProcess ringway) {
        return ringway.counters().entries().stream()
                .filter(entry -> entry.descriptor() == CounterDescriptor.FORWARDED
                        && entry.scope().equals(bench.backends().serverInterface() + "/0"))
                .mapToLong(CountersSnapshot.Entry::value)
                .sum();
    }
}
