package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.settings.Netmask;
import io.ringway.settings.rules.ActionSettings;
import java.util.Map;

/** Actions that say something of the query's way to cache, backend and client. */
final class ForwardingActionFunctions {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final int MAX_DELAY_MS = 65_535;

    private ForwardingActionFunctions() {}

    static Map<String, DialectFunction> rows() {
        return Map.of(
                "DelayAction", ForwardingActionFunctions::delay,
                "SetECSAction", ForwardingActionFunctions::network,
                "SetECSOverrideAction", call -> new ActionSettings.EcsOverride(call.bool(1, "override")),
                "SetECSPrefixLengthAction", ForwardingActionFunctions::prefixes,
                "SetDisableECSAction", call -> ActionFunctions.plain(call, new ActionSettings.EcsDisabled()),
                "SetTempFailureCacheTTLAction", ForwardingActionFunctions::failureTtl);
    }

    /** One network is for clients of both families. */
    private static ActionSettings network(final Call call) {
        call.expectAtMost(2);
        final Netmask first = mask(call, 1, "v4");
        return new ActionSettings.EcsNetwork(first, call.argument(2) == null ? first : mask(call, 2, "v6"));
    }

    private static Netmask mask(final Call call, final int position, final String name) {
        final String text = call.string(position, name);
        final Netmask mask = Masks.parsed(text)
                .orElseThrow(() -> call.failure("'" + text + "' is no network; give 192.0.2.0/24 or 2001:db8::/56"));
        if (mask.excluded()) {
            throw call.failure("'" + text + "' is an exception; give a network");
        }
        return mask;
    }

    private static ActionSettings prefixes(final Call call) {
        call.expectAtMost(2);
        return new ActionSettings.EcsPrefixes(call.integer(1, "v4", 0, IPV4_BITS), call.integer(2, "v6", 0, IPV6_BITS));
    }

    private static ActionSettings delay(final Call call) {
        call.expectAtMost(1);
        return new ActionSettings.Delay(call.integer(1, "milliseconds", 0, MAX_DELAY_MS));
    }

    private static ActionSettings failureTtl(final Call call) {
        call.expectAtMost(1);
        return new ActionSettings.FailureTtl(call.integer(1, "ttl", 0, Integer.MAX_VALUE));
    }
}
