package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.RingwayProcess;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are added, removed and changed by the configuration's maintenance while queries are forwarded, on real veth pairs. */
@Timeout(120)
class RunningServersTest {
    private static final int TIMEOUT_MS = 20_000;

    /** Does the next step when the test says so. */
    private static final String STEPS = """
            client = newXsk({ifName="$c", NIC_queue_id=0, frameNums=2048, ringSize=256, threading="$threading"})
            upstream = newXsk({ifName="$f", NIC_queue_id=0, frameNums=2048, ringSize=256, threading="$threading"})
            addLocal("$4:53", {xskSocket=client})
            addLocal("$4:5300")
            newServer({address="$b4:53", name="first"})
            setServerPolicy(roundrobin)
            steps = {
              function() newServer({address="[$b6]:53", name="over xdp", xskSocket=upstream}) end,
              function() newServer({address="[$b6]:53", name="over sockets"}) end,
              function() rmServer(1) end,
              function() getServer(0):setDown() end,
              function() getServer(0):setAuto(); rmServer(1) end,
              function() newServer({address="$b4", source="192.0.2.99"}) end,
            }
            done = 0
            function maintenance()
              local file = io.open("$step")
              if file then
                local wanted = file:read("*n")
                file:close()
                while done < wanted do
                  done = done + 1
                  steps[done]()
                end
              end
            end
            addMaintenanceCallback(function() error("always the same") end)
            """;

