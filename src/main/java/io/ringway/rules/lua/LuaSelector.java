package io.ringway.rules.lua;

import io.ringway.rules.Decision;
import io.ringway.rules.SharedParts;
import io.ringway.rules.selector.Selector;
import io.ringway.settings.rules.QueryFunction;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code LuaRule(function)}. Where the function cannot be asked, or fails, the rule does not match. */
public final class LuaSelector extends Selector {
    private final QueryFunction function;
    private final SharedParts parts;

    /**
     * Makes the selector.
     *
     * @param function says whether a query matches.
     * @param parts    what workers have in common.
     */
    public LuaSelector(final QueryFunction function, final SharedParts parts) {
        this.function = function;
        this.parts = parts;
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return parts.luaCalls()
                .ask(function, datagram, query, parts.tags(decision))
                .map(answer -> answer.action() != 0)
                .orElse(false);
    }
}
