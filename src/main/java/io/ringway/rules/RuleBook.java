package io.ringway.rules;

import io.ringway.rules.action.Action;
import io.ringway.rules.action.ActionCompiler;
import io.ringway.rules.selector.Selector;
import io.ringway.rules.selector.SelectorCompiler;
import io.ringway.settings.rules.ResponseStage;
import io.ringway.settings.rules.RuleSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules as the operator has them, compiled for each worker, and replaced for all of them while they work.
 *
 * <p>A rule that stays, wherever it moves, keeps its state at every worker: hits, rates, and which address comes first. Control thread.
 */
public final class RuleBook {
    private final SharedParts parts;
    private final List<RuleChain> chains = new ArrayList<>();
    private final Map<ResponseStage, RuleBook> responses = new EnumMap<>(ResponseStage.class);
    private List<RuleSettings> rules;

    /**
     * Takes rules for queries down.
     *
     * @param rules in order.
     * @param pools the names of all pools, whose numbers are what {@link Decision#pool()} says.
     */
    public RuleBook(final List<RuleSettings> rules, final List<String> pools) {
        this(rules, Map.of(), pools);
    }

    /**
     * Takes rules down.
     *
     * @param rules     those for queries, in order.
     * @param responses those for responses, in order.
     * @param pools     the names of all pools, whose numbers are what {@link Decision#pool()} says.
     */
    public RuleBook(
            final List<RuleSettings> rules,
            final Map<ResponseStage, List<RuleSettings>> responses,
            final List<String> pools) {
        this(rules, new SharedParts(pools));
        for (final ResponseStage stage : ResponseStage.values()) {
            this.responses.put(stage, new RuleBook(responses.getOrDefault(stage, List.of()), parts));
        }
    }

    private RuleBook(final List<RuleSettings> rules, final SharedParts parts) {
        this.rules = List.copyOf(rules);
        this.parts = parts;
    }

    /**
     * The rules for responses, which have tags, tables and rates in common with those for queries.
     *
     * @param stage which responses.
     * @return with the same workers.
     */
    public RuleBook responses(final ResponseStage stage) {
        return responses.get(stage);
    }

    /**
     * Compiles a chain for one more worker, and its chains for responses.
     *
     * @return used by that worker's thread alone.
     */
    public RuleChain newChain() {
        final RuleChain chain = new RuleChain(compile(rules, parts, RuleChain.Rules.NONE));
        chains.add(chain);
        if (!responses.isEmpty()) {
            chain.responses(new ResponseRules(
                    responses.get(ResponseStage.RELAYED).newChain(),
                    responses.get(ResponseStage.CACHE_INSERTED).newChain(),
                    responses.get(ResponseStage.CACHE_HIT).newChain(),
                    responses.get(ResponseStage.SELF_ANSWERED).newChain()));
        }
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
     * How many queries, or responses, a rule matched at all workers.
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
