package io.ringway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.PacketDefect;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What actions decide, one after the other; their records are tested where they are written. */
class ActionsTest {
    private final Querying querying = new Querying();

    @BeforeEach
    void take() {
        take(false);
    }

    @AfterEach
    void free() {
        querying.close();
    }

    private void take(final boolean tcp) {
        final byte[] message = new DnsMessageBuilder()
                .flags(DnsMessageBuilder.RD)
                .question(DnsMessageBuilder.name("example"), 1, 1)
                .build();
        assertThat(querying.take(message, new byte[] {10, 0, 0, 1}, tcp)).isEqualTo(PacketDefect.NONE);
    }

    private static RuleChain chain(final ActionSettings... actions) {
        return Querying.chain(java.util.Arrays.stream(actions)
                .map(action -> Querying.rule(new SelectorSettings.All(), action))
                .toArray(RuleSettings[]::new));
    }

    private Verdict ask(final ActionSettings... actions) {
        return querying.ask(chain(actions));
    }

    @Test
    void allowsDropsAndGoesOn() {
        assertThat(ask(new ActionSettings.Allow(), new ActionSettings.Drop())).isEqualTo(Verdict.FORWARD);
        assertThat(querying.decision.pool()).isZero();
        assertThat(ask(new ActionSettings.None(), new ActionSettings.Drop())).isEqualTo(Verdict.DROP);
        assertThat(ask(new ActionSettings.None())).isEqualTo(Verdict.CONTINUE);
        assertThat(ask(new ActionSettings.Continue(new ActionSettings.Drop()), Querying.rcode(3)))
                .isEqualTo(Verdict.ANSWER);
        assertThat(querying.decision.rcode()).isEqualTo(3);
    }

    @Test
    void remembersThePoolOfARuleThatGoesOn() {
        assertThat(ask(new ActionSettings.Pool("b", false), new ActionSettings.None()))
                .isEqualTo(Verdict.CONTINUE);
        assertThat(querying.decision.pool()).isEqualTo(2);
        assertThat(ask(new ActionSettings.Pool("b", false), new ActionSettings.Allow()))
                .isEqualTo(Verdict.FORWARD);
        assertThat(querying.decision.pool()).isEqualTo(2);
        assertThat(ask(new ActionSettings.None())).isEqualTo(Verdict.CONTINUE);
        assertThat(querying.decision.pool()).as("of another query").isZero();
    }

    @Test
    void truncatesOverUdpAlone() {
        assertThat(ask(new ActionSettings.Truncate(), new ActionSettings.Drop()))
                .isEqualTo(Verdict.ANSWER);
        assertThat(querying.decision.isTruncated()).isTrue();
        assertThat(querying.decision.ra()).as("as RD").isTrue();
        assertThat(ask(Querying.rcode(5))).isEqualTo(Verdict.ANSWER);
        assertThat(querying.decision.isTruncated()).isFalse();
        take(true);
        assertThat(ask(new ActionSettings.Truncate(), new ActionSettings.Drop()))
                .isEqualTo(Verdict.DROP);
    }

    @Test
    void keepsToRates() {
        final RuleChain drops = chain(new ActionSettings.DropAboveRate(3));
        final RuleChain pools = chain(new ActionSettings.PoolWithinRate(3, "a", true));
        final ActionSettings shared = new ActionSettings.DropAboveRate(4);
        final RuleChain twice = chain(shared, shared);
        int dropped = 0;
        int pooled = 0;
        int passed = 0;
        for (int i = 0; i < 20; i++) {
            dropped += querying.ask(drops) == Verdict.DROP ? 1 : 0;
            pooled += querying.ask(pools) == Verdict.FORWARD ? 1 : 0;
            passed += querying.ask(twice) == Verdict.CONTINUE ? 1 : 0;
        }
        // A second may have begun meanwhile, in which a part of the rate is free again.
        assertThat(dropped).isBetween(14, 17);
        assertThat(pooled).isBetween(3, 6);
        assertThat(passed)
                .as("two rules that have one action in common share its rate")
                .isBetween(2, 4);
    }

    @Test
    void changesTheHeaderForTheBackendAlone() {
        final int before = querying.query.flags();
        assertThat(ask(new ActionSettings.NoRecurse(), new ActionSettings.DisableValidation()))
                .isEqualTo(Verdict.CONTINUE);
        assertThat(querying.query.flags()).isEqualTo((before & ~DnsHeader.RD) | DnsHeader.CD);
        assertThat(querying.query.clientFlags()).isEqualTo(before);
    }

    @Test
    void skipsTheCacheForOneQuery() {
        assertThat(ask(new ActionSettings.SkipCache())).isEqualTo(Verdict.CONTINUE);
        assertThat(querying.decision.skipsCache()).isTrue();
        assertThat(ask(new ActionSettings.None())).isEqualTo(Verdict.CONTINUE);
        assertThat(querying.decision.skipsCache()).isFalse();
    }

    @Test
    void answersWithExtendedResponseCodes() {
        for (final int rcode : List.of(0, 16, 23, 4_095)) {
            assertThat(ask(Querying.rcode(rcode))).isEqualTo(Verdict.ANSWER);
            assertThat(querying.decision.rcode()).isEqualTo(rcode);
        }
    }
}
