package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.wire.DnsMessageBuilder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules that change while queries come by AF_XDP, UDP and TCP: each query is answered, by the rules before or by those after, and hits are kept. */
@Timeout(120)
class RunningRulesTest {
    private static final String SERVER = "192.0.42.1";
    private static final int TIMEOUT_MS = 10_000;
    /** So that no way starves the others on a machine with two processors. */
    private static final long PAUSE_NS = 500_000;

    private static final int NOTIMP = 4;
    private static final int REFUSED = 5;
    private static final int RCODES = 16;

    /** There is no server: maintenance is for rules alone. */
    private static final String CONFIGURATION = """
            xsk = newXsk({ifName="rws42", NIC_queue_id=0, frameNums=1024})
            addLocal("192.0.42.1:53", {xskSocket=xsk})
            addLocal("192.0.42.1:5300")
            setACL({"192.0.42.0/24"})
            setTCPRecvTimeout(60)
            addAction("moves.test", NoneAction(), {name="kept"})
            addAction(AllRule(), RCodeAction(DNSRCode.REFUSED), {name="last"})
            second = 0
            function maintenance()
              second = second + 1
              if second % 2 == 1 then
                addAction("moves.test", RCodeAction(DNSRCode.NOTIMP), {name="new"})
                mvRule(2, 1)
              else
                rmRule("new")
                addAction(QNameRule("nobody.test"), DropAction(), {name="nobody"})
                mvRuleToTop()
                rmRule("nobody")
              end
              showRules()
            end
            """;

    private static final Pattern HITS = Pattern.compile("kept +(\\d+) ");

    private static byte[] query() {
        return new DnsMessageBuilder()
                .question(DnsMessageBuilder.name("www.moves.test"), 1, 1)
                .build();
    }

    private interface Asking {
        int rcode(byte[] query) throws IOException;
    }

    private static Asking overUdp(final TestBench bench, final int port) throws Exception {
        final DatagramSocket socket = bench.add(NamespaceThread.call(bench.client(), () -> new DatagramSocket()));
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral(SERVER), port));
        return query -> {
            socket.send(new DatagramPacket(query, query.length));
            final DatagramPacket answer = new DatagramPacket(new byte[512], 512);
            socket.receive(answer);
            return answer.getData()[3] & 0xF;
        };
    }

    private static Asking overTcp(final TestBench bench) throws Exception {
        final Socket socket = bench.add(NamespaceThread.call(bench.client(), () -> new Socket(SERVER, 5300)));
        socket.setSoTimeout(TIMEOUT_MS);
        final DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        final DataInputStream in = new DataInputStream(socket.getInputStream());
        return query -> {
            final byte[] framed = new byte[2 + query.length];
            framed[1] = (byte) query.length;
            System.arraycopy(query, 0, framed, 2, query.length);
            out.write(framed);
            return in.readNBytes(in.readUnsignedShort())[3] & 0xF;
        };
    }

    private static CompletableFuture<Void> traffic(
            final Asking asking, final AtomicBoolean ends, final AtomicLongArray seen) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        while (!ends.get()) {
                            seen.incrementAndGet(asking.rcode(query()));
                            LockSupport.parkNanos(PAUSE_NS);
                        }
                    } catch (final IOException e) {
                        throw new AssertionError("after " + seen, e);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private static long hits(final RingwayProcess ringway) {
        final Matcher matcher = HITS.matcher(ringway.process().output());
        long last = -1;
        while (matcher.find()) {
            last = Long.parseLong(matcher.group(1));
        }
        return last;
    }

    @Test
    void changeUnderTraffic() throws Exception {
        try (TestBench bench = new TestBench()) {
            bench.join(42, 1);
            final RingwayProcess ringway = bench.serve(CONFIGURATION);
            final AtomicBoolean ends = new AtomicBoolean();
            final List<AtomicLongArray> seen = new ArrayList<>();
            final List<CompletableFuture<Void>> traffic = new ArrayList<>();
            for (final Asking asking : List.of(overUdp(bench, 53), overUdp(bench, 5300), overTcp(bench))) {
                seen.add(new AtomicLongArray(RCODES));
                traffic.add(traffic(asking, ends, seen.getLast()));
            }
            for (final AtomicLongArray rcodes : seen) {
                // By turns, so that the rules have changed several times.
                for (int turn = 0; turn < 2; turn++) {
                    final long before = rcodes.get(REFUSED);
                    Until.isTrue("the new rule", () -> rcodes.get(NOTIMP) > 0, () -> describe(seen, traffic, ringway));
                    Until.isTrue(
                            "the old rules",
                            () -> rcodes.get(REFUSED) > before,
                            () -> describe(seen, traffic, ringway));
                }
            }
            ends.set(true);
            traffic.forEach(CompletableFuture::join);
            long asked = 0;
            for (final AtomicLongArray rcodes : seen) {
                for (int rcode = 0; rcode < RCODES; rcode++) {
                    assertThat(rcodes.get(rcode) == 0 || rcode == NOTIMP || rcode == REFUSED)
                            .as("rcode %d in %s", rcode, rcodes)
                            .isTrue();
                    asked += rcodes.get(rcode);
                }
            }
            final long all = asked;
            Until.isTrue(
                    "hits of all queries",
                    () -> hits(ringway) == all,
                    () -> all + " queries " + describe(seen, traffic, ringway));
            TestBench.assertLedger(ringway);
        }
    }

    private static String describe(
            final List<AtomicLongArray> seen,
            final List<CompletableFuture<Void>> traffic,
            final RingwayProcess ringway) {
        return seen + " "
                + traffic.stream()
                        .map(CompletableFuture::isCompletedExceptionally)
                        .toList() + " "
                + traffic.stream()
                        .filter(CompletableFuture::isCompletedExceptionally)
                        .map(failed -> failed.exceptionNow().toString())
                        .toList()
                + " " + TestBench.describe(ringway.counters()) + "\n"
                + ringway.process().output();
    }
}
