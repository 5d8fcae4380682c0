package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** What a rule does, with a query or with the response to one. Called by its worker's thread; allocates nothing. */
public abstract class Action {
    /** For the kinds of actions. */
    protected Action() {}

    /**
     * Decides.
     *
     * @param datagram the packet.
     * @param query    its query.
     * @param decision receives the details of an answer, the pool, and what is noted.
     * @return what becomes of the query.
     */
    public abstract Verdict apply(Datagram datagram, DnsQuery query, Decision decision);
}
