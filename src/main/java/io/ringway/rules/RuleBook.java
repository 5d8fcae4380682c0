package io.ringway.rules;

import io.ringway.rules.action.Action;
import io.ringway.rules.action.ActionCompiler;
import io.ringway.rules.block.BlockBook;
import io.ringway.rules.block.BlockFilter;
import io.ringway.rules.log.QueryLogs;
import io.ringway.rules.lua.LuaCalls;
import io.ringway.rules.selector.Selector;
import io.ringway.rules.selector.SelectorCompiler;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.ResponseStage;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.RunningRules;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules as the operator has them, compiled for each worker, and replaced for all of them while they work.
 *
 * <p>A rule that stays, wherever it moves, keeps its state at every worker: hits, rates, and which address comes first. Control thread: first that of
 * the start, then the one that runs the configuration's maintenance.
 */
public final class RuleBook implements RunningRules, AutoCloseable {
    private final SharedParts parts;

    /** Null in the book of those. */
    private final RuleBook cacheMisses;

    /** Null without dynamic blocks. */
    private final BlockBook blocks;

    private final List<RuleChain> chains = new ArrayList<>();
    private final Map<ResponseStage, RuleBook> responses = new EnumMap<>(ResponseStage.class);
    private List<RuleSettings> rules;

    /** Rules that wait for {@link #commit}, for each chain; empty where none wait. */
    private List<RuleChain.Rules> prepared = List.of();

    /**
     * Takes rules for queries down.
     *
     * @param rules in order.
     * @param pools the names of all pools, whose numbers are what {@link Decision#pool()} says.
     */
    public RuleBook(final List<RuleSettings> rules, final List<String> pools) {
        this(rules, List.of(), Map.of(), pools, null);
    }

    /**
     * Takes the rules of all chains down.
     *
     * @param rules          of all queries, in order.
     * @param cacheMissRules of those that the packet cache could not answer, in order.
     * @param responses      those for responses, in order.
     * @param pools          the names of all pools, whose numbers are what {@link Decision#pool()} says.
     * @param blocks         the dynamic blocks of all workers, which go before the rules; null for none.
     */
    public RuleBook(
            final List<RuleSettings> rules,
            final List<RuleSettings> cacheMissRules,
            final Map<ResponseStage, List<RuleSettings>> responses,
            final List<String> pools,
            final BlockBook blocks) {
        this.rules = List.copyOf(rules);
        this.blocks = blocks;
        parts = new SharedParts(pools, new QueryLogs(true));
        cacheMisses = new RuleBook(cacheMissRules, parts);
        for (final ResponseStage stage : ResponseStage.values()) {
            this.responses.put(stage, new RuleBook(responses.getOrDefault(stage, List.of()), parts));
        }
    }

    private RuleBook(final List<RuleSettings> rules, final SharedParts parts) {
        this.rules = List.copyOf(rules);
        this.parts = parts;
        blocks = null;
        cacheMisses = null;
    }

    @Override
    public RuleBook responses(final ResponseStage stage) {
        return responses.get(stage);
    }

    /**
     * Compiles a chain for one more worker, and with it those of cache misses and of responses.
     *
     * @return used by that worker's thread alone.
     */
    public RuleChain newChain() {
        parts.worker(chains.size());
        final RuleChain chain = new RuleChain(
                compile(rules, parts, RuleChain.Rules.NONE),
                cacheMisses == null ? null : cacheMisses.newChain(),
                blocks == null ? BlockFilter.none() : blocks.newFilter());
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
        prepare(fresh);
        commit();
    }

    @Override
    public void change(final List<RuleSettings> fresh, final List<String> pools) {
        parts.pools(pools);
        prepare(fresh);
    }

    @Override
    public RuleBook cacheMisses() {
        return cacheMisses;
    }

    /** Compiles for all chains before any of them gets its rules: where that fails, nothing has changed. */
    private void prepare(final List<RuleSettings> fresh) {
        final List<RuleChain.Rules> compiled = new ArrayList<>();
        for (final RuleChain chain : chains) {
            parts.worker(compiled.size());
            compiled.add(compile(fresh, parts, chain.rules()));
        }
        rules = List.copyOf(fresh);
        prepared = compiled;
    }

    /** Hands over what {@link #change} prepared, if anything; to be called when the pools of these rules are known to whoever forwards. */
    public void commit() {
        for (int i = 0; i < prepared.size(); i++) {
            chains.get(i).replace(prepared.get(i));
        }
        prepared = List.of();
        if (cacheMisses != null) {
            cacheMisses.commit();
        }
        responses.values().forEach(RuleBook::commit);
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

    @Override
    public long matches(final RuleSettings rule) {
        long matches = 0;
        for (final RuleChain chain : chains) {
            matches += chain.matches(rule);
        }
        return matches;
    }

    /**
     * Whether rules of the start may keep answers waiting.
     *
     * @return whether room for those is worth its memory.
     */
    public boolean mayDelay() {
        return rules.stream().anyMatch(rule -> ActionSettings.mayDelay(rule.action()))
                || (cacheMisses != null && cacheMisses.mayDelay())
                || responses.values().stream().anyMatch(RuleBook::mayDelay);
    }

    /**
     * How many queries {@code LogAction} could not log because its thread did not keep up.
     *
     * @return of all workers.
     */
    public long queriesNotLogged() {
        return parts.logs().lost();
    }

    /**
     * Asks functions of the configuration about queries.
     *
     * @return with counts of what went wrong, of all workers.
     */
    public LuaCalls luaCalls() {
        return parts.luaCalls();
    }

    /** Writes what is left to be logged; the workers must have ended. */
    @Override
    public void close() {
        parts.logs().close();
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
