package io.ringway.rules;

import io.ringway.settings.ActionSettings;
import io.ringway.settings.RuleSettings;
import io.ringway.settings.SelectorSettings;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import java.util.List;

/**
 * The {@code addAction} chain, compiled for one worker: the first rule whose action does not say {@link Verdict#CONTINUE} decides.
 *
 * <p>Hit counts have that worker's thread as their only writer.
 */
public final class RuleChain {
    private final Selector[] selectors;
    private final Action[] actions;
    private final long[] matches;

    /**
     * Compiles a chain.
     *
     * @param rules in order.
     * @param pools the names of all pools, whose numbers are what {@link Decision#pool()} says.
     */
    public RuleChain(final List<RuleSettings> rules, final List<String> pools) {
        selectors = rules.stream().map(rule -> compile(rule.selector())).toArray(Selector[]::new);
        actions = rules.stream().map(rule -> compile(rule.action(), pools)).toArray(Action[]::new);
        matches = new long[rules.size()];
    }

    private static Selector compile(final SelectorSettings selector) {
        return switch (selector) {
            case SelectorSettings.All all -> new AllSelector();
        };
    }

    private static Action compile(final ActionSettings action, final List<String> pools) {
        return switch (action) {
            case ActionSettings.RCode rcode -> new RcodeAction(rcode);
            case ActionSettings.Spoof spoof -> new SpoofAction(spoof);
            case ActionSettings.Pool pool -> new PoolAction(pools.indexOf(pool.pool()));
        };
    }

    /**
     * Walks the rules.
     *
     * @param datagram the packet.
     * @param query    its query.
     * @param decision receives the answer when the verdict is {@link Verdict#ANSWER}, the pool when it is {@link Verdict#FORWARD}.
     * @return what the first deciding rule said.
     */
    public Verdict evaluate(final Datagram datagram, final DnsQuery query, final Decision decision) {
        for (int i = 0; i < selectors.length; i++) {
            if (selectors[i].matches(datagram, query)) {
                matches[i]++;
                final Verdict verdict = actions[i].apply(datagram, query, decision);
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
        return selectors.length;
    }

    /**
     * How many queries a rule matched.
     *
     * @param rule its position, from 0.
     * @return the count.
     */
    public long matches(final int rule) {
        return matches[rule];
    }
}
