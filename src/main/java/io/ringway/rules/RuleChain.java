package io.ringway.rules;

import io.ringway.rules.action.Action;
import io.ringway.rules.block.BlockFilter;
import io.ringway.rules.log.QueryLogs;
import io.ringway.rules.selector.Selector;
import io.ringway.settings.block.BlockAction;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import java.util.List;

/**
 * A chain of rules, that of {@code addAction} or one for responses, as one worker walks it: the first rule whose action does not say {@link Verdict#CONTINUE} decides.
 *
 * <p>The rules are an immutable snapshot, which the control thread may replace while queries are decided about; the worker's thread takes the new one
 * with its next batch ({@link #follow}). Hit counts have that thread as their only writer.
 */
public final class RuleChain {
    private volatile Rules next;
    private Rules current;
    private final BlockFilter blocks;

    /** Null in the chain of those, and in chains for responses. */
    private final RuleChain cacheMisses;

    /** Null in chains for responses, and in that of cache misses. */
    private ResponseRules responses;

    RuleChain(final Rules rules, final RuleChain cacheMisses, final BlockFilter blocks) {
        this.blocks = blocks;
        next = rules;
        current = rules;
        this.cacheMisses = cacheMisses;
    }

    /**
     * Compiles a chain for one worker alone, whose queries are made up: it logs nothing, and asks no function of the configuration.
     *
     * @param rules in order.
     * @param pools the names of all pools, whose numbers are what {@link Decision#pool()} says.
     */
    public RuleChain(final List<RuleSettings> rules, final List<String> pools) {
        this(
                RuleBook.compile(rules, new SharedParts(pools, new QueryLogs(false)), Rules.NONE),
                null,
                BlockFilter.none());
        responses = ResponseRules.none();
    }

    /** The rules of one worker. */
    static final class Rules {
        static final Rules NONE = new Rules(List.of(), new Selector[0], new Action[0], new HitCount[0]);

        final List<RuleSettings> settings;
        final Selector[] selectors;
        final Action[] actions;
        final HitCount[] hits;

        Rules(
                final List<RuleSettings> settings,
                final Selector[] selectors,
                final Action[] actions,
                final HitCount[] hits) {
            this.settings = settings;
            this.selectors = selectors;
            this.actions = actions;
            this.hits = hits;
        }
    }

    /** How many queries a rule matched at one worker, which keeps it when the rule moves. */
    static final class HitCount {
        long count;
    }

    void replace(final Rules rules) {
        next = rules;
    }

    Rules rules() {
        return next;
    }

    /** Takes over the rules, and the dynamic blocks, that were given last; between batches, by the worker's thread. */
    public void follow() {
        current = next;
        if (cacheMisses != null) {
            cacheMisses.current = cacheMisses.next;
        }
        blocks.follow();
    }

    /**
     * Looks for a dynamic block of the query, before {@link #evaluate}.
     *
     * @param datagram the packet.
     * @param query    its query.
     * @param decision for the query's name.
     * @return what becomes of the query, null where there is no block.
     */
    public BlockAction blocked(final Datagram datagram, final DnsQuery query, final Decision decision) {
        if (!blocks.isActive()) {
            return null;
        }
        decision.begin(query);
        return blocks.find(datagram, decision);
    }

    /**
     * The dynamic blocks of this worker.
     *
     * @return used by its thread alone.
     */
    public BlockFilter blocks() {
        return blocks;
    }

    /** Says by what rules the same worker decides about responses. */
    void responses(final ResponseRules ofWorker) {
        responses = ofWorker;
    }

    /**
     * By what rules the same worker decides about responses.
     *
     * @return used by the worker's thread.
     */
    public ResponseRules responses() {
        return responses;
    }

    /** Whether there is no rule among those that were taken over. */
    boolean isEmpty() {
        return current.selectors.length == 0;
    }

    /**
     * Walks the rules.
     *
     * @param datagram the packet.
     * @param query    its query.
     * @param decision receives the answer when the verdict is {@link Verdict#ANSWER}, else the pool that the query goes to.
     * @return what the first deciding rule said.
     */
    public Verdict evaluate(final Datagram datagram, final DnsQuery query, final Decision decision) {
        decision.begin(query);
        return walk(datagram, query, decision);
    }

    /**
     * Whether there are rules for queries that the packet cache could not answer.
     *
     * @return whether {@link #evaluateCacheMiss} may say anything.
     */
    public boolean hasCacheMissRules() {
        return cacheMisses != null && cacheMisses.current.selectors.length > 0;
    }

    /**
     * Walks the rules for queries that the packet cache could not answer; the query is the one that was walked about last.
     *
     * @param datagram the packet.
     * @param query    its query.
     * @param decision goes on from what the rules before decided.
     * @return what the first deciding rule said.
     */
    public Verdict evaluateCacheMiss(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return cacheMisses.walk(datagram, query, decision);
    }

    /** Walks the rules for a query, or for a response of which the decision has been told. */
    Verdict walk(final Datagram datagram, final DnsQuery query, final Decision decision) {
        final Rules rules = current;
        final Selector[] selectors = rules.selectors;
        for (int i = 0; i < selectors.length; i++) {
            if (selectors[i].isFor(datagram, query, decision)) {
                rules.hits[i].count++;
                final Verdict verdict = rules.actions[i].apply(datagram, query, decision);
                if (verdict != Verdict.CONTINUE) {
                    return verdict;
                }
            }
        }
        return Verdict.CONTINUE;
    }

    /**
     * The length of the chain.
     *
     * @return rules.
     */
    public int size() {
        return next.selectors.length;
    }

    /**
     * How many queries a rule matched.
     *
     * @param rule its position, from 0.
     * @return the count.
     */
    public long matches(final int rule) {
        return next.hits[rule].count;
    }

    /** How many queries a rule matched, 0 for one that is not in the chain. Control thread. */
    @SuppressWarnings("ReferenceEquality") // rules that are written alike are two all the same
    long matches(final RuleSettings rule) {
        final Rules rules = next;
        for (int i = 0; i < rules.hits.length; i++) {
            if (rules.settings.get(i) == rule) {
                return rules.hits[i].count;
            }
        }
        return 0;
    }
}
