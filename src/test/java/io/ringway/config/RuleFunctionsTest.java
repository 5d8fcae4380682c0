package io.ringway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.Settings;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of a configuration: their order, what selectors and actions are made of, and mistakes. */
class RuleFunctionsTest {
    @TempDir
    private Path folder;

    private Configurations configurations;

    @BeforeEach
    void make() {
        configurations = new Configurations(folder);
    }

    private List<String> names(final String text) {
        return configurations.load(text).rules().stream()
                .map(RuleSettings::name)
                .toList();
    }

    @Test
    void keepsChangesAndReplacesTheOrder() {
        final String four = """
                for _, name in ipairs({"a", "b", "c", "d"}) do addAction(AllRule(), DropAction(), {name=name}) end
                """;
        assertThat(names(four)).containsExactly("a", "b", "c", "d");
        assertThat(names(four + "mvRule(0, 2)")).containsExactly("b", "a", "c", "d");
        assertThat(names(four + "mvRule(0, 4)")).containsExactly("b", "c", "d", "a");
        assertThat(names(four + "mvRule(3, 1)")).containsExactly("a", "d", "b", "c");
        assertThat(names(four + "mvRuleToTop()")).containsExactly("d", "a", "b", "c");
        assertThat(names(four + "rmRule(1) rmRule('d')")).containsExactly("a", "c");
        assertThat(names(four + "clearRules() mvRuleToTop()")).isEmpty();
        assertThat(names(four + "setRules({newRuleAction(AllRule(), DropAction(), {name='x'})})"))
                .containsExactly("x");
        assertThat(names(four + "showRules() topRules(2, {showUUIDs=true})")).hasSize(4);
        final String uuid = "cbf5f4e2-4f9e-4f2c-9a0b-2f4a6f1f0e5d";
        assertThat(names("addAction(AllRule(), DropAction(), {uuid='" + uuid + "'}) rmRule('"
                        + uuid.toUpperCase(java.util.Locale.ROOT) + "')"))
                .isEmpty();
    }

    @Test
    void takesNamesAndNetmasksForARule() {
        final Settings settings = configurations.load("""
                addAction("example.com", DropAction())
                addAction({"192.0.2.0/24", "2001:db8::1"}, DropAction())
                addAction(newDNSName("example.org"), DropAction())
                """);
        assertThat(settings.rules())
                .extracting(RuleSettings::selector)
                .hasExactlyElementsOfTypes(
                        SelectorSettings.NameSuffixes.class,
                        SelectorSettings.Networks.class,
                        SelectorSettings.NameSuffixes.class);
    }

    @Test
    void sharesTheTableOfASetThatDidNotChange() {
        final Settings settings = configurations.load("""
                names = newSuffixMatchNode()
                names:add("example.com")
                addAction(QNameSuffixRule(names), DropAction())
                addAction(QNameSuffixRule(names), AllowAction())
                names:add("example.org")
                addAction(QNameSuffixRule(names), AllowAction())
                """);
        final List<SelectorSettings.NameSuffixes> selectors = settings.rules().stream()
                .map(rule -> (SelectorSettings.NameSuffixes) rule.selector())
                .toList();
        assertThat(selectors.get(0).names()).isSameAs(selectors.get(1).names());
        assertThat(selectors.get(2).names().names()).hasSize(2);
        assertThat(selectors.get(0).names().names()).hasSize(1);
    }

    @Test
    void takesEveryByteOfRawData() {
        final Settings settings = configurations.load(
                "addAction(AllRule(), SpoofRawAction({\"\\000\\001\\127\", \"\\128\\255\\195\\169\"}))");
        final ActionSettings.SpoofRaw raw =
                (ActionSettings.SpoofRaw) settings.rules().getFirst().action();
        assertThat(raw.data().getFirst()).containsExactly(0, 1, 127);
        assertThat(raw.data().getLast()).containsExactly(128, 255, 195, 169);
    }

    @Test
    void saysHowMistakesAreMended() {
        expect("addAction(7, DropAction())", "argument 1 is 7; give a rule such as AllRule(), names or netmasks");
        expect("addAction(AllRule(), AllRule())", "give an action such as RCodeAction(DNSRCode.REFUSED)");
        expect("addAction({'192.0.2.0/24', 'example.com'}, DropAction())", "has netmasks and names");
        expect("addAction('a..b', DropAction())", "'a..b' is no name; a label has 1 to 63 bytes");
        expect("AndRule(AllRule())", "give a list of rules");
        expect("NotRule('x')", "give a rule such as AllRule()");
        expect("QTypeRule('NOSUCH')", "QTypeRule");
        expect("RegexRule('a(b')", "not one of RE2's syntax");
        expect("PayloadSizeRule('larger', 3)", "give one of \"equal\"");
        expect("ProbaRule(2)", "give a number from 0 to 1");
        expect("RecordsTypeCountRule(0, 1, 1, 1)", "from 1 to 3");
        expect("QNameSetRule(newSuffixMatchNode())", "give a DNSNameSet");
        expect("newNMG('nonsense')", "'nonsense' is no netmask");
        expect("rmRule('nobody')", "no rule has the name or uuid 'nobody'");
        expect("rmRule(0)", "there is no rule yet");
        expect("SpoofRawAction({})", "give at least one");
        expect("QPSAction(0)", "from 1");
        expect("setRules({1})", "give what newRuleAction returned");
    }

    private void expect(final String line, final String message) {
        assertThat(configurations.errorOf(line))
                .as(line)
                .startsWith("ringway.conf:1: ")
                .contains(message);
    }
}
