package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.rules.names.NameTable;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code QNameSetRule(names)} and {@code QNameSuffixRule(names)}. */
final class NamesSelector extends Selector {
    private final NameTable names;
    private final boolean suffixes;

    NamesSelector(final NameTable names, final boolean suffixes) {
        this.names = names;
        this.suffixes = suffixes;
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return suffixes ? names.hasSuffixOf(decision.name()) : names.has(decision.name());
    }
}
