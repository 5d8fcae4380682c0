package io.ringway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.Settings;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.ResponseActionSettings;
import io.ringway.settings.rules.ResponseStage;
import io.ringway.settings.rules.RuleSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules for responses of a configuration: their chains, what actions are made of, and mistakes. */
class ResponseRuleFunctionsTest {
    @TempDir
    private Path folder;

    private Configurations configurations;

    @BeforeEach
    void make() {
        configurations = new Configurations(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "RELAYED, Response",
        "CACHE_INSERTED, CacheInsertedResponse",
        "CACHE_HIT, CacheHitResponse",
        "SELF_ANSWERED, SelfAnsweredResponse"
    })
    void keepsChangesAndShowsEachChain(final ResponseStage stage, final String name) {
        final String three = """
                for _, name in ipairs({"a", "b", "c"}) do addXAction(AllRule(), DropResponseAction(), {name=name}) end
                """;
        assertThat(names(stage, name, three)).containsExactly("a", "b", "c");
        assertThat(names(stage, name, three + "mvXRule(0, 3)")).containsExactly("b", "c", "a");
        assertThat(names(stage, name, three + "mvXRuleToTop()")).containsExactly("c", "a", "b");
        assertThat(names(stage, name, three + "rmXRule('b') rmXRule(0)")).containsExactly("c");
        assertThat(names(stage, name, three + "showXRules({showUUIDs=true}) topXRules(1) clearXRules()"))
                .isEmpty();
        assertThat(configurations
                        .load((three + "clearXRules()").replace("X", name))
                        .responseRules())
                .as("a chain without rules")
                .isEmpty();
    }

    private List<String> names(final ResponseStage stage, final String name, final String text) {
        final Settings settings = configurations.load(text.replace("X", name));
        assertThat(settings.rules()).isEmpty();
        return settings.responseRules().getOrDefault(stage, List.of()).stream()
                .map(RuleSettings::name)
                .toList();
    }

    private ResponseActionSettings action(final String action) {
        final RuleSettings rule = configurations
                .load("addResponseAction('example.com', " + action + ")")
                .responseRules()
                .get(ResponseStage.RELAYED)
                .getFirst();
        return ((ActionSettings.OnResponse) rule.action()).action();
    }

    @Test
    void actionsHaveWhatTheyWereGiven() {
        assertThat(action("AllowResponseAction()")).isEqualTo(new ResponseActionSettings.Allow());
        assertThat(action("TCResponseAction()")).isEqualTo(new ResponseActionSettings.Truncate());
        assertThat(action("SetSkipCacheResponseAction()")).isEqualTo(new ResponseActionSettings.SkipCache());
        assertThat(action("SetMinTTLResponseAction(30)"))
                .isEqualTo(new ResponseActionSettings.LimitTtl(30, Integer.MAX_VALUE, List.of()));
        assertThat(action("SetMaxTTLResponseAction(0)"))
                .isEqualTo(new ResponseActionSettings.LimitTtl(0, 0, List.of()));
        assertThat(action("LimitTTLResponseAction(1, 2, {DNSQType.A, 'AAAA', '15'})"))
                .isEqualTo(new ResponseActionSettings.LimitTtl(1, 2, List.of(1, 28, 15)));
        assertThat(action("SetReducedTTLResponseAction(50)")).isEqualTo(new ResponseActionSettings.ReduceTtl(50));
        assertThat(action("SetMaxReturnedTTLResponseAction(7)"))
                .isEqualTo(new ResponseActionSettings.LimitReturnedTtl(7));
        assertThat(action("ClearRecordTypesResponseAction(DNSQType.HTTPS)"))
                .isEqualTo(new ResponseActionSettings.ClearTypes(List.of(65)));
        assertThat(action("SetTagResponseAction('a', 'b')")).isEqualTo(new ResponseActionSettings.SetTag("a", "b"));
    }

    @Test
    void mistakesAreSaidInOneLine() {
        assertThat(configurations.errorOf("addAction(AllRule(), DropResponseAction())"))
                .startsWith("ringway.conf:1:")
                .contains("give an action such as RCodeAction(DNSRCode.REFUSED)");
        assertThat(configurations.errorOf("addResponseAction(AllRule(), DropAction())"))
                .startsWith("ringway.conf:1:")
                .contains("give an action for responses such as DropResponseAction()");
        assertThat(configurations.errorOf("LimitTTLResponseAction(5, 4)")).contains("5", "above the maximum, 4");
        assertThat(configurations.errorOf("SetReducedTTLResponseAction(101)")).contains("from 0 to 100");
        assertThat(configurations.errorOf("ClearRecordTypesResponseAction({'AAAA', 'NOTYPE'})"))
                .contains("NOTYPE", "give types such as DNSQType.AAAA");
        assertThat(configurations.errorOf("ClearRecordTypesResponseAction()")).contains("argument 1", "types");
    }
}
