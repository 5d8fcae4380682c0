package io.ringway.backend.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.backend.BackendShare;
import io.ringway.backend.BackendsForTests;
import io.ringway.backend.BackendsForTests.Plan;
import io.ringway.backend.NameHash;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.backend.HealthCheckSettings.Mode;
import io.ringway.settings.backend.PolicySettings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every policy holds to, and those that go by order, number and turn. */
class PoliciesTest {
    private static final int SEED = 8;

    private static Policy policy(final PolicySettings settings, final boolean roundRobinFails) {
        final ForwardingSettings none = ForwardingSettings.NONE;
        final ForwardingSettings forwarding = new ForwardingSettings(
                List.of(),
                List.of(),
                settings,
                0,
                0,
                roundRobinFails,
                false,
                none.maxOutstanding(),
                24,
                56,
                false,
                false);
        return Policies.of(settings, forwarding, BackendsForTests.numbers(SEED), () -> {
            throw new AssertionError("only Lua asks for the query");
        });
    }

    private static Policy policy(final PolicySettings settings) {
        return policy(settings, true);
    }

    static Stream<PolicySettings> builtIn() {
        return Stream.of(
                new PolicySettings.LeastOutstanding(),
                new PolicySettings.FirstAvailable(),
                new PolicySettings.RoundRobin(),
                new PolicySettings.WeightedRandom(),
                new PolicySettings.WeightedHashed(),
                new PolicySettings.ConsistentHashed());
    }

    private static long hash(final int query) {
        return NameHash.mix(query);
    }

