package io.ringway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.rules.block.BlockBook;
import io.ringway.settings.DomainName;
import io.ringway.settings.Netmask;
import io.ringway.settings.block.BlockAction;
import io.ringway.settings.block.BlockTarget;
import io.ringway.settings.block.DynamicBlock;
import io.ringway.settings.block.DynamicBlocks;
import io.ringway.wire.DnsMessageBuilder;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Dynamic blocks as workers find them. */
class BlockedQueriesTest {
    private static final long SEED = 20_261_124;

    private final DynamicBlocks blocks = new DynamicBlocks(() -> 0);
    private final BlockBook book = new BlockBook(0, SEED);
    private final RuleBook rules = new RuleBook(List.of(), List.of(), Map.of(), List.of(""), book);
    private final RuleChain one = rules.newChain();
    private final RuleChain other = rules.newChain();
    private final Querying querying = new Querying();

    BlockedQueriesTest() {
        blocks.enforceBy(book);
    }

    @AfterEach
    void close() {
        querying.close();
    }

    private BlockAction ask(final RuleChain chain, final String client, final String name) {
        querying.take(
                new DnsMessageBuilder()
                        .question(DnsMessageBuilder.name(name), 1, 1)
                        .build(),
                InetAddress.ofLiteral(client).getAddress(),
                false);
        chain.follow();
        return chain.blocked(querying.datagram, querying.query, querying.decision);
    }

    private void block(final BlockTarget target, final BlockAction action) {
        blocks.add(List.of(new DynamicBlock(target, "", 10, Optional.of(action), false)));
    }

    private static BlockTarget clients(final String mask) {
        return new BlockTarget.Clients(Netmask.parse(mask));
    }

    private static BlockTarget names(final String suffix) {
        return new BlockTarget.Names(DomainName.parse(suffix));
    }

    @Test
    void theMostSpecificDecides() {
        assertThat(ask(one, "192.0.2.1", "example")).isNull();
        block(clients("192.0.0.0/16"), BlockAction.REFUSED);
        block(clients("192.0.2.1"), BlockAction.DROP);
        block(clients("2001:db8::/32"), BlockAction.TRUNCATE);
        block(clients("2001:db8:0:0:100::/72"), BlockAction.NXDOMAIN);
        assertThat(ask(one, "192.0.2.1", "example")).isEqualTo(BlockAction.DROP);
        assertThat(ask(one, "192.0.2.2", "example")).isEqualTo(BlockAction.REFUSED);
        assertThat(ask(one, "192.1.2.1", "example")).isNull();
        assertThat(ask(one, "2001:db8::1", "example")).isEqualTo(BlockAction.TRUNCATE);
        assertThat(ask(one, "2001:db8:0:0:100::1", "example")).isEqualTo(BlockAction.NXDOMAIN);
        assertThat(ask(one, "2001:db9::1", "example")).isNull();
        block(clients("0.0.0.0/0"), BlockAction.NO_OP);
        assertThat(ask(one, "203.0.113.1", "example")).isEqualTo(BlockAction.NO_OP);
        assertThat(ask(one, "2001:db9::1", "example")).isNull();
    }

    @Test
    void aNameIsBlockedWithAllBelowIt() {
        block(names("Example.COM"), BlockAction.REFUSED);
        block(names("a.example.com"), BlockAction.DROP);
        assertThat(ask(one, "192.0.2.1", "EXAMPLE.com")).isEqualTo(BlockAction.REFUSED);
        assertThat(ask(one, "192.0.2.1", "b.example.com")).isEqualTo(BlockAction.REFUSED);
        assertThat(ask(one, "192.0.2.1", "x.y.A.example.com")).isEqualTo(BlockAction.DROP);
        assertThat(ask(one, "192.0.2.1", "badexample.com")).isNull();
        block(clients("192.0.2.1"), BlockAction.TRUNCATE);
        assertThat(ask(one, "192.0.2.1", "example.com"))
                .as("a client's goes before a name's")
                .isEqualTo(BlockAction.TRUNCATE);
        block(names("."), BlockAction.NXDOMAIN);
        assertThat(ask(one, "192.0.2.9", "badexample.com")).isEqualTo(BlockAction.NXDOMAIN);
    }

    @Test
    void hitsOfAllWorkersAddUpAndStay() {
        block(clients("192.0.2.1"), BlockAction.DROP);
        ask(one, "192.0.2.1", "a");
        ask(other, "192.0.2.1", "b");
        ask(other, "192.0.2.1", "c");
        block(names("example"), BlockAction.DROP);
        ask(one, "192.0.2.1", "d");
        ask(rules.newChain(), "192.0.2.3", "example");
        assertThat(blocks.list()).extracting(status -> status.hits()).containsExactly(4L, 1L);
    }

    @Test
    void agreesWithALookThroughAllBlocks() {
        final Random random = new Random(SEED);
        final List<Netmask> masks = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            final boolean ipv6 = random.nextBoolean();
            final Netmask mask = new Netmask(
                    InetAddress.ofLiteral(address(random, ipv6)),
                    ipv6 ? 118 + random.nextInt(11) : 28 + random.nextInt(5),
                    false);
            masks.add(mask);
            block(new BlockTarget.Clients(mask), BlockAction.DROP);
        }
        final NetmaskGroup model = new NetmaskGroup(masks);
        int blocked = 0;
        for (int i = 0; i < 20_000; i++) {
            final String client = address(random, random.nextBoolean());
            final boolean found = ask(one, client, "example") != null;
            assertThat(found).as(client).isEqualTo(model.matches(querying.datagram));
            blocked += found ? 1 : 0;
        }
        assertThat(blocked).isBetween(1_000, 19_000);
    }

    /** Close to each other, so that prefixes of many lengths hold some. */
    private static String address(final Random random, final boolean ipv6) {
        final int low = random.nextInt(1 << 20);
        return ipv6
                ? "2001:db8::" + Integer.toHexString(low >> 16) + ":" + Integer.toHexString(low & 0xFFFF)
                : "10.0." + ((low >> 8) & 0xFF) + "." + (low & 0xFF);
    }
}
