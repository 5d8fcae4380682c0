package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.Command;
import io.ringway.lab.Kxdpgun;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The prober against a real server, alone and beside a load generator that has its own XDP program on the interface. */
@Timeout(180)
class ProberTest {
    private static final int TIMEOUT_MS = 60_000;

    /** A timeout that no busy machine reaches. */
    private static final String PATIENT_MS = "8000";

    private static final int WARM_UP_PROBES = 600;

    private final JsonMapper json = JsonMapper.builder().build();

    private static RingwayProcess serve(final TestBench bench, final int network) throws Exception {
        return bench.serve("""
                setACL({"0.0.0.0/0", "::/0"})
                for queue = 0, 1 do
                  local xsk = newXsk({ifName="rws%1$d", NIC_queue_id=queue, frameNums=1024})
                  addLocal("192.0.%1$d.1:53", {xskSocket=xsk, reusePort=true})
                  addLocal("[2001:db8:%1$d::1]:53", {xskSocket=xsk, reusePort=true})
                end
                addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
                """.formatted(network));
    }

    private static ChildProcess start(
            final TestBench bench, final VethPair pair, final String target, final String... arguments) {
        final List<String> command = RingwayProcess.command(List.of());
        command.addAll(List.of("probe", "--interface", pair.clientInterface(), "--target", target));
        command.addAll(List.of(arguments));
        return bench.add(new ChildProcess("probe", bench.client().command(command), line -> {}));
    }

    /** Runs 200 probes a second for two seconds. */
    private JsonNode probe(
            final TestBench bench,
            final VethPair pair,
            final String target,
            final String timeoutMs,
            final String... arguments) {
        final List<String> all =
                new ArrayList<>(List.of("--rate", "200", "--seconds", "2", "--timeout-ms", timeoutMs, "--json"));
        all.addAll(List.of(arguments));
        final ChildProcess process = start(bench, pair, target, all.toArray(new String[0]));
        assertThat(process.awaitEnd(TIMEOUT_MS)).as(process.output()).isZero();
        final List<String> lines = process.output().lines().toList();
        assertThat(lines)
                .as("all that it said")
                .contains("probing")
                .last()
                .asString()
                .startsWith("{");
        assertThat(lines.stream().filter(line -> line.startsWith("{"))).hasSize(1);
        return json.readTree(lines.getLast());
    }

    private static void assertAllAnswered(final JsonNode result, final String path) throws Exception {
        final String all = result.toString();
        // Poisson of 400: the seed is fixed, so is the number.
        assertThat(result.get("probes").asLong()).as(all).isBetween(320L, 480L);
        assertThat(result.get("answered").asLong())
                .as(all)
                .isEqualTo(result.get("probes").asLong());
        for (final String none : List.of("duplicates", "unmatched", "late", "unsent")) {
            assertThat(result.get(none).asLong()).as(none + " of " + all).isZero();
        }
        assertThat(result.get("sentThrough").asString()).as(all).isEqualTo(path);
        assertThat(result.get("timestamps").asString()).as(all).isEqualTo("kernel");
        assertThat(result.get("seconds").asInt()).isEqualTo(2);
        assertThat(result.get("rate").asInt()).isEqualTo(200);
        long previous = 0;
        for (final String name : List.of("p50Ns", "p90Ns", "p99Ns", "p999Ns", "maxNs")) {
            assertThat(result.get(name).asLong())
                    .as(name + " of " + all)
                    .isPositive()
                    .isGreaterThanOrEqualTo(previous);
            previous = result.get(name).asLong();
        }
        assertThat(result.get("sendLagMaxNs").asLong())
                .isGreaterThanOrEqualTo(result.get("sendLagP99Ns").asLong());
        final Histogram histogram = Histogram.decodeFromCompressedByteBuffer(
                ByteBuffer.wrap(
                        Base64.getDecoder().decode(result.get("histogram").asString())),
                0);
        assertThat(histogram.getTotalCount()).isEqualTo(result.get("answered").asLong());
        assertThat(histogram.getNumberOfSignificantValueDigits()).isEqualTo(3);
        assertThat(histogram.getValueAtPercentile(99))
                .isEqualTo(result.get("p99Ns").asLong());
    }