    private static int[] count(final Policy policy, final BackendShare[] servers, final int queries) {
        policy.prepare(servers);
        final int[] counts = new int[servers.length];
        for (int query = 0; query < queries; query++) {
            counts[policy.choose(servers, hash(query), 0)]++;
        }
        return counts;
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void choosesOnlyUsableServers(final PolicySettings settings) {
        final BackendShare[] servers = BackendsForTests.shares(4);
        servers[1] = Plan.of(1).maxOutstanding(1).share();
        servers[1].sent(0);
        servers[0].backend().checked(false);
        servers[3].backend().force(Mode.DOWN);
        final Policy policy = policy(settings);
        policy.prepare(servers);
        for (int query = 0; query < 1000; query++) {
            assertThat(policy.choose(servers, hash(query), 0)).isEqualTo(2);
        }
        servers[2].backend().checked(false);
        assertThat(policy.choose(servers, hash(1), 0)).isEqualTo(-1);
        servers[1].answered(1);
        assertThat(policy.choose(servers, hash(1), 0)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void findsNoneInAnEmptyPool(final PolicySettings settings) {
        final Policy policy = policy(settings);
        policy.prepare(new BackendShare[0]);
        assertThat(policy.choose(new BackendShare[0], 7, 0)).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void hashesNamesWhereItSaysSo(final PolicySettings settings) {
        final Policy policy = policy(settings);
        final BackendShare[] servers = BackendsForTests.shares(5);
        policy.prepare(servers);
        final boolean[] chosen = new boolean[servers.length];
        for (int query = 0; query < 200; query++) {
            chosen[policy.choose(servers, hash(1), 0)] = true;
        }
        int different = 0;
        for (final boolean one : chosen) {
            different += one ? 1 : 0;
        }
        if (policy.hashesNames()) {
            assertThat(different).isEqualTo(1);
        }
        assertThat(policy.hashesNames())
                .isEqualTo(settings instanceof PolicySettings.WeightedHashed
                        || settings instanceof PolicySettings.ConsistentHashed);
    }

    @Test
    void leastOutstandingGoesByQueriesThenOrderThenLatency() {
        final BackendShare[] servers = {
            Plan.of(0).order(2).share(),
            Plan.of(1).order(1).share(),
            Plan.of(2).order(1).share()
        };
        final Policy policy = policy(new PolicySettings.LeastOutstanding());
        servers[1].sent(0);
        servers[1].answered(5000);
        servers[2].sent(0);
        servers[2].answered(4000);
        assertThat(policy.choose(servers, 0, 0)).as("lower latency").isEqualTo(2);
        servers[2].sent(0);
        assertThat(policy.choose(servers, 0, 0)).as("lower order").isEqualTo(1);
        servers[1].sent(0);
        assertThat(policy.choose(servers, 0, 0)).as("fewer queries").isEqualTo(0);
        servers[2].backend().order(-3);
        servers[0].sent(0);
        assertThat(policy.choose(servers, 0, 0)).as("lower order now").isEqualTo(2);
    }

    @Test
    void leastOutstandingSpreadsWhatWaits() {
        final BackendShare[] servers = BackendsForTests.shares(4);
        final Policy policy = policy(new PolicySettings.LeastOutstanding());
        for (int query = 0; query < 400; query++) {
            servers[policy.choose(servers, 0, 0)].sent(0);
        }
        assertThat(servers).extracting(BackendShare::outstanding).containsOnly(100);
    }

    @Test
    void firstAvailableGoesByOrderUntilQpsAreUsedUp() {
        final BackendShare[] servers = {
            Plan.of(0).order(1).qps(10).share(),
            Plan.of(1).order(2).qps(5).share(),
            Plan.of(2).order(3).share()
        };
        final Policy policy = policy(new PolicySettings.FirstAvailable());
        final int[] counts = new int[3];
        for (int query = 0; query < 100; query++) {
            final int chosen = policy.choose(servers, 0, 0);
            servers[chosen].sent(0);
            counts[chosen]++;
        }
        assertThat(counts).containsExactly(10, 5, 85);
        assertThat(policy.choose(servers, 0, 150_000_000)).as("a token later").isEqualTo(0);
        servers[2].backend().order(-1);
        assertThat(policy.choose(servers, 0, 150_000_000)).as("lower order now").isEqualTo(2);
    }

    @Test
    void firstAvailableFallsBackToLeastOutstanding() {
        final BackendShare[] servers = {
            Plan.of(0).qps(1).share(), Plan.of(1).qps(1).share()
        };
        final Policy policy = policy(new PolicySettings.FirstAvailable());
        for (int query = 0; query < 50; query++) {
            servers[policy.choose(servers, 0, 0)].sent(0);
        }
        assertThat(servers).extracting(BackendShare::outstanding).containsExactly(25, 25);
    }

    @Test
    void roundRobinTakesTurns() {
        final BackendShare[] servers = BackendsForTests.shares(4);
        servers[2].backend().checked(false);
        final Policy policy = policy(new PolicySettings.RoundRobin());
        for (int query = 0; query < 30; query++) {
            assertThat(policy.choose(servers, 0, 0)).isEqualTo(new int[] {0, 1, 3}[query % 3]);
        }
    }

    @Test
    void roundRobinTakesTurnsAmongServersThatAreAllDown() {
        final BackendShare[] servers = BackendsForTests.shares(3);
        servers[0] = Plan.of(0).maxOutstanding(1).share();
        for (final BackendShare server : servers) {
            server.backend().checked(false);
        }
        assertThat(policy(new PolicySettings.RoundRobin(), true).choose(servers, 0, 0))
                .isEqualTo(-1);
        assertThat(count(policy(new PolicySettings.RoundRobin(), false), servers, 30))
                .containsExactly(10, 10, 10);
        servers[0].sent(0);
        assertThat(count(policy(new PolicySettings.RoundRobin(), false), servers, 30))
                .containsExactly(0, 15, 15);
    }

    /** Nobody is down, so those that are down stay out although the others have no room. */
    @Test
    void roundRobinFindsNoneWhereServersAreFull() {
        final BackendShare[] servers = {
            Plan.of(0).maxOutstanding(1).share(), Plan.of(1).share()
        };
        servers[0].sent(0);
        servers[1].backend().checked(false);
        assertThat(policy(new PolicySettings.RoundRobin(), false).choose(servers, 0, 0))
                .isEqualTo(-1);
    }

    @Test
    void weightsDivideQueries() {
        for (final PolicySettings settings :
                List.of(new PolicySettings.WeightedRandom(), new PolicySettings.WeightedHashed())) {
            final BackendShare[] servers = {
                Plan.of(0).weight(1).share(),
                Plan.of(1).weight(3).share(),
                Plan.of(2).weight(6).share()
            };
            final int[] counts = count(policy(settings), servers, 100_000);
            assertThat(counts[0]).as("%s", settings).isBetween(9_500, 10_500);
            assertThat(counts[1]).as("%s", settings).isBetween(29_000, 31_000);
            servers[2].backend().weight(1_000_000_000);
            servers[1].backend().weight(2_000_000_000);
            servers[0].backend().weight(1_000_000_000);
            assertThat(count(policy(settings), servers, 100_000)[1])
                    .as("%s, large weights", settings)
                    .isBetween(49_000, 51_000);
        }
    }
}
