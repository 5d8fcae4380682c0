package io.ringway.settings.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.DomainName;
import io.ringway.settings.Netmask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blocks come, are renewed, and go when their time is over, by a clock that the test turns. */
class DynamicBlocksTest {
    private static final BlockTarget CLIENT = new BlockTarget.Clients(Netmask.parse("192.0.2.1"));
    private static final BlockTarget NETWORK = new BlockTarget.Clients(Netmask.parse("2001:db8::1/32"));
    private static final BlockTarget NAME = new BlockTarget.Names(DomainName.parse("Example.COM"));

    /** Remembers what it was told last. */
    private static final class Recording implements BlockEnforcement {
        private final List<ActiveBlock> blocks = new ArrayList<>();
        private int changes;

        @Override
        public void enforce(final List<ActiveBlock> fresh) {
            blocks.clear();
            blocks.addAll(fresh);
            changes++;
        }

        @Override
        public long hits(final BlockTarget target) {
            return 3;
        }
    }

    private long nowNs = -5;
    private final DynamicBlocks blocks = new DynamicBlocks(() -> nowNs);
    private final Recording workers = new Recording();

    @BeforeEach
    void enforce() {
        blocks.enforceBy(workers);
    }

    private static DynamicBlock block(final BlockTarget target, final int seconds, final boolean warning) {
        return new DynamicBlock(target, "because", seconds, Optional.empty(), warning);
    }

    private List<DynamicBlock> add(final BlockTarget target, final int seconds) {
        return blocks.add(List.of(block(target, seconds, false)));
    }

    private void pass(final long milliseconds) {
        nowNs += TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }

    private List<BlockTarget> enforced() {
        return workers.blocks.stream().map(active -> active.block().target()).toList();
    }

    @Test
    void endsWhenItsTimeIsOver() {
        assertThat(add(CLIENT, 10)).hasSize(1);
        assertThat(add(NETWORK, 20)).hasSize(1);
        pass(9_999);
        blocks.expire();
        assertThat(enforced()).containsExactly(CLIENT, NETWORK);
        assertThat(blocks.list()).extracting(BlockStatus::secondsLeft).containsExactly(1L, 11L);
        pass(1);
        blocks.expire();
        assertThat(enforced()).containsExactly(NETWORK);
        final int changes = workers.changes;
        blocks.expire();
        assertThat(workers.changes).as("nobody is told of nothing").isEqualTo(changes);
        pass(10_000);
        assertThat(blocks.list()).isEmpty();
        assertThat(enforced()).isEmpty();
    }

    @Test
    void isRenewedByOneThatEndsLater() {
        add(CLIENT, 10);
        pass(5_000);
        assertThat(add(CLIENT, 3)).isEmpty();
        assertThat(blocks.list().getFirst().secondsLeft()).isEqualTo(5);
        assertThat(add(CLIENT, 10)).as("renewed, not new").isEmpty();
        assertThat(blocks.list().getFirst().secondsLeft()).isEqualTo(10);
        assertThat(blocks.list().getFirst().hits()).isEqualTo(3);
    }

    @Test
    void aWarningTurnsNobodyAwayAndGivesWay() {
        assertThat(blocks.add(List.of(block(CLIENT, 100, true)))).hasSize(1);
        assertThat(enforced()).isEmpty();
        assertThat(blocks.list()).hasSize(1);
        assertThat(add(CLIENT, 10)).hasSize(1);
        assertThat(enforced()).containsExactly(CLIENT);
        assertThat(blocks.add(List.of(block(CLIENT, 100, true)))).isEmpty();
        assertThat(enforced()).containsExactly(CLIENT);
    }

    @Test
    void takesTheActionOfAllWhereItHasNone() {
        add(CLIENT, 10);
        blocks.add(List.of(new DynamicBlock(NAME, "", 10, Optional.of(BlockAction.NXDOMAIN), false)));
        assertThat(workers.blocks)
                .extracting(ActiveBlock::action)
                .containsExactly(BlockAction.DROP, BlockAction.NXDOMAIN);
        blocks.usualAction(BlockAction.REFUSED);
        assertThat(workers.blocks)
                .extracting(ActiveBlock::action)
                .containsExactly(BlockAction.REFUSED, BlockAction.NXDOMAIN);
        blocks.clear();
        assertThat(enforced()).isEmpty();
    }

    @Test
    void oneNetworkOrNameIsOneTarget() {
        add(NETWORK, 10);
        add(new BlockTarget.Clients(Netmask.parse("2001:db8:ffff::/32")), 20);
        add(NAME, 10);
        add(new BlockTarget.Names(DomainName.parse("example.com.")), 20);
        assertThat(blocks.list()).hasSize(2);
        assertThat(NETWORK).hasToString("2001:db8::/32");
        assertThat(CLIENT).hasToString("192.0.2.1");
    }

    @Test
    void takesNoMoreThanTheMapsOfAProgramDo() {
        final List<DynamicBlock> many = new ArrayList<>();
        for (int i = 0; i <= DynamicBlocks.MAX_BLOCKS; i++) {
            many.add(block(
                    new BlockTarget.Clients(
                            Netmask.parse("10." + (i >> 16) + "." + ((i >> 8) & 0xFF) + "." + (i & 0xFF))),
                    10,
                    false));
        }
        assertThat(blocks.add(many)).hasSize(DynamicBlocks.MAX_BLOCKS);
        assertThat(workers.changes).as("told once of all").isEqualTo(2);
    }
}
