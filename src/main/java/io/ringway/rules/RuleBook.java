package io.ringway.rules;

import io.ringway.rules.action.Action;
import io.ringway.rules.action.ActionCompiler;
import io.ringway.rules.block.BlockBook;
import io.ringway.rules.block.BlockFilter;
import io.ringway.rules.selector.Selector;
import io.ringway.rules.selector.SelectorCompiler;
import io.ringway.settings.rules.RuleSettings;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The rules as the operator has them, compiled for each worker, and replaced for all of them while they work.
 *
 * <p>A rule that stays, wherever it moves, keeps its state at every worker: hits, rates, and which address comes first. Control thread.
 */
public final class RuleBook {
    private final SharedParts parts;

    /** Null without dynamic blocks. */
    private final BlockBook blocks;

    private final List<RuleChain> chains = new ArrayList<>();
    private List<RuleSettings> rules;

    /**
     * Takes rules down.
     *
     * @param rules in order.
     * @param pools the names of all pools, whose numbers are what {@link Decision#pool()} says.
     */
    public RuleBook(final List<RuleSettings> rules, final List<String> pools) {
        this(rules, pools, null);
    }

    /**
     * Takes rules down, and has dynamic blocks go before them.
     *
     * @param rules  in order.
     * @param pools  the names of all pools, whose numbers are what {@link Decision#pool()} says.
     * @param blocks the dynamic blocks of all workers; null for none.
     */
    public RuleBook(final List<RuleSettings> rules, final List<String> pools, final BlockBook blocks) {
        this.blocks = blocks;
        this.rules = List.copyOf(rules);
        parts = new SharedParts(pools);
    }

    /**
     * Compiles a chain for one more worker.
     *
     * @return used by that worker's thread alone.
     */
    public RuleChain newChain() {
        final RuleChain chain = new RuleChain(
                compile(rules, parts, RuleChain.Rules.NONE), blocks == null ? BlockFilter.none() : blocks.newFilter());
        chains.add(chain);
        return chain;
    }

    /**
     * Replaces the rules of all workers; each takes the new ones with its next batch.
     *
     * @param fresh in order; those that are among the present ones keep their state.
     */
    public void replace(final List<RuleSettings> fresh) {
        rules = List.copyOf(fresh);
        for (final RuleChain chain : chains) {
            chain.replace(compile(rules, parts, chain.rules()));
        }
    }

    /**
     * The rules now.
     *
     * @return in order.
     */
    public List<RuleSettings> rules() {
        return rules;
    }

    /**
     * How many queries a rule matched at all workers.
     *
     * @param rule its position, from 0.
     * @return the count.
     */
    public long matches(final int rule) {
        long matches = 0;
        for (final RuleChain chain : chains) {
            matches += chain.matches(rule);
        }
        return matches;
    }

    static RuleChain.Rules compile(
            final List<RuleSettings> rules, final SharedParts parts, final RuleChain.Rules before) {
        final Selector[] selectors = new Selector[rules.size()];
        final Action[] actions = new Action[rules.size()];
        final RuleChain.HitCount[] hits = new RuleChain.HitCount[rules.size()];
        // Rules that are written alike are two all the same.
        final IdentityHashMap<RuleSettings, Integer> positions = new IdentityHashMap<>();
        before.settings.forEach(rule -> positions.put(rule, positions.size()));
        for (int i = 0; i < selectors.length; i++) {
            final RuleSettings rule = rules.get(i);
            final int known = positions.getOrDefault(rule, -1);
            selectors[i] = known < 0 ? SelectorCompiler.compile(rule.selector(), parts) : before.selectors[known];
            actions[i] = known < 0 ? ActionCompiler.compile(rule.action(), parts) : before.actions[known];
            hits[i] = known < 0 ? new RuleChain.HitCount() : before.hits[known];
        }
        return new RuleChain.Rules(List.copyOf(rules), selectors, actions, hits);
    }
}
