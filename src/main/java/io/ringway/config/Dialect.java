package io.ringway.config;

import io.ringway.config.backend.BackendFunctions;
import io.ringway.config.backend.ForwardingFunctions;
import io.ringway.config.backend.PolicyFunctions;
import io.ringway.config.backend.PolicyObject;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaRuntime;
import io.ringway.config.rules.RuleFunctions;
import io.ringway.settings.SetupException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The registry: every name of the dialect and what happens when it is called.
 *
 * <p>To serve a function, add a row to the class of its group; to stop refusing it, remove its row from {@link UnservedFunctions}. A test holds
 * rows, refusals and the manual together.
 */
final class Dialect {
    private final Map<String, DialectFunction> served = new LinkedHashMap<>();

    Dialect(final SettingsBuilder builder, final LuaRuntime runtime) {
        served.putAll(AfXdpFunctions.rows(builder));
        served.putAll(ListenerFunctions.rows(builder));
        served.putAll(TcpFunctions.rows(builder));
        served.putAll(AclFunctions.rows(builder));
        served.putAll(RuleFunctions.rows(builder.rules, DnsConstants.TABLES.get("DNSQType")));
        served.putAll(BackendFunctions.rows(builder.forwarding, runtime, DnsConstants.TABLES.get("DNSQType")));
        served.putAll(PolicyFunctions.rows(builder.forwarding, runtime));
        served.putAll(ForwardingFunctions.rows(builder.forwarding));
        served.putAll(GlobalFunctions.rows(builder, runtime));
    }

    Map<String, DialectFunction> served() {
        return served;
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
        served.forEach(runtime::define);
        DnsConstants.TABLES.forEach(runtime::define);
        PolicyObject.BUILT_IN.forEach(runtime::define);
    }
}
