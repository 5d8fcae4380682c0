package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** Which queries a rule is for. Called by its worker's thread; allocates nothing. */
public abstract class Selector {
    /** For the kinds of selectors. */
    protected Selector() {}

    /**
     * Looks at a query, as {@link #matches} does. Most rules compare numbers: those are asked without a virtual call.
     *
     * @param datagram the packet.
     * @param query    its query.
     * @param decision what was noted of it so far.
     * @return whether the rule's action applies.
     */
    public final boolean isFor(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return this instanceof final NumberSelector number
                ? number.matches(datagram, query, decision)
                : matches(datagram, query, decision);
    }

    /**
     * Looks at a query.
     *
     * @param datagram the packet.
     * @param query    its query.
     * @param decision what was noted of it so far.
     * @return whether the rule's action applies.
     */
    public abstract boolean matches(Datagram datagram, DnsQuery query, Decision decision);
}