    private static long received(final RingwayProcess ringway, final String scope) {
        return ringway.counters().entries().stream()
                .filter(entry -> entry.descriptor() == CounterDescriptor.RECEIVED
                        && entry.scope().equals(scope))
                .mapToLong(CountersSnapshot.Entry::value)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.51.1", "[2001:db8:51::1]:53"})
    void answersEveryProbeOnItsQueue(final String target) throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(51, 2);
            final RingwayProcess ringway = serve(bench, 51);
            final JsonNode result = probe(bench, pair, target, PATIENT_MS);
            assertAllAnswered(result, "af_xdp");
            assertThat(received(ringway, "rws51/1"))
                    .as(TestBench.describe(ringway.counters()))
                    .isGreaterThanOrEqualTo(
                            WARM_UP_PROBES + result.get("probes").asLong());
        }
    }

    @Test
    void leavesTheOtherQueueToALoadGenerator() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(52, 2);
            final RingwayProcess ringway = serve(bench, 52);
            final Kxdpgun kxdpgun = bench.add(Kxdpgun.start(pair, "192.0.52.1", 20_000, 60, 0));
            Until.isTrue(
                    "load on queue 0",
                    () -> received(ringway, "rws52/0") > 20_000,
                    () -> TestBench.describe(ringway.counters()));
            final long before = received(ringway, "rws52/0");
            assertAllAnswered(probe(bench, pair, "192.0.52.1", PATIENT_MS), "af_xdp");
            assertThat(kxdpgun.process().isAlive())
                    .as(kxdpgun.process().output())
                    .isTrue();
            assertThat(received(ringway, "rws52/0") - before)
                    .as("queries on queue 0 meanwhile")
                    .isGreaterThan(20_000);
            assertThat(received(ringway, "rws52/1"))
                    .as("queries on queue 1 in " + TestBench.describe(ringway.counters()))
                    .isLessThan(2_000);
        }
    }

    @Test
    void sendsThroughTheSocketWhereTheQueueDoesNotExist() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(53, 2);
            serve(bench, 53);
            assertAllAnswered(probe(bench, pair, "192.0.53.1", PATIENT_MS, "--queue", "7"), "socket");
        }
    }

    @Test
    void countsProbesThatNobodyAnswersAsLost() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(54, 2);
            for (final String queue : List.of("1", "7")) {
                // The kernel answers with ICMP errors.
                final JsonNode result = probe(bench, pair, "192.0.54.1:53", "100", "--queue", queue);
                assertThat(result.get("probes").asLong()).isPositive();
                assertThat(result.get("answered").asLong())
                        .as(result.toString())
                        .isZero();
                assertThat(result.get("unsent").asLong()).as(result.toString()).isZero();
                final Histogram histogram = Histogram.decodeFromCompressedByteBuffer(
                        ByteBuffer.wrap(Base64.getDecoder()
                                .decode(result.get("histogram").asString())),
                        0);
                assertThat(histogram.getTotalCount()).isZero();
            }
            final ChildProcess people = start(bench, pair, "192.0.54.1", "--seconds", "1", "--timeout-ms", "100");
            assertThat(people.awaitEnd(TIMEOUT_MS)).as(people.output()).isZero();
            assertThat(people.output())
                    .containsPattern("answered +0\\n")
                    .contains("send lag")
                    .doesNotContain("latency of answered");
        }
    }

    @Test
    void saysWhatIsWrongInOneLine() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(55, 1);
            final ChildProcess alone = start(bench, pair, "192.0.55.99");
            assertThat(alone.awaitEnd(TIMEOUT_MS)).isEqualTo(1);
            assertThat(alone.output())
                    .isEqualTo("ringway: 192.0.55.99: no neighbour of that address on rwc55; "
                            + "see that the machine is up and the cable joined");
            final ChildProcess itself = start(bench, pair, "192.0.55.2");
            assertThat(itself.awaitEnd(TIMEOUT_MS)).isEqualTo(1);
            assertThat(itself.output()).startsWith("ringway: 192.0.55.2 is not reached through rwc55");
        }
    }

    @Test
    void endsOnCtrlCWithoutHalfAResult() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(56, 2);
            final ChildProcess process = start(bench, pair, "192.0.56.1", "--seconds", "60", "--json");
            process.awaitLine("probing"::equals, TIMEOUT_MS);
            Command.run(String.format(Locale.ROOT, "kill -INT %d", process.pid()));
            assertThat(process.awaitEnd(TIMEOUT_MS)).as(process.output()).isNotZero();
            assertThat(process.output()).doesNotContain("{");
            final JsonNode next = probe(bench, pair, "192.0.56.1", "100");
            assertThat(next.get("sentThrough").asString()).as(next.toString()).isEqualTo("af_xdp");
        }
    }
}
