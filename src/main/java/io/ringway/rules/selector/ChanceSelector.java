package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code ProbaRule(probability)}, by numbers that cost no more than three shifts (xorshift64, Marsaglia 2003). */
final class ChanceSelector extends Selector {
    private static final int PROBABILITY_BITS = 53;

    private final long threshold;
    private long state;

    ChanceSelector(final double probability, final long seed) {
        threshold = (long) (probability * (1L << PROBABILITY_BITS));
        state = seed | 1;
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return state >>> (Long.SIZE - PROBABILITY_BITS) < threshold;
    }
}
