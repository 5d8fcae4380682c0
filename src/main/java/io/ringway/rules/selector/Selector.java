package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** Which queries a rule is for. Called by its worker's thread; allocates nothing. */
public abstract class Selector {
    /** For the kinds of selectors. */
    Selector() {}

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