    private static void step(final Path file, final int number) throws IOException {
        final Path fresh = Files.writeString(file.resolveSibling("step.new"), Integer.toString(number));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitOutput(final RingwayProcess ringway, final String text) {
        Until.isTrue(
                text,
                () -> ringway.process().output().contains(text),
                () -> ringway.process().output());
    }

    private static void awaitKeys(final RingwayProcess ringway, final Path pins, final int wanted) {
        Until.isTrue(
                wanted + " destinations",
                () -> PinnedMaps.keys(pins, "xsk-destinations-v6") == wanted,
                () -> PinnedMaps.keys(pins, "xsk-destinations-v6") + " "
                        + ringway.process().output());
    }

    private static long forwardedByXsk(final ForwardingBench bench, final RingwayProcess ringway) {
        final String scope = bench.backends().serverInterface() + "/0";
        return ringway.counters().entries().stream()
                .filter(entry -> entry.descriptor() == CounterDescriptor.FORWARDED
                        && entry.scope().equals(scope))
                .mapToLong(CountersSnapshot.Entry::value)
                .sum();
    }

    /** Asks all the time, one query after the other, and counts them; a query without its answer ends it. */
    private static CompletableFuture<Integer> traffic(
            final ForwardingBench bench, final RingwayProcess ringway, final AtomicBoolean ends) {
        return CompletableFuture.supplyAsync(
                () -> {
                    int asked = 0;
                    try {
                        while (!ends.get()) {
                            bench.askAndVerify(
                                    ringway,
                                    ForwardingBench.query(asked & 0xFFFF, "www" + asked + ".example"),
                                    false,
                                    asked % 2 == 0 ? 53 : 5300);
                            asked++;
                        }
                        return asked;
                    } catch (final IOException e) {
                        throw new AssertionError("query " + asked, e);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private static int askOverTcp(final ForwardingBench bench, final int count) throws Exception {
        try (Socket socket = NamespaceThread.call(
                bench.bench().client(), () -> new Socket(InetAddress.ofLiteral(bench.serverV4()), 53))) {
            socket.setSoTimeout(TIMEOUT_MS);
            final DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            final DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < count; i++) {
                final byte[] query = ForwardingBench.query(i, "tcp.example");
                out.writeShort(query.length);
                out.write(query);
                final byte[] answer = new byte[in.readUnsignedShort()];
                in.readFully(answer);
                assertThat(answer).isEqualTo(ScriptedBackend.response(query));
            }
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void comeAndGoUnderTraffic(final String threading) throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final String upstream = bench.backends().serverInterface();
            final Path pins = Path.of("/sys/fs/bpf/ringway", upstream);
            bench.bench().run("xdp", "detach", upstream);
            final ChildProcess attached = bench.bench().run("xdp", "attach", upstream);
            assertThat(attached.awaitEnd(1_000)).as(attached.output()).isZero();
            try {
                final Path file = bench.bench().folder().resolve("step");
                final RingwayProcess ringway =
                        bench.serve(STEPS.replace("$threading", threading).replace("$step", file.toString()));
                final AtomicBoolean ends = new AtomicBoolean();
                final CompletableFuture<Integer> traffic = traffic(bench, ringway, ends);
                int overTcp = askOverTcp(bench, 3);

                step(file, 1);
                awaitKeys(ringway, pins, 64);
                Until.isTrue(
                        "queries over AF_XDP",
                        () -> forwardedByXsk(bench, ringway) > 20,
                        () -> ForwardingBench.counters(ringway));
                overTcp += askOverTcp(bench, 4);
                step(file, 2);
                awaitOutput(ringway, "over sockets ([" + bench.v6() + "]:53) is up");
                overTcp += askOverTcp(bench, 6);

                step(file, 3);
                awaitKeys(ringway, pins, 0);
                awaitOutput(ringway, "over xdp ([" + bench.v6() + "]:53): gone");
                final long byXsk = forwardedByXsk(bench, ringway);
                overTcp += askOverTcp(bench, 4);

                step(file, 4);
                awaitOutput(ringway, "first (" + bench.v4() + ":53) is down");
                ends.set(true);
                int asked = traffic.join();
                backend.forget();
                for (int i = 0; i < 20; i++, asked++) {
                    bench.askAndVerify(ringway, i, "down.example");
                    assertThat(backend.next().socket().getLocalAddress()).isInstanceOf(Inet6Address.class);
                }
                ends.set(false);
                step(file, 5);
                awaitOutput(ringway, "over sockets ([" + bench.v6() + "]:53): gone");
                final CompletableFuture<Integer> rest = traffic(bench, ringway, ends);
                overTcp += askOverTcp(bench, 2);
                step(file, 6);
                awaitOutput(ringway, "192.0.2.99");
                ends.set(true);
                asked += rest.join();

                final CountersSnapshot counters = ForwardingBench.assertAtRest(ringway);
                final String seen = ForwardingBench.counters(ringway);
                assertThat(counters.sum(CounterDescriptor.FORWARDED)).as(seen).isEqualTo(asked + (long) overTcp);
                assertThat(counters.sum(CounterDescriptor.RELAYED)).as(seen).isEqualTo(asked + (long) overTcp);
                assertThat(counters.sum(CounterDescriptor.TIMED_OUT)).as(seen).isZero();
                assertThat(forwardedByXsk(bench, ringway)).as(seen).isEqualTo(byXsk);
                assertThat(seen.split("always the same", -1)).as(seen).hasSize(2);
            } finally {
                bench.bench().run("xdp", "detach", upstream);
            }
        }
    }

    @Test
    void removedOnesStillAnswerWhatTheyWereAsked() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final Path file = bench.bench().folder().resolve("step");
            final RingwayProcess ringway = bench.serve("""
                    client = newXsk({ifName="$c", NIC_queue_id=0, frameNums=2048, ringSize=256})
                    upstream = newXsk({ifName="$f", NIC_queue_id=0, frameNums=2048, ringSize=256})
                    addLocal("$4:53", {xskSocket=client})
                    newServer({address="$b4:53", name="old", xskSocket=upstream, udpTimeout=20, healthCheckMode="up"})
                    function maintenance()
                      if io.open("$step") and #getServers() == 1 and getServer(0):getName() == "old" then
                        assert(getServer(0):getOutstanding() == 1, "outstanding " .. getServer(0):getOutstanding())
                        rmServer(0)
                        newServer({address="[$b6]:53", name="new", xskSocket=upstream, healthCheckMode="up"})
                      end
                    end
                    """.replace("$step", file.toString()));
            bench.askAndVerify(ringway, 1, "first.example");
            backend.forget();
            final byte[] late = ForwardingBench.query(77, "late.example");
            backend.script(query -> {
                if (query.message().length != late.length) {
                    query.answer();
                }
            });
            bench.send(late, false, 53);
            final ScriptedBackend.Query waiting = backend.next();
            step(file, 1);
            int asked = 2;
            do {
                bench.askAndVerify(ringway, asked++, "another.example");
            } while (!(backend.next().socket().getLocalAddress() instanceof Inet6Address));
            for (int i = 0; i < 10; i++) {
                bench.askAndVerify(ringway, asked++, "another.example");
                assertThat(backend.next().socket().getLocalAddress()).isInstanceOf(Inet6Address.class);
            }
            assertThat(ringway.process().output()).doesNotContain("gone");
            waiting.answer();
            assertThat(bench.receive(false, TIMEOUT_MS))
                    .as(() -> ForwardingBench.counters(ringway))
                    .isEqualTo(ScriptedBackend.response(late));
            awaitOutput(ringway, "old (" + bench.v4() + ":53): gone");
            assertThat(ForwardingBench.assertAtRest(ringway).sum(CounterDescriptor.RELAYED))
                    .isEqualTo(asked);
        }
    }

    @Test
    void getFreshSocketsWhenTheyComeUpAgain() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve("""
                    addLocal("$4:53")
                    newServer({address="$b4:53", name="ns", reconnectOnUp=true, checkTimeout=200})
                    """);
            final Set<Integer> before = ports(bench, backend, ringway);
            backend.healthy(false);
            awaitOutput(ringway, "ns (" + bench.v4() + ":53) is down");
            backend.healthy(true);
            bench.awaitAnswers(ringway, 1);
            Until.isTrue(
                    "fresh ports",
                    () -> {
                        try {
                            return !before.contains(port(bench, backend, ringway));
                        } catch (final Exception e) {
                            throw new AssertionError(e);
                        }
                    },
                    () -> ForwardingBench.counters(ringway));
            assertThat(ports(bench, backend, ringway)).doesNotContainAnyElementsOf(before);
        }
    }

    private static int port(final ForwardingBench bench, final ScriptedBackend backend, final RingwayProcess ringway)
            throws Exception {
        backend.forget();
        bench.askAndVerify(ringway, 5, "www.example");
        return backend.next().source().getPort();
    }

    private static Set<Integer> ports(
            final ForwardingBench bench, final ScriptedBackend backend, final RingwayProcess ringway) throws Exception {
        final Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            ports.add(port(bench, backend, ringway));
        }
        assertThat(ports).hasSizeBetween(4, 8);
        return ports;
    }
}
