package io.ringway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.QueryFunction;
import io.ringway.settings.rules.QueryFunction.Answer;
import io.ringway.settings.rules.SelectorSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What functions of {@code LuaRule} and {@code LuaAction} are given, and what becomes of what they say. */
class LuaQueryFunctionTest {
    private static final long WAIT_NS = 60_000_000_000L;

    @TempDir
    private Path folder;

    private Configurations configurations;

    @BeforeEach
    void setUp() {
        configurations = new Configurations(folder);
    }

    private QueryFunction action(final String body) {
        return ((ActionSettings.Lua) configurations
                        .load("addAction(AllRule(), LuaAction(function(dq)\n" + body + "\nend))")
                        .rules()
                        .getFirst()
                        .action())
                .function();
    }

    private QueryFunction rule(final String body) {
        return ((SelectorSettings.Lua) configurations
                        .load("addAction(LuaRule(function(dq)\n" + body + "\nend), DropAction())")
                        .rules()
                        .getFirst()
                        .selector())
                .function();
    }

    private static QueryFunction.Question question() {
        return new QueryFunction.Question(
                "www.Example.com.",
                28,
                1,
                "192.0.2.7:4000",
                "[2001:db8::1]:53",
                0x0100,
                33,
                true,
                true,
                new HashMap<>(Map.of("before", "1")));
    }

    private static Answer ask(final QueryFunction function) {
        return function.ask(question(), WAIT_NS).orElseThrow();
    }

    @Test
    void seeTheQuery() {
        final Answer answer = ask(rule("""
                return dq.qname:toString() == "www.Example.com." and dq.qtype == DNSQType.AAAA and dq.qclass == 1
                  and dq.remoteaddr:toStringWithPort() == "192.0.2.7:4000" and dq.localaddr:toString() == "2001:db8::1"
                  and dq.localaddr:getPort() == 53 and dq.dh:getRD() and not dq.dh:getCD() and dq.size == 33 and dq.tcp
                  and dq:getDO() and dq.opcode == 0 and dq:getTag("before") == "1" and dq:getTag("none") == ""
                  and dq:getTagArray().before == "1" and dq:getProtocol() == "Do53 TCP"
                """));
        assertThat(answer.action()).isEqualTo(1);
        assertThat(ask(rule("return nil")).action()).isZero();
        assertThat(ask(rule("return 0")).action()).as("true in Lua").isEqualTo(1);
    }

    @Test
    void sayWhatBecomesOfIt() {
        final Answer nothing = ask(action("return nil"));
        assertThat(nothing.action()).as("None").isEqualTo(10);
        assertThat(nothing.flags()).isEqualTo(0x0100);
        assertThat(nothing.tags()).containsExactly(Map.entry("before", "1"));
        assertThat(nothing.skipCache()).isFalse();
        assertThat(nothing.useEcs()).isTrue();
        assertThat(nothing.ecsOverride()).isEmpty();
        assertThat(nothing.ecsPrefix()).isEmpty();
        assertThat(nothing.failureTtlS()).isEmpty();
        final Answer all = ask(action("""
                dq.dh:setRD(false) dq.dh:setCD(true) dq:setTag("after", 2) dq:setTagArray({more="3"})
                dq.skipCache = true dq.useECS = false dq.ecsOverride = true dq.ecsPrefixLength = 20 dq.tempFailureTTL = 7
                return DNSAction.SpoofRaw, "\\200a"
                """));
        assertThat(all.action()).isEqualTo(13);
        assertThat(all.text()).isEqualTo("\u00C8a");
        assertThat(all.flags()).isEqualTo(0x0010);
        assertThat(all.tags()).containsOnly(Map.entry("before", "1"), Map.entry("after", "2"), Map.entry("more", "3"));
        assertThat(all.skipCache()).isTrue();
        assertThat(all.useEcs()).isFalse();
        assertThat(all.ecsOverride()).isEqualTo(Optional.of(true));
        assertThat(all.ecsPrefix()).hasValue(20);
        assertThat(all.failureTtlS()).hasValue(7);
        assertThat(ask(action("return DNSAction.Delay, 150")).text()).isEqualTo("150");
    }

    @Test
    void failWithTheirPlace() {
        final QueryFunction failing = action("error('no')");
        assertThatThrownBy(() -> ask(failing))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("ringway.conf:2: no");
        final QueryFunction wrong = action("return 'Drop'");
        assertThatThrownBy(() -> ask(wrong))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("ringway.conf:1")
                .hasMessageContaining("return a DNSAction");
    }

    /** While one call is under way, another thread waits no longer than it may. */
    @Test
    void areNotWaitedForLongerThanTold() throws InterruptedException {
        final QueryFunction function = action("return DNSAction.Drop");
        final CountDownLatch inside = new CountDownLatch(1);
        final CountDownLatch asked = new CountDownLatch(1);
        final QueryFunction.Question question = new QueryFunction.Question(
                "a.", 1, 1, "192.0.2.7:4000", "192.0.2.1:53", 0, 20, false, false, new Blocking(inside, asked));
        final Thread other = Thread.ofPlatform().start(() -> function.ask(question, WAIT_NS));
        inside.await();
        assertThat(function.ask(question(), 1_000_000)).isEmpty();
        asked.countDown();
        other.join();
        assertThat(function.ask(question(), WAIT_NS)).isPresent();
    }

    /** Tags that hold up whoever brings them into Lua. */
    private static final class Blocking extends java.util.AbstractMap<String, String> {
        private final CountDownLatch inside;
        private final CountDownLatch asked;

        Blocking(final CountDownLatch inside, final CountDownLatch asked) {
            this.inside = inside;
            this.asked = asked;
        }

        @Override
        public java.util.Set<Entry<String, String>> entrySet() {
            inside.countDown();
            try {
                asked.await();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return java.util.Set.of();
        }
    }
}
