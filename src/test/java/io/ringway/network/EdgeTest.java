package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.Kxdpgun;
import io.ringway.lab.RingwayProcess;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsMessageBuilder.Section;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The edge of docs/examples as it stands, on a veth pair's interfaces and addresses: under load of all kinds every packet has one fate. */
@Timeout(180)
class EdgeTest {
    private static final Path EXAMPLE =
            Path.of(System.getProperty("ringway.basedir", "."), "docs", "examples", "edge.conf");
    private static final long SEED = 20_261_124;
    private static final int QUERIES = 20_000;
    private static final int BURST = 16;
    private static final int[] TYPES = {1, 1, 1, 28, 28, 16, 15, 6, 255, 252};
    private static final byte[] COOKIE = {0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8};

    private final Random random = new Random(SEED);

    private static String configuration(final ForwardingBench bench) throws IOException {
        final String network = bench.v4().substring(0, bench.v4().lastIndexOf('.') + 1);
        return Files.readString(EXAMPLE)
                .replace("\"enp1s0\"", '"' + bench.clients().serverInterface() + '"')
                .replace("\"enp2s0\"", '"' + bench.backends().serverInterface() + '"')
                .replace("\"192.0.2.1\"", '"' + bench.serverV4() + '"')
                .replace("\"2001:db8::1\"", '"' + bench.serverV6() + '"')
                .replace("198.51.100.", network);
    }

    @Test
    void accountsForEveryPacketUnderLoad() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(2, 1)) {
            final String network = bench.v4().substring(0, bench.v4().lastIndexOf('.') + 1);
            final String[] servers = new String[5];
            for (int i = 0; i < servers.length; i++) {
                servers[i] = network + (i + 2);
                if (i > 0) {
                    bench.backendNamespace()
                            .run("ip address add " + servers[i] + "/24 dev "
                                    + bench.backends().clientInterface());
                }
            }
            bench.bench().add(ScriptedBackend.open(bench.backendNamespace(), servers));
            final RingwayProcess ringway = bench.bench().serve(configuration(bench));
            try (Kxdpgun load = Kxdpgun.start(bench.clients(), bench.serverV4(), 20_000, 2, 0)) {
                assertThat(load.awaitReport().replies())
                        .as(() -> ForwardingBench.counters(ringway))
                        .isPositive();
            }
            mix(bench);
            overTcp(bench);
            final CountersSnapshot counters = ForwardingBench.assertAtRest(ringway);
            final String seen =
                    TestBench.describe(counters) + "\n" + ringway.process().output();
            assertThat(counters.unaccounted()).as(seen).isZero();
            assertThat(counters.sum(CounterDescriptor.RECEIVED)).as(seen).isGreaterThan(2 * QUERIES);
            assertThat(counters.sum(CounterDescriptor.RECEIVED))
                    .as(seen)
                    .isEqualTo(counters.sum(CounterDescriptor.ANSWERED)
                            + counters.sum(CounterDescriptor.FORWARDED)
                            + counters.sum(CounterDescriptor.RELAYED)
                            + counters.sumOfDrops());
            for (final CounterDescriptor counter : new CounterDescriptor[] {
                CounterDescriptor.ANSWERED_BY_RULE,
                CounterDescriptor.FORWARDED,
                CounterDescriptor.RELAYED,
                CounterDescriptor.CACHE_HITS,
                CounterDescriptor.DROP_RULE,
                CounterDescriptor.DROP_DNS_RESPONSE,
                CounterDescriptor.DROP_DNS_QNAME_INVALID
            }) {
                assertThat(counters.sum(counter))
                        .as(counter.label() + " of " + seen)
                        .isPositive();
            }
        }
    }

    private void mix(final ForwardingBench bench) throws IOException {
        for (int i = 0; i < QUERIES; i++) {
            final boolean ipv6 = random.nextBoolean();
            bench.send(message(i), ipv6, !ipv6 && random.nextInt(4) == 0 ? 5300 : 53);
            if (i % BURST == 0) {
                drain(bench, false);
                drain(bench, true);
            }
        }
    }

    private static void drain(final ForwardingBench bench, final boolean ipv6) throws IOException {
        byte[] answer = bench.receive(ipv6, 1);
        while (answer != null) {
            answer = bench.receive(ipv6, 1);
        }
    }

    private byte[] message(final int id) {
        final DnsMessageBuilder message = new DnsMessageBuilder()
                .id(id & 0xFFFF)
                .flags(random.nextInt(20) == 0 ? random.nextInt(0x10000) : DnsMessageBuilder.RD)
                .question(
                        DnsMessageBuilder.name(name()),
                        TYPES[random.nextInt(TYPES.length)],
                        random.nextInt(20) == 0 ? 3 : 1);
        if (random.nextInt(40) == 0) {
            message.record(Section.ANSWER, 65_280, new byte[4]);
        }
        if (random.nextInt(3) == 0) {
            message.opt(1232, 0, random.nextBoolean(), random.nextBoolean() ? COOKIE : new byte[0]);
        }
        if (random.nextInt(40) == 0) {
            message.trailing(new byte[5]);
        }
        final byte[] whole = message.build();
        if (random.nextInt(40) == 0) {
            whole[12] = (byte) 0xC0;
        }
        return whole;
    }

    private String name() {
        return switch (random.nextInt(12)) {
            case 0 -> "www.example.com";
            case 1 -> "host" + random.nextInt(500) + ".Example.NET";
            case 2 -> "internal.example.com";
            case 3 -> "x.malware.example";
            case 4 -> "login.portal.example";
            case 5 -> "localhost";
            case 6 -> Long.toString(random.nextLong(Long.MAX_VALUE / 2, Long.MAX_VALUE), 36) + "abcdefghijklmnop.test";
            case 7 -> "version.bind";
            case 8 -> "health.edge.example";
            case 9 -> "site" + random.nextInt(3_000) + ".test";
            default -> "popular" + random.nextInt(20) + ".test";
        };
    }

    private static void overTcp(final ForwardingBench bench) throws Exception {
        final Socket socket = bench.bench()
                .add(NamespaceThread.call(
                        bench.bench().client(), () -> new Socket(InetAddress.ofLiteral(bench.serverV4()), 53)));
        final OutputStream out = socket.getOutputStream();
        final DataInputStream in = new DataInputStream(socket.getInputStream());
        for (int i = 0; i < 50; i++) {
            final byte[] query = ForwardingBench.query(i, i % 2 == 0 ? "localhost" : "health.edge.example");
            out.write(new byte[] {0, (byte) query.length});
            out.write(query);
            final byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            assertThat(answer[1]).isEqualTo(query[1]);
        }
    }
}
