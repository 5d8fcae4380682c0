package io.ringway.config.backend;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.settings.backend.ForwardingSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What holds for all servers: balancing, limits, EDNS Client Subnet. */
public final class ForwardingFunctions {
    private static final int MAX_TIMEOUT_S = 0xFFFF;
    private static final int BITS_V4 = 32;
    private static final int BITS_V6 = 128;

    private ForwardingFunctions() {}

    /**
     * The rows of the registry.
     *
     * @param builder what they change.
     * @return functions by name.
     */
    public static Map<String, DialectFunction> rows(final ForwardingBuilder builder) {
        final Map<String, DialectFunction> rows = new LinkedHashMap<>();
        rows.put("setConsistentHashingBalancingFactor", set(call -> builder.consistentBalancing = factor(call)));
        rows.put("setWeightedBalancingFactor", set(call -> builder.weightedBalancing = factor(call)));
        rows.put("setRoundRobinFailOnNoServer", set(call -> builder.roundRobinFails = call.bool(1, "fail")));
        rows.put("setServFailWhenNoServer", set(call -> builder.servFailWithoutServer = call.bool(1, "servfail")));
        rows.put(
                "setMaxUDPOutstanding",
                set(call -> builder.maxOutstanding =
                        call.integer(1, "queries", 1, ForwardingSettings.DEFAULT_MAX_OUTSTANDING)));
        rows.put("setUDPTimeout", set(call -> builder.udpTimeoutS = call.integer(1, "seconds", 1, MAX_TIMEOUT_S)));
        rows.put("setECSOverride", set(call -> builder.ecsOverride = call.bool(1, "override")));
        rows.put("setECSSourcePrefixV4", set(call -> builder.ecsPrefixV4 = call.integer(1, "bits", 0, BITS_V4)));
        rows.put("setECSSourcePrefixV6", set(call -> builder.ecsPrefixV6 = call.integer(1, "bits", 0, BITS_V6)));
        rows.put("setVerboseHealthChecks", set(call -> builder.verboseHealthChecks = call.bool(1, "verbose")));
        rows.put(
                "setStaleCacheEntriesTTL",
                set(call -> builder.staleEntriesTtlS = call.integer(1, "seconds", 0, Integer.MAX_VALUE)));
        rows.put("setRandomizedIdsOverUDP", set(call -> alwaysOn(call, "IDs")));
        rows.put("setRandomizedOutgoingSockets", set(call -> alwaysOn(call, "source ports")));
        return rows;
    }

    private static DialectFunction set(final Consumer<Call> change) {
        return call -> {
            call.expectAtMost(1);
            change.accept(call);
            return DialectFunction.NOTHING;
        };
    }

    private static double factor(final Call call) {
        final double factor = call.number(1, "factor");
        if (factor != 0 && !(factor >= 1 && factor <= Float.MAX_VALUE)) {
            throw call.failure("factor " + factor + " is below 1; give 1 or more, or 0 for no limit");
        }
        return factor;
    }

    private static void alwaysOn(final Call call, final String what) {
        if (!call.bool(1, "random")) {
            call.warn(what + " of queries to servers are always random; that costs nothing");
        }
    }
}
