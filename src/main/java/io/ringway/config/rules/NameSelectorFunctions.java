package io.ringway.config.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.Values;
import io.ringway.settings.Netmask;
import io.ringway.settings.rules.NameList;
import io.ringway.settings.rules.SelectorSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Selectors that look names and addresses up, and the objects that they are given. */
final class NameSelectorFunctions {
    private static final String IGNORE_CASE = "(?i)";

    private NameSelectorFunctions() {}

    static Map<String, DialectFunction> rows() {
        return Map.ofEntries(
                Map.entry("QNameRule", call -> new SelectorSettings.Name(Names.name(call, 1))),
                Map.entry("QNameSuffixRule", NameSelectorFunctions::suffixes),
                Map.entry("SuffixMatchNodeRule", NameSelectorFunctions::suffixes),
                Map.entry("QNameSetRule", call -> new SelectorSettings.NameSet(list(call, NameCollection.NAMES))),
                Map.entry("RegexRule", call -> regex(call, false)),
                Map.entry("RE2Rule", call -> regex(call, true)),
                Map.entry("NetmaskGroupRule", NameSelectorFunctions::networks),
                Map.entry("makeRule", NameSelectorFunctions::selector),
                Map.entry("newSuffixMatchNode", call -> new NameCollection(NameCollection.SUFFIXES)),
                Map.entry("TimedIPSetRule", call -> new TimedAddresses()),
                Map.entry("newDNSNameSet", call -> new NameCollection(NameCollection.NAMES)),
                Map.entry(
                        "newNMG",
                        call -> call.argument(1) == null
                                ? new MaskCollection()
                                : new MaskCollection(Masks.masks(call, 1))));
    }

    private static SelectorSettings suffixes(final Call call) {
        call.expectAtMost(2);
        return new SelectorSettings.NameSuffixes(list(call, NameCollection.SUFFIXES));
    }

    private static NameList list(final Call call, final String type) {
        if (call.argument(1) instanceof final NameCollection collection) {
            if (!collection.type().equals(type)) {
                throw call.failure("argument 1 is a " + collection.type() + "; give a " + type + " or a list of names");
            }
            return collection.list();
        }
        return new NameList(Names.names(call, 1));
    }

    private static SelectorSettings regex(final Call call, final boolean whole) {
        call.expectAtMost(1);
        final String expression = (whole ? "" : IGNORE_CASE) + call.string(1, "expression");
        try {
            return new SelectorSettings.Regex(Pattern.compile(expression).pattern(), whole, whole);
        } catch (final PatternSyntaxException e) {
            throw call.failure(
                    "the expression is not one of RE2's syntax: " + e.getDescription() + " at '" + e.getPattern() + "'",
                    e);
        }
    }

    private static SelectorSettings networks(final Call call) {
        call.expectAtMost(3);
        final List<Netmask> masks =
                call.argument(1) instanceof final MaskCollection collection ? collection.masks() : Masks.masks(call, 1);
        return new SelectorSettings.Networks(masks, call.argument(2) == null || call.bool(2, "source"));
    }

    /** A rule as it is, or names, or netmasks: what {@code addAction} takes as its first argument. */
    static SelectorSettings selector(final Call call) {
        final Object value = call.argument(1);
        if (value instanceof final SelectorSettings selector) {
            return selector;
        }
        final List<Object> elements = Values.list(value).orElseGet(() -> value == null ? List.of() : List.of(value));
        if (elements.isEmpty() || !elements.stream().allMatch(Names::isName)) {
            throw call.failure("argument 1 is " + Values.text(value) + "; give " + SelectorFunctions.EXPECTED
                    + ", names or netmasks");
        }
        final List<Netmask> masks =
                elements.stream().map(Masks::parsed).flatMap(Optional::stream).toList();
        if (masks.isEmpty()) {
            return new SelectorSettings.NameSuffixes(new NameList(Names.names(call, 1)));
        }
        if (masks.size() < elements.size()) {
            throw call.failure("argument 1 has netmasks and names; give one of these, or OrRule of two rules");
        }
        return new SelectorSettings.Networks(masks, true);
    }
}
