package io.ringway.config;

import io.ringway.config.backend.BackendFunctions;
import io.ringway.config.backend.ForwardingBuilder;
import io.ringway.config.backend.ForwardingFunctions;
import io.ringway.config.backend.PolicyFunctions;
import io.ringway.config.backend.PolicyObject;
import io.ringway.config.block.BlockFunctions;
import io.ringway.config.block.BpfFilterFunctions;
import io.ringway.config.cache.CacheFunctions;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaRuntime;
import io.ringway.config.rules.ResponseRuleFunctions;
import io.ringway.config.rules.RuleFunctions;
import io.ringway.settings.SetupException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The registry: every name of the dialect and what happens when it is called.
 *
 * <p>To serve a function, add a row to the class of its group; to stop refusing it, remove its row from {@link UnservedFunctions}. A test holds
 * rows, refusals and the manual together.
 */
final class Dialect {
    /** What a policy or check function may call while queries are answered. */
    private static final Set<String> AT_ANY_TIME = Set.of(
            "getServer",
            "getServers",
            "getPool",
            "getPoolServers",
            "getPoolNames",
            "newDNSName",
            "newCA",
            "addDynBlocks",
            "addDynamicBlock",
            "addDynBlockSMT",
            "clearDynBlocks",
            "showDynBlocks",
            "setDynBlocksAction",
            "errlog",
            "warnlog",
            "infolog",
            "vinfolog");

    /** What changes the servers of a process that runs, in its maintenance. */
    private static final Set<String> IN_MAINTENANCE = Set.of(
            "newServer",
            "rmServer",
            "newServerPolicy",
            "setServerPolicy",
            "setPoolServerPolicy",
            "setServerPolicyLua",
            "setPoolServerPolicyLua",
            "setConsistentHashingBalancingFactor",
            "setWeightedBalancingFactor",
            "setRoundRobinFailOnNoServer");

    private final Map<String, DialectFunction> served = new LinkedHashMap<>();

    /** What changes servers and rules of a process that runs. */
    private final Set<String> inMaintenance = new HashSet<>(IN_MAINTENANCE);

    private final ForwardingBuilder forwarding;

    Dialect(final SettingsBuilder builder, final LuaRuntime runtime) {
        forwarding = builder.forwarding;
        served.putAll(AfXdpFunctions.rows(builder));
        served.putAll(ListenerFunctions.rows(builder));
        served.putAll(TcpFunctions.rows(builder));
        served.putAll(AclFunctions.rows(builder));
        final Map<String, DialectFunction> rules =
                RuleFunctions.rows(builder.rules, builder.cacheMissRules, DnsConstants.TABLES.get("DNSQType"), runtime);
        rules.putAll(ResponseRuleFunctions.rows(builder.responseRules, DnsConstants.TABLES.get("DNSQType")));
        served.putAll(rules);
        inMaintenance.addAll(rules.keySet());
        served.putAll(BackendFunctions.rows(builder.forwarding, runtime, DnsConstants.TABLES.get("DNSQType")));
        served.putAll(CacheFunctions.rows());
        served.putAll(BlockFunctions.rows(builder.blocks));
        served.putAll(BpfFilterFunctions.rows(builder.blocks, DnsConstants.TABLES.get("DNSQType")));
        served.putAll(PolicyFunctions.rows(builder.forwarding, runtime));
        served.putAll(ForwardingFunctions.rows(builder.forwarding));
        served.putAll(GlobalFunctions.rows(builder, runtime));
    }

    Map<String, DialectFunction> served() {
        return served;
    }

    /** Once the configuration has been read, most functions would change nothing any more. */
    private DialectFunction inItsTime(final String name, final DialectFunction function) {
        if (AT_ANY_TIME.contains(name)) {
            return function;
        }
        final boolean changeable = inMaintenance.contains(name);
        return call -> {
            if (changeable) {
                forwarding.expectChangeable(call);
            } else if (forwarding.isBuilt()) {
                throw call.failure("the configuration has been read; a process that runs does not change this:"
                        + " write it outside of functions, and restart");
            }
            return function.apply(call);
        };
    }

    /** Defines all names in a runtime. */
    void defineIn(final LuaRuntime runtime) {
        UnservedFunctions.REFUSED.forEach((name, instead) -> runtime.define(name, call -> {
            throw new SetupException(
                    call.location(), name + " is a function of dnsdist that Ringway does not serve yet; " + instead);
        }));
        UnservedFunctions.ACCEPTED.forEach((name, effect) -> runtime.define(name, call -> {
            call.warn(effect);
            return DialectFunction.NOTHING;
        }));
        served.forEach((name, function) -> runtime.define(name, inItsTime(name, function)));
        DnsConstants.TABLES.forEach(runtime::define);
        PolicyObject.BUILT_IN.forEach(runtime::define);
    }
}
