package io.ringway.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.wire.DnsMessageBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Rules of several workers, and what becomes of them when others take their place. */
class RuleBookTest {
    private static final RuleSettings NONE = Querying.rule(new SelectorSettings.All(), new ActionSettings.None());
    private static final RuleSettings DROP = Querying.rule(new SelectorSettings.All(), new ActionSettings.Drop());
    private static final RuleSettings RATE =
            Querying.rule(new SelectorSettings.All(), new ActionSettings.DropAboveRate(5));

    private static Querying querying() {
        final Querying querying = new Querying();
        querying.take(new DnsMessageBuilder()
                .question(DnsMessageBuilder.name("example"), 1, 1)
                .build());
        return querying;
    }

    @Test
    void addsTheHitsOfAllWorkersAndKeepsThemWhenRulesMove() {
        try (Querying querying = querying()) {
            final RuleBook book = new RuleBook(List.of(NONE, DROP), List.of(""));
            final RuleChain one = book.newChain();
            final RuleChain other = book.newChain();
            querying.ask(one);
            querying.ask(one);
            querying.ask(other);
            assertThat(book.matches(0)).isEqualTo(3);
            assertThat(book.matches(1)).isEqualTo(3);
            book.replace(List.of(DROP, NONE));
            assertThat(querying.ask(one)).isEqualTo(Verdict.DROP);
            assertThat(book.matches(0)).isEqualTo(4);
            assertThat(book.matches(1)).isEqualTo(3);
            book.replace(List.of(NONE));
            assertThat(book.rules()).containsExactly(NONE);
            assertThat(querying.ask(other)).isEqualTo(Verdict.CONTINUE);
            assertThat(book.matches(0)).isEqualTo(4);
            book.replace(List.of(DROP));
            assertThat(book.matches(0)).as("a rule that was away begins anew").isZero();
        }
    }

    @Test
    void keepsTheRateOfARuleThatStays() {
        try (Querying querying = querying()) {
            final RuleBook book = new RuleBook(List.of(RATE), List.of(""));
            final RuleChain one = book.newChain();
            final RuleChain other = book.newChain();
            int passed = 0;
            for (int i = 0; i < 20; i++) {
                passed += querying.ask((i & 1) == 0 ? one : other) == Verdict.CONTINUE ? 1 : 0;
                book.replace((i & 1) == 0 ? List.of(NONE, RATE) : List.of(RATE));
            }
            assertThat(passed)
                    .as("of both workers together; a second may have begun")
                    .isBetween(5, 10);
        }
    }

    /** Another thread replaces rules while this one asks: each query meets one of the two chains whole. */
    @Test
    void replacesRulesWhileQueriesAreDecidedAbout() throws InterruptedException {
        try (Querying querying = querying()) {
            final RuleSettings third = Querying.rule(new SelectorSettings.All(), Querying.rcode(3));
            final RuleSettings fifth = Querying.rule(new SelectorSettings.All(), Querying.rcode(5));
            final RuleBook book = new RuleBook(List.of(third), List.of(""));
            final RuleChain chain = book.newChain();
            final AtomicBoolean ends = new AtomicBoolean();
            final CountDownLatch replaced = new CountDownLatch(2_000);
            final Thread control = Thread.ofPlatform().start(() -> {
                for (long i = 0; !ends.get(); i++) {
                    book.replace((i & 1) == 0 ? List.of(NONE, fifth) : List.of(third));
                    replaced.countDown();
                }
            });
            final List<Integer> seen = new ArrayList<>();
            while (replaced.getCount() > 0) {
                assertThat(querying.ask(chain)).isEqualTo(Verdict.ANSWER);
                if (!seen.contains(querying.decision.rcode())) {
                    seen.add(querying.decision.rcode());
                }
            }
            ends.set(true);
            control.join();
            assertThat(seen).isSubsetOf(3, 5);
        }
    }

    @Test
    void waitsWithWhatChangesUntilItIsCommitted() {
        try (Querying querying = querying()) {
            final RuleBook book = new RuleBook(List.of(NONE), List.of(""));
            final RuleChain chain = book.newChain();
            final RuleSettings toPool = Querying.rule(new SelectorSettings.All(), new ActionSettings.Pool("later"));
            querying.ask(chain);
            book.change(List.of(toPool, NONE), List.of("", "later"));
            assertThat(querying.ask(chain)).isEqualTo(Verdict.CONTINUE);
            book.commit();
            book.commit();
            assertThat(querying.ask(chain)).isEqualTo(Verdict.FORWARD);
            assertThat(querying.decision.pool()).as("a pool that came later").isEqualTo(1);
            assertThat(book.matches(NONE)).isEqualTo(2);
            assertThat(book.matches(toPool)).isEqualTo(1);
            assertThat(book.matches(DROP)).as("not among them").isZero();
        }
    }

    /** Were a selector's state made anew with each rule, its rate would be, too, and tables would pile up. */
    @Test
    void aSelectorThatIsUsedAgainKeepsItsState() {
        try (Querying querying = querying()) {
            final SelectorSettings within = new SelectorSettings.WithinRate(5, 5);
            final RuleBook book = new RuleBook(List.of(Querying.rule(within, Querying.rcode(3))), List.of(""));
            final RuleChain chain = book.newChain();
            int passed = 0;
            for (int i = 0; i < 20; i++) {
                passed += querying.ask(chain) == Verdict.ANSWER ? 1 : 0;
                book.replace(List.of(Querying.rule(
                        new SelectorSettings.And(List.of(new SelectorSettings.All(), within)), Querying.rcode(3))));
            }
            assertThat(passed).as("a second may have begun").isBetween(5, 10);
        }
    }

    @Test
    void rulesThatCannotBeChangeNothing() {
        try (Querying querying = querying()) {
            final RuleBook book = new RuleBook(List.of(DROP), List.of(""));
            final RuleChain chain = book.newChain();
            final List<RuleSettings> tooMany = new ArrayList<>();
            for (int i = 0; i <= QueryTags.MAX_TAGS; i++) {
                tooMany.add(Querying.rule(new SelectorSettings.All(), new ActionSettings.SetTag("tag" + i, "x")));
            }
            assertThatThrownBy(() -> book.change(tooMany, List.of(""))).isInstanceOf(SetupException.class);
            book.commit();
            assertThat(book.rules()).containsExactly(DROP);
            assertThat(querying.ask(chain)).isEqualTo(Verdict.DROP);
        }
    }

    @Test
    void refusesMoreTagsThanThereIsRoomFor() {
        final List<RuleSettings> rules = new ArrayList<>();
        for (int i = 0; i <= QueryTags.MAX_TAGS; i++) {
            rules.add(Querying.rule(new SelectorSettings.All(), new ActionSettings.SetTag("tag" + i, "x")));
        }
        assertThatThrownBy(() -> new RuleChain(rules, List.of("")))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("tag 'tag64' is one too many");
    }
}
