package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.settings.SetupException;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.RunningRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A chain of rules in its order: what adds to it, moves it about and shows it; while the configuration is evaluated, and afterwards in its maintenance.
 *
 * <p>The thread that is in Lua.
 */
public final class RuleList {
    private final List<RuleSettings> rules = new ArrayList<>();

    /** Those that run, once some do. */
    private List<RuleSettings> published = List.of();

    /** Null until maintenance runs. */
    private RunningRules running;

    private boolean changed;

    /** No rules yet. */
    public RuleList() {}

    /**
     * Adds a rule behind the others.
     *
     * @param rule the rule.
     */
    public void add(final RuleSettings rule) {
        rules.add(rule);
        changed = true;
    }

    /**
     * The rules as they are now.
     *
     * @return in order, a copy.
     */
    public List<RuleSettings> settings() {
        return List.copyOf(rules);
    }

    /**
     * The rules of two chains.
     *
     * @param one   a chain.
     * @param other another.
     * @return those of the first, then those of the second.
     */
    public static List<RuleSettings> joined(final RuleList one, final RuleList other) {
        final List<RuleSettings> all = new ArrayList<>(one.rules);
        all.addAll(other.rules);
        return all;
    }

    /**
     * Has to do with what runs from now on.
     *
     * @param with always the same.
     */
    public void follow(final RunningRules with) {
        if (running == null) {
            running = with;
            published = settings();
            changed = false;
        }
    }

    /**
     * Has what runs change, if anything was changed since the last time.
     *
     * @param pools the names of all pools in the order of their numbers.
     * @throws SetupException when such rules cannot be; then they are again those that run.
     */
    public void publish(final List<String> pools) {
        if (!changed) {
            return;
        }
        changed = false;
        try {
            running.change(settings(), pools);
            published = settings();
        } catch (final SetupException e) {
            rules.clear();
            rules.addAll(published);
            throw e;
        }
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
        changed = true;
    }

    /** Moves one in front of another; the number behind the last stands for the end. */
    void move(final Call call) {
        final int from = position(call, 1, 0);
        final int to = position(call, 2, 1);
        final RuleSettings rule = rules.remove(from);
        rules.add(to > from ? to - 1 : to, rule);
        changed = true;
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
            changed = true;
        }
    }

    void clear() {
        rules.clear();
        changed = true;
    }

    void replace(final List<RuleSettings> fresh) {
        rules.clear();
        rules.addAll(fresh);
        changed = true;
    }

    private long matches(final int position) {
        return running == null ? 0 : running.matches(rules.get(position));
    }

    /** A table of all in their order. */
    String text(final boolean uuids) {
        return text(IntStream.range(0, rules.size()).boxed().toList(), uuids);
    }

    /** A table of those that matched most. */
    String top(final int most, final boolean uuids) {
        final Comparator<Integer> byMatches = Comparator.comparingLong(this::matches);
        return text(
                IntStream.range(0, rules.size())
                        .boxed()
                        .sorted(byMatches.reversed())
                        .limit(most)
                        .toList(),
                uuids);
    }

    private String text(final List<Integer> positions, final boolean uuids) {
        final StringBuilder text = new StringBuilder("#     Name                     "
                + (uuids ? "UUID                                 " : "") + "     Matches Rule -> Action");
        for (final int position : positions) {
            final RuleSettings rule = rules.get(position);
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-5d %-24s %s%12d %s -> %s",
                    position,
                    rule.name(),
                    uuids ? rule.uuid() + " " : "",
                    matches(position),
                    rule.selector(),
                    rule.action()));
        }
        return text.toString();
    }
}
