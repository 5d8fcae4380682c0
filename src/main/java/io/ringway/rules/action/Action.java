package io.ringway.rules;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** What a rule does. Called by its worker's thread; allocates nothing. */
interface Action {
    /** Decides, and writes the details of an answer into {@code decision}. */
    Verdict apply(Datagram datagram, DnsQuery query, Decision decision);
}
