package io.ringway.rules;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** Which queries a rule is for. Called by its worker's thread; allocates nothing. */
interface Selector {
    /** Whether the rule's action applies. */
    boolean matches(Datagram datagram, DnsQuery query);
}
