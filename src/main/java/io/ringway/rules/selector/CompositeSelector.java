package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code AndRule(rules)} and {@code OrRule(rules)}: the first that decides ends it; of none, the one matches and the other does not, as in dnsdist. */
final class CompositeSelector extends Selector {
    private final Selector[] selectors;
    private final boolean any;

    /** {@code any} is true where one that matches is enough. */
    CompositeSelector(final Selector[] selectors, final boolean any) {
        this.selectors = selectors.clone();
        this.any = any;
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        for (int i = 0; i < selectors.length; i++) {
            if (selectors[i].matches(datagram, query, decision) == any) {
                return any;
            }
        }
        return !any;
    }
}
