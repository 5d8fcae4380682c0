package io.ringway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.SetupException;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.QueryFunction;
import io.ringway.settings.rules.QueryFunction.Answer;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.wire.DnsMessageBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a query by what a function says, and by what it cannot say. */
class LuaActionTest {
    private static final int RD = 0x0100;
    private static final int CD = 0x0010;

    private final Querying querying = new Querying();
    private final AtomicReference<QueryFunction.Question> seen = new AtomicReference<>();

    @BeforeEach
    void take() {
        querying.take(new DnsMessageBuilder()
                .flags(RD)
                .question(DnsMessageBuilder.name("www.e.x"), 1, 1)
                .build());
    }

    @AfterEach
    void close() {
        querying.close();
    }

    private static Answer answer(final int action, final String text) {
        return answer(action, text, RD, Map.of());
    }

    private static Answer answer(final int action, final String text, final int flags, final Map<String, String> tags) {
        return new Answer(
                action, text, flags, tags, false, true, Optional.empty(), OptionalInt.empty(), OptionalInt.empty());
    }

    private RuleBook book(final QueryFunction function) {
        return new RuleBook(
                List.of(
                        Querying.rule(new SelectorSettings.All(), new ActionSettings.SetTag("before", "1")),
                        Querying.rule(new SelectorSettings.All(), new ActionSettings.Lua(function))),
                List.of("", "a"));
    }

    private Verdict ask(final Answer answer) {
        final QueryFunction function = (question, waitNs) -> {
            seen.set(question);
            return Optional.of(answer);
        };
        try (RuleBook book = book(function)) {
            return querying.ask(book.newChain());
        }
    }

    @Test
    void decidesByTheNumbersOfDnsAction() {
        assertThat(ask(answer(0, ""))).isEqualTo(Verdict.DROP);
        final int[] rcodes = {1, 3, 2, 5, 9, 2};
        for (int i = 0; i < rcodes.length; i += 2) {
            assertThat(ask(answer(rcodes[i], ""))).isEqualTo(Verdict.ANSWER);
            assertThat(querying.decision.rcode()).isEqualTo(rcodes[i + 1]);
        }
        assertThat(ask(answer(3, "192.0.2.1, 2001:db8::1"))).isEqualTo(Verdict.ANSWER);
        assertThat(querying.decision.records(0).count()).isEqualTo(1);
        assertThat(ask(answer(3, "other.example"))).isEqualTo(Verdict.ANSWER);
        assertThat(ask(answer(4, ""))).isEqualTo(Verdict.FORWARD);
        assertThat(ask(answer(6, "a"))).isEqualTo(Verdict.FORWARD);
        assertThat(querying.decision.pool()).isEqualTo(1);
        assertThat(ask(answer(6, "none"))).isEqualTo(Verdict.FORWARD);
        assertThat(querying.decision.pool()).isNegative();
        assertThat(ask(answer(7, "150"))).isEqualTo(Verdict.CONTINUE);
        assertThat(querying.decision.delayMs()).isEqualTo(150);
        assertThat(ask(answer(8, ""))).isEqualTo(Verdict.ANSWER);
        assertThat(querying.decision.isTruncated()).isTrue();
        assertThat(ask(answer(10, ""))).isEqualTo(Verdict.CONTINUE);
        assertThat(ask(answer(13, "\u00C0\u0000\u0002\u0001"))).isEqualTo(Verdict.ANSWER);
        assertThat(ask(answer(12, ""))).isEqualTo(Verdict.FORWARD);
        assertThat(querying.query.recursionDesired()).isFalse();
    }

    @Test
    void seesTheQueryAndChangesIt() {
        final Answer changes = new Answer(
                10,
                "",
                CD | 0x8000,
                Map.of("before", "1", "after", "2"),
                true,
                false,
                Optional.of(true),
                OptionalInt.of(20),
                OptionalInt.of(7));
        assertThat(ask(changes)).isEqualTo(Verdict.CONTINUE);
        assertThat(seen.get())
                .isEqualTo(new QueryFunction.Question(
                        "www.e.x.", 1, 1, "192.0.2.1:4000", "0.0.0.0:53", RD, 25, false, false, Map.of("before", "1")));
        assertThat(querying.query.flags()).as("RD and CD alone").isEqualTo(CD);
        assertThat(querying.query.clientFlags()).isEqualTo(RD);
        assertThat(querying.decision.tags().has(1)).isTrue();
        assertThat(querying.decision.skipsCache()).isTrue();
        assertThat(querying.decision.subnet().isDisabled()).isTrue();
        assertThat(querying.decision.subnet().overrides(false)).isTrue();
        assertThat(querying.decision.subnet().prefix(querying.datagram, 24, 56)).isEqualTo(20);
        assertThat(querying.decision.failureTtlS()).isEqualTo(7);
    }

    @Test
    void goesOnWithoutAnAnswer() {
        try (RuleBook book = book((question, waitNs) -> Optional.empty())) {
            assertThat(querying.ask(book.newChain())).isEqualTo(Verdict.CONTINUE);
            assertThat(book.luaCalls().errors()).isZero();
        }
        try (RuleBook book = book((question, waitNs) -> {
            throw new SetupException("on purpose");
        })) {
            assertThat(querying.ask(book.newChain())).isEqualTo(Verdict.CONTINUE);
            assertThat(book.luaCalls().errors()).isEqualTo(1);
        }
        try (RuleBook book = book((question, waitNs) -> Optional.of(answer(3, "not a name..")))) {
            assertThat(querying.ask(book.newChain())).isEqualTo(Verdict.CONTINUE);
            assertThat(book.luaCalls().errors()).isEqualTo(1);
        }
    }

    @Test
    void countsCallsThatTakeTooLong() {
        final QueryFunction slow = (question, waitNs) -> {
            final long endNs = System.nanoTime() + 2 * waitNs;
            while (System.nanoTime() - endNs < 0) {
                Thread.onSpinWait();
            }
            return Optional.of(answer(0, ""));
        };
        try (RuleBook book = book(slow)) {
            assertThat(querying.ask(book.newChain())).isEqualTo(Verdict.DROP);
            assertThat(book.luaCalls().overBudget()).isEqualTo(1);
        }
    }

    @Test
    void madeUpQueriesAreNobodysToSee() {
        final QueryFunction function = (question, waitNs) -> {
            throw new AssertionError("asked");
        };
        final RuleChain chain = new RuleChain(
                List.of(
                        Querying.rule(new SelectorSettings.Lua(function), new ActionSettings.Drop()),
                        Querying.rule(new SelectorSettings.All(), new ActionSettings.Lua(function))),
                List.of(""));
        assertThat(querying.ask(chain)).isEqualTo(Verdict.CONTINUE);
    }

    @Test
    void aSelectorMatchesWhenTheFunctionSaysSo() {
        for (final boolean matches : new boolean[] {false, true}) {
            final QueryFunction function = (question, waitNs) -> Optional.of(Answer.of(matches));
            try (RuleBook book = new RuleBook(
                    List.of(Querying.rule(new SelectorSettings.Lua(function), new ActionSettings.Drop())),
                    List.of(""))) {
                assertThat(querying.ask(book.newChain())).isEqualTo(matches ? Verdict.DROP : Verdict.CONTINUE);
            }
        }
    }
}
