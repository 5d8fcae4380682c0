package io.ringway.backend.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.backend.BackendShare;
import io.ringway.backend.BackendsForTests;
import io.ringway.backend.BackendsForTests.Plan;
import io.ringway.backend.NameHash;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Few names move when a server goes, comes or changes, and a bound on load is kept. */
class ConsistentHashedTest {
    private static final int NAMES = 100_000;

    private static int[] owners(final BackendShare[] servers) {
        final ConsistentHashed policy = new ConsistentHashed(0);
        policy.prepare(servers);
        return owners(policy, servers);
    }

    /** The numbers of the servers that names go to. */
    private static int[] owners(final Policy policy, final BackendShare[] servers) {
        final int[] owners = new int[NAMES];
        for (int name = 0; name < NAMES; name++) {
            owners[name] = servers[policy.choose(servers, NameHash.mix(name), 0)]
                    .backend()
                    .number();
        }
        return owners;
    }

    private static int[] counts(final int[] owners, final int servers) {
        final int[] counts = new int[servers];
        for (final int owner : owners) {
            counts[owner]++;
        }
        return counts;
    }

    private static int moved(final int[] before, final int[] after) {
        int moved = 0;
        for (int name = 0; name < NAMES; name++) {
            moved += before[name] == after[name] ? 0 : 1;
        }
        return moved;
    }

    @Test
    void sharesByWeight() {
        final BackendShare[] equal = BackendsForTests.shares(8);
        for (final int count : counts(owners(equal), 8)) {
            assertThat(count).isBetween(11_000, 14_000);
        }
        final BackendShare[] servers = {
            Plan.of(0).weight(1).share(),
            Plan.of(1).weight(2).share(),
            Plan.of(2).weight(7).share()
        };
        final int[] counts = counts(owners(servers), 3);
        assertThat(counts[0]).isBetween(8_500, 11_500);
        assertThat(counts[1]).isBetween(18_000, 22_000);
        for (final BackendShare server : servers) {
            server.backend().weight(server.backend().weight() * 200_000_000);
        }
        assertThat(counts(owners(servers), 3)[2]).isBetween(67_000, 73_000);
    }

    @Test
    void movesOnlyTheNamesOfAServerThatIsDown() {
        final BackendShare[] servers = BackendsForTests.shares(8);
        final ConsistentHashed policy = new ConsistentHashed(0);
        policy.prepare(servers);
        final int[] before = owners(policy, servers);
        servers[3].backend().checked(false);
        final int[] without = owners(policy, servers);
        assertThat(moved(before, without)).as("names that move").isEqualTo(counts(before, 8)[3]);
        final int[] counts = counts(without, 8);
        assertThat(counts[3]).isZero();
        assertThat(Arrays.stream(counts).max().orElseThrow())
                .as("its names go to all others")
                .isLessThan(16_500);
        servers[3].backend().checked(true);
        assertThat(owners(policy, servers)).containsExactly(before);
    }

    @Test
    void movesOneInNWhenAServerIsRemovedOrAdded() {
        final BackendShare[] servers = BackendsForTests.shares(10);
        final int[] before = owners(servers);
        final int[] removed = owners(Arrays.copyOf(servers, 9));
        assertThat(moved(before, removed)).isBetween(8_500, 11_500);
        final BackendShare[] more = BackendsForTests.shares(11);
        assertThat(moved(before, owners(more))).isBetween(7_500, 11_000);
    }

    /** From 16 to 17 servers of weight 1 the number of points of each is halved. */
    @Test
    void movesFewNamesWhereTheNumberOfPointsChanges() {
        assertThat(moved(owners(BackendsForTests.shares(16)), owners(BackendsForTests.shares(17))))
                .isLessThan(60_000);
    }

