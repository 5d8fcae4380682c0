package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.settings.rules.RuleSettings;
import java.util.List;
import java.util.Locale;

/** A chain of rules in its order: what adds to it, moves it about and shows it. */
final class RuleList {
    private final List<RuleSettings> rules;

    /** {@code rules} is changed in place. */
    RuleList(final List<RuleSettings> rules) {
        this.rules = rules;
    }

    void add(final RuleSettings rule) {
        rules.add(rule);
    }

    /** Removes one by its number, name or uuid. */
    void remove(final Call call) {
        final Object id = call.argument(1);
        if (id instanceof final String text) {
            if (!rules.removeIf(rule ->
                    text.equals(rule.name()) || text.toLowerCase(Locale.ROOT).equals(rule.uuid()))) {
                throw call.failure(
                        "no rule has the name or uuid '" + text + "'; showRules() shows those that there are");
            }
        } else {
            rules.remove(position(call, 1, 0));
        }
    }

    /** Moves one in front of another; the number behind the last stands for the end. */
    void move(final Call call) {
        final int from = position(call, 1, 0);
        final int to = position(call, 2, 1);
        final RuleSettings rule = rules.remove(from);
        rules.add(to > from ? to - 1 : to, rule);
    }

    private int position(final Call call, final int argument, final int beyond) {
        final int last = rules.size() - 1 + beyond;
        if (last < 0) {
            throw call.failure("there is no rule yet");
        }
        return call.integer(argument, "number of a rule", 0, last);
    }

    /** Moves the last one to the front. */
    void moveToTop() {
        if (!rules.isEmpty()) {
            rules.addFirst(rules.removeLast());
        }
    }

    void clear() {
        rules.clear();
    }

    void replace(final List<RuleSettings> fresh) {
        rules.clear();
        rules.addAll(fresh);
    }

    /** A table of the first ones; without traffic none has matched yet. */
    String text(final int most, final boolean uuids) {
        final StringBuilder text = new StringBuilder("#     Name                     "
                + (uuids ? "UUID                                 " : "") + "Rule -> Action");
        for (int i = 0; i < Math.min(most, rules.size()); i++) {
            final RuleSettings rule = rules.get(i);
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-5d %-24s %s%s -> %s",
                    i,
                    rule.name(),
                    uuids ? rule.uuid() + " " : "",
                    rule.selector(),
                    rule.action()));
        }
        return text.toString();
    }
}
