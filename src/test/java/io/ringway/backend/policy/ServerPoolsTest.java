package io.ringway.backend.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.backend.Backend;
import io.ringway.backend.BackendShare;
import io.ringway.backend.BackendsForTests;
import io.ringway.backend.BackendsForTests.Plan;
import io.ringway.settings.SetupException;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.backend.PolicySettings;
import io.ringway.settings.backend.PoolSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A worker's pools: servers by order, a policy each, and a next snapshot that forgets nothing. */
class ServerPoolsTest {
    private static final QueryView UNASKED = () -> {
        throw new AssertionError("only Lua asks for the query");
    };

    private static ForwardingSettings settings(final PoolSettings... pools) {
        return new ForwardingSettings(
                List.of(),
                List.of(pools),
                new PolicySettings.FirstAvailable(),
                0,
                0,
                false,
                false,
                1000,
                24,
                56,
                false,
                false);
    }

    private static PoolSettings pool(final String name) {
        return new PoolSettings(name, Optional.empty());
    }

    private static ServerPools pools(
            final ForwardingSettings settings, final List<Backend> backends, final QueryView view) {
        return new ServerPools(settings, backends, 1, BackendsForTests.numbers(1), view);
    }

    @Test
    void choosesWithinAPool() {
        final Backend second = Plan.of(0).order(2).backend();
        final Backend first = Plan.of(1).order(1).pools("", "abuse").backend();
        final ServerPools pools = pools(
                settings(
                        pool(""),
                        new PoolSettings("abuse", Optional.of(new PolicySettings.ConsistentHashed())),
                        pool("empty")),
                List.of(second, first),
                UNASKED);
        assertThat(pools.pools()).isEqualTo(3);
        assertThat(pools.choose(0, 0, 0).backend()).as("lowest order").isSameAs(first);
        first.checked(false);
        assertThat(pools.choose(0, 0, 0).backend()).isSameAs(second);
        assertThat(pools.choose(1, 0, 0)).isNull();
        assertThat(pools.choose(2, 0, 0)).isNull();
        assertThat(List.of(pools.hashesNames(0), pools.hashesNames(1))).containsExactly(false, true);
        assertThat(pools.share(1).backend()).isSameAs(first);
    }

    @Test
    void carriesSharesOver() {
        final Backend stays = Plan.of(0).backend();
        final Backend goes = Plan.of(1).backend();
        final ServerPools before = pools(settings(pool("")), List.of(stays, goes), UNASKED);
        final BackendShare share = before.share(0);
        share.sent(0);
        share.sent(0);
        share.answered(128_000);
        final Backend comes = Plan.of(2).pools("new").backend();
        final ServerPools after = before.with(settings(pool(""), pool("new")), List.of(stays, comes));
        assertThat(after.share(0)).isSameAs(share);
        assertThat(after.choose(0, 0, 0)).isSameAs(share);
        assertThat(after.share(0).outstanding()).isEqualTo(1);
        assertThat(after.share(1)).as("removed").isNull();
        assertThat(after.share(7)).as("never there").isNull();
        assertThat(after.choose(1, 0, 0).backend()).isSameAs(comes);
        comes.pools(List.of(""));
        assertThat(after.with(settings(pool(""), pool("new")), List.of(comes)).choose(0, 0, 0))
                .isSameAs(after.share(2));
        assertThat(before.choose(0, 0, 0)).as("the one before is as it was").isNotNull();
    }

    @Test
    void asksLua() {
        final PolicySettings.Query query = new PolicySettings.Query("example.com.", 1, 1, "192.0.2.99:5353");
        final List<List<PolicySettings.Server>> seen = new ArrayList<>();
        final int[] choice = {1};
        final PolicySettings.Lua lua = new PolicySettings.Lua("mine", (servers, asked) -> {
            assertThat(asked).isEqualTo(query);
            seen.add(servers);
            if (choice[0] == 42) {
                throw new SetupException("the function failed");
            }
            return choice[0];
        });
        final Backend down = Plan.of(0).unchecked();
        final Backend up = Plan.of(1).order(5).weight(3).backend();
        final ServerPools pools =
                pools(settings(new PoolSettings("", Optional.of(lua))), List.of(down, up), () -> query);
        pools.share(1).sent(0);
        pools.share(1).sent(0);
        pools.share(1).answered(128 * 1_500_000);
        assertThat(pools.choose(0, 0, 0)).isSameAs(pools.share(1));
        assertThat(seen.getFirst())
                .containsExactly(
                        new PolicySettings.Server("ns0", "192.0.2.1:53", false, 1, 1, 0, 0),
                        new PolicySettings.Server("ns1", "192.0.2.2:53", true, 5, 3, 1, 1.5));
        for (final int none : new int[] {0, -1, 2, 42}) {
            choice[0] = none;
            assertThat(pools.choose(0, 0, 0)).as("chosen by %d", none).isNull();
        }
        assertThat(pools.hashesNames(0)).isFalse();
    }
}