    @Test
    void followsAWeight() {
        final BackendShare[] servers = BackendsForTests.shares(8);
        final ConsistentHashed policy = new ConsistentHashed(0);
        policy.prepare(servers);
        final int[] before = owners(policy, servers);
        servers[5].backend().weight(2);
        final int[] heavier = owners(policy, servers);
        final int gained = counts(heavier, 8)[5];
        assertThat(gained).isBetween(20_500, 24_000);
        assertThat(moved(before, heavier)).as("names that move").isEqualTo(gained - counts(before, 8)[5]);
        servers[5].backend().weight(1);
        assertThat(owners(policy, servers)).containsExactly(before);
    }

    /** Another worker has other shares, and another start other objects; the order in which servers were made does not matter either. */
    @Test
    void agreesWithEveryOtherWorker() {
        final int[] before = owners(BackendsForTests.shares(8));
        final BackendShare[] reversed = new BackendShare[8];
        for (int i = 0; i < 8; i++) {
            reversed[i] = Plan.of(7 - i).share();
        }
        assertThat(owners(reversed)).containsExactly(before);
        assertThat(Arrays.copyOf(before, 16))
                .as("after an upgrade, too")
                .containsExactly(0, 2, 0, 1, 3, 5, 3, 2, 0, 1, 1, 1, 2, 2, 2, 1);
    }

    @Test
    void findsTheOneServerThatIsUp() {
        final BackendShare[] servers = BackendsForTests.shares(1000);
        for (int i = 1; i < 1000; i++) {
            servers[i].backend().checked(false);
        }
        assertThat(owners(servers)).containsOnly(0);
    }

    /** Names that all have the same owner spill over to the next ones; nobody is above its share by more than the factor. */
    @Test
    void boundsLoad() {
        final double factor = 1.25;
        final BackendShare[] servers = {
            Plan.of(0).weight(1).share(),
            Plan.of(1).weight(2).share(),
            Plan.of(2).weight(1).share(),
            Plan.of(3).share()
        };
        servers[3].backend().checked(false);
        final ConsistentHashed policy = new ConsistentHashed(factor);
        policy.prepare(servers);
        for (int query = 1; query <= 4000; query++) {
            final int chosen = policy.choose(servers, NameHash.mix(query % 3), 0);
            servers[chosen].sent(0);
            final int weight = servers[chosen].backend().weight();
            assertThat(servers[chosen].outstanding())
                    .as("queries at server %d of %d in all", chosen, query)
                    .isLessThanOrEqualTo((int) (factor * query * weight / 4) + 1);
        }
        assertThat(servers[3].outstanding()).isZero();
        for (int i = 0; i < 3; i++) {
            assertThat(servers[i].outstanding()).isGreaterThan(500);
        }
    }

    @Test
    void boundsTheLoadOfWeightedPolicies() {
        final BackendShare[] servers = BackendsForTests.shares(4);
        final WeightedHashed hashed = new WeightedHashed(1.5);
        for (int query = 1; query <= 1000; query++) {
            final int chosen = hashed.choose(servers, 42, 0);
            servers[chosen].sent(0);
            assertThat(servers[chosen].outstanding()).isLessThanOrEqualTo((int) (1.5 * query / 4) + 1);
        }
        final BackendShare[] others = BackendsForTests.shares(4);
        for (int i = 0; i < 100; i++) {
            others[1].sent(0);
        }
        final WeightedRandom random = new WeightedRandom(1, BackendsForTests.numbers(7));
        for (int query = 0; query < 100; query++) {
            assertThat(random.choose(others, 0, 0)).isNotEqualTo(1);
        }
    }

    /** Two servers with one address, as with two {@code newServer} of different sources, have points of their own. */
    @Test
    void keepsServersWithOneAddressApart() {
        final BackendShare[] servers = {Plan.of(0).share(), Plan.of(0).share()};
        final ConsistentHashed policy = new ConsistentHashed(0);
        policy.prepare(servers);
        int second = 0;
        for (int name = 0; name < NAMES; name++) {
            second += policy.choose(servers, NameHash.mix(name), 0);
        }
        assertThat(second).isBetween(46_000, 54_000);
    }
}
