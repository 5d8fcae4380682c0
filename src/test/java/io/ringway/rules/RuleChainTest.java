package io.ringway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.SourceLocation;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.PacketDefect;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Order, counts and decisions of a {@link RuleChain}. */
class RuleChainTest {
    private static final List<Optional<Boolean>> GIVEN_OR_NOT =
            List.of(Optional.empty(), Optional.of(false), Optional.of(true));

    private final Arena arena = Arena.ofConfined();
    private final Datagram datagram = new Datagram(true);
    private final Decision decision = new Decision();

    @AfterEach
    void free() {
        arena.close();
    }

    private DnsQuery query(final int flags) {
        final byte[] message = new DnsMessageBuilder()
                .flags(flags)
                .question(DnsMessageBuilder.name("example.com"), 1, 1)
                .build();
        final MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
        final DnsQuery query = new DnsQuery();
        assertThat(query.wrap(memory.address(), message.length)).isEqualTo(PacketDefect.NONE);
        return query;
    }

    private static RuleSettings rule(final ActionSettings action) {
        return new RuleSettings(SourceLocation.COMMAND_LINE, "name", "uuid", new SelectorSettings.All(), action);
    }

    private static ActionSettings rcode(final int rcode) {
        return new ActionSettings.RCode(rcode, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void hasNoOpinionWhenItIsEmpty() {
        final RuleChain chain = new RuleChain(List.of(), List.of());
        assertThat(chain.size()).isZero();
        assertThat(chain.evaluate(datagram, query(0), decision)).isEqualTo(Verdict.CONTINUE);
    }

    @Test
    void letsTheFirstDecidingRuleDecide() {
        final RuleChain chain = new RuleChain(List.of(rule(rcode(3)), rule(rcode(5))), List.of());
        assertThat(chain.size()).isEqualTo(2);
        for (int hits = 1; hits <= 1000; hits++) {
            assertThat(chain.evaluate(datagram, query(0), decision)).isEqualTo(Verdict.ANSWER);
            assertThat(decision.rcode()).isEqualTo(3);
            assertThat(chain.matches(0)).isEqualTo(hits);
            assertThat(chain.matches(1)).isZero();
        }
    }

    @Test
    void countsForItselfAlone() {
        final List<RuleSettings> rules = List.of(rule(rcode(0)));
        final RuleChain one = new RuleChain(rules, List.of());
        final RuleChain other = new RuleChain(rules, List.of());
        assertThat(one.evaluate(datagram, query(0), decision)).isEqualTo(Verdict.ANSWER);
        assertThat(one.matches(0)).isEqualTo(1);
        assertThat(other.matches(0)).isZero();
    }

    @Test
    void answersWithEveryResponseCode() {
        for (int rcode = 0; rcode < 16; rcode++) {
            final RuleChain chain = new RuleChain(List.of(rule(rcode(rcode))), List.of());
            assertThat(chain.evaluate(datagram, query(0xF), decision)).isEqualTo(Verdict.ANSWER);
            assertThat(decision.rcode()).isEqualTo(rcode);
        }
    }

    @Test
    void namesThePoolByItsNumber() {
        final RuleChain chain =
                new RuleChain(List.of(rule(new ActionSettings.Pool("b")), rule(rcode(5))), List.of("", "a", "b"));
        assertThat(chain.evaluate(datagram, query(0), decision)).isEqualTo(Verdict.FORWARD);
        assertThat(decision.pool()).isEqualTo(2);
        final RuleChain unknown = new RuleChain(List.of(rule(new ActionSettings.Pool("c"))), List.of(""));
        assertThat(unknown.evaluate(datagram, query(0), decision)).isEqualTo(Verdict.FORWARD);
        assertThat(decision.pool()).isNegative();
    }

    /** All 27 combinations; a query's own AA, AD and RA count for nothing, its RD becomes RA when that is not given. */
    @Test
    void setsTheFlagsThatAreGivenAndRaAsTheQuerysRd() {
        for (final Optional<Boolean> aa : GIVEN_OR_NOT) {
            for (final Optional<Boolean> ad : GIVEN_OR_NOT) {
                for (final Optional<Boolean> ra : GIVEN_OR_NOT) {
                    final RuleChain chain =
                            new RuleChain(List.of(rule(new ActionSettings.RCode(5, aa, ad, ra))), List.of());
                    for (final int flags : new int[] {0, DnsMessageBuilder.RD, 0x7EFF, 0x7FFF}) {
                        final String seen = "aa " + aa + ", ad " + ad + ", ra " + ra + ", flags " + flags;
                        assertThat(chain.evaluate(datagram, query(flags), decision))
                                .as(seen)
                                .isEqualTo(Verdict.ANSWER);
                        final boolean rd = (flags & DnsMessageBuilder.RD) != 0;
                        assertThat(decision.aa()).as(seen).isEqualTo(aa.orElse(false));
                        assertThat(decision.ad()).as(seen).isEqualTo(ad.orElse(false));
                        assertThat(decision.ra()).as(seen).isEqualTo(ra.orElse(rd));
                    }
                }
            }
        }
    }
}
