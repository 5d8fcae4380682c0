package io.ringway.config;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaTable;
import io.ringway.config.lua.Values;
import io.ringway.settings.ActionSettings;
import io.ringway.settings.RuleSettings;
import io.ringway.settings.SelectorSettings;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code addAction}, its selectors and its actions. */
final class RuleFunctions {
    private static final int MAX_RCODE = 15;
    private static final int DEFAULT_SPOOF_TTL_S = 60;

    private RuleFunctions() {}

    static Map<String, DialectFunction> rows(final SettingsBuilder builder) {
        return Map.of(
                "addAction",
                call -> addAction(builder, call),
                "AllRule",
                call -> {
                    call.expectAtMost(0);
                    return new SelectorSettings.All();
                },
                "RCodeAction",
                RuleFunctions::rcodeAction,
                "SpoofAction",
                RuleFunctions::spoofAction,
                "PoolAction",
                RuleFunctions::poolAction);
    }

    private static Object addAction(final SettingsBuilder builder, final Call call) {
        call.expectAtMost(3);
        if (call.argument(1) instanceof String || Values.list(call.argument(1)).isPresent()) {
            throw call.failure("a name or netmask as its rule is not served yet; AllRule() is");
        }
        final SelectorSettings selector = call.object(1, SelectorSettings.class, "a rule such as AllRule()");
        final ActionSettings action =
                call.object(2, ActionSettings.class, "an action such as RCodeAction(DNSRCode.REFUSED)");
        final LuaTable options = call.options(3);
        final String name = options.string("name", "");
        final String uuid = options.string("uuid", "");
        options.finish(call.diagnostics());
        builder.rules.add(new RuleSettings(
                call.location(),
                name,
                uuid.isEmpty() ? UUID.randomUUID().toString() : checked(call, uuid),
                selector,
                action));
        return DialectFunction.NOTHING;
    }

    private static String checked(final Call call, final String uuid) {
        try {
            return UUID.fromString(uuid).toString();
        } catch (final IllegalArgumentException e) {
            throw call.failure("uuid '" + uuid + "' is not of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", e);
        }
    }

    private static Object spoofAction(final Call call) {
        call.expectAtMost(2);
        final List<InetAddress> addresses = new ArrayList<>();
        for (final String text : call.strings(1, "addresses")) {
            try {
                addresses.add(InetAddress.ofLiteral(text));
            } catch (final IllegalArgumentException e) {
                throw call.failure("'" + text + "' is no address; give 192.0.2.1 or 2001:db8::1", e);
            }
        }
        if (addresses.isEmpty()) {
            throw call.failure("the list of addresses is empty; give at least one");
        }
        final LuaTable options = call.options(2);
        final ActionSettings action = new ActionSettings.Spoof(
                addresses,
                options.integer("ttl", DEFAULT_SPOOF_TTL_S, 0, Integer.MAX_VALUE),
                options.bool("aa"),
                options.bool("ad"),
                options.bool("ra"));
        options.finish(call.diagnostics());
        return action;
    }

    private static Object poolAction(final Call call) {
        call.expectAtMost(2);
        final String pool = call.string(1, "pool");
        if (call.argument(2) != null && !call.bool(2, "stopProcessing")) {
            throw call.failure("stopProcessing=false is not served yet; the query goes to the pool at once");
        }
        return new ActionSettings.Pool(pool);
    }

    private static Object rcodeAction(final Call call) {
        call.expectAtMost(2);
        final int rcode = call.integer(1, "rcode", 0, MAX_RCODE);
        final LuaTable options = call.options(2);
        final ActionSettings action =
                new ActionSettings.RCode(rcode, options.bool("aa"), options.bool("ad"), options.bool("ra"));
        options.finish(call.diagnostics());
        return action;
    }
}
