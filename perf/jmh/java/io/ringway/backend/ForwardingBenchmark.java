package io.ringway.backend;

import io.ringway.backend.policy.Policies;
import io.ringway.backend.policy.Policy;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.BackendSource;
import io.ringway.settings.backend.BackendTcpSettings;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.settings.backend.PolicySettings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What forwarding adds to a query: an ID, a place among the outstanding queries, a server. With {@code -prof gc}: nothing is allocated. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForwardingBenchmark {
    private static final int CAPACITY = 65_536;
    private static final int WAITING = 4096;
    private static final int PORTS = 64;
    private static final int TIMEOUT_MS = 2000;
    private static final long NS_BETWEEN = 1000;

    private final UnpredictableNumbers numbers = new UnpredictableNumbers();
    private final OutstandingQueries queries = new OutstandingQueries(CAPACITY, PORTS, numbers);
    private final int[] waiting = new int[WAITING];
    private final MemorySegment question = Arena.ofAuto()
            .allocateFrom(ValueLayout.JAVA_BYTE, "\3www\7example\3com\0\0\1\0\1".getBytes(StandardCharsets.US_ASCII));
    private final int questionLength = (int) question.byteSize();
    private final long questionAddress = question.address();
    private int next;
    private long nowNs;

    /** Fills the table with what waits all the time. */
    @Setup
    public void prepare() {
        for (int i = 0; i < WAITING; i++) {
            waiting[i] = open();
        }
    }

    private int open() {
        final int slot = queries.open(numbers.below(PORTS));
        queries.question(slot, questionAddress, questionLength);
        queries.schedule(slot, nowNs, TIMEOUT_MS);
        return slot;
    }

    /**
     * The life of a query while 4,096 others wait on 64 ports: the oldest is found, its question compared, and closed; a new one is opened.
     *
     * @return slots, so that nothing is left out.
     */
    @Benchmark
    public int openFindClose() {
        nowNs += NS_BETWEEN;
        final int oldest = waiting[next];
        final int found = queries.find(queries.port(oldest), queries.id(oldest));
        if (!queries.hasQuestion(found, questionAddress, questionLength)) {
            throw new IllegalStateException("the question of slot " + found + " is another");
        }
        queries.close(found);
        waiting[next] = open();
        next = (next + 1) & (WAITING - 1);
        return found + queries.expired(nowNs);
    }

    /**
     * A message ID.
     *
     * @return 16 bits.
     */
    @Benchmark
    public int next16() {
        return numbers.next16();
    }

    /**
     * The hash of a name of 17 bytes.
     *
     * @return 64 bits.
     */
    @Benchmark
    public long nameHash() {
        return NameHash.stable(questionAddress, questionLength - Integer.BYTES);
    }

    /** Eight servers and a policy. */
    @State(Scope.Thread)
    public static class Pool {
        private static final int SERVERS = 8;

        /** The policy, as the dialect names it; with a factor those that may have one. */
        @Param({"leastOutstanding", "firstAvailable", "roundrobin", "wrandom", "whashed", "chashed", "chashed 1.25"})
        private String policy;

        private final BackendShare[] servers = new BackendShare[SERVERS];
        private Policy choice;
        private long query;

        /** Makes them. */
        @Setup
        public void prepare() {
            for (int i = 0; i < SERVERS; i++) {
                final Backend backend = new Backend(i, settings(i));
                backend.checked(true);
                servers[i] = new BackendShare(backend, 1);
            }
            final ForwardingSettings forwarding = new ForwardingSettings(
                    List.of(),
                    List.of(),
                    policySettings(),
                    0,
                    policy.endsWith("1.25") ? 1.25 : 0,
                    false,
                    false,
                    CAPACITY,
                    24,
                    56,
                    false,
                    false);
            choice = Policies.of(policySettings(), forwarding, new UnpredictableNumbers(), () -> null);
            choice.prepare(servers);
        }

        private PolicySettings policySettings() {
            return switch (policy) {
                case "leastOutstanding" -> new PolicySettings.LeastOutstanding();
                case "firstAvailable" -> new PolicySettings.FirstAvailable();
                case "roundrobin" -> new PolicySettings.RoundRobin();
                case "wrandom" -> new PolicySettings.WeightedRandom();
                case "whashed" -> new PolicySettings.WeightedHashed();
                default -> new PolicySettings.ConsistentHashed();
            };
        }

        private static BackendSettings settings(final int number) {
            return new BackendSettings(
                    SourceLocation.COMMAND_LINE,
                    new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + (1 + number)), 53),
                    new UUID(0, number),
                    "",
                    List.of(BackendSettings.DEFAULT_POOL),
                    1,
                    1,
                    0,
                    1,
                    BackendSource.ANY,
                    TIMEOUT_MS,
                    0,
                    BackendTcpSettings.DEFAULT,
                    false,
                    false,
                    false,
                    false,
                    false,
                    0,
                    List.of(),
                    HealthCheckSettings.DEFAULT,
                    List.of(),
                    Optional.empty());
        }
    }

    /**
     * One choice, counted as sent and answered.
     *
     * @param pool servers and policy.
     * @return the server.
     */
    @Benchmark
    public int choose(final Pool pool) {
        nowNs += NS_BETWEEN;
        pool.query++;
        final int chosen = pool.choice.choose(pool.servers, NameHash.mix(pool.query), nowNs);
        pool.servers[chosen].sent(nowNs);
        pool.servers[chosen].answered(NS_BETWEEN);
        return chosen;
    }
}
