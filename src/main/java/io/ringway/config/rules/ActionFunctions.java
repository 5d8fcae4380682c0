package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaTable;
import io.ringway.config.lua.LuaText;
import io.ringway.settings.rules.ActionSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/** Actions without records. */
final class ActionFunctions {
    static final String EXPECTED = "an action such as RCodeAction(DNSRCode.REFUSED)";

    private static final int MAX_SHORT = 0xFFFF;
    private static final int MAX_OPTION = 1024;
    private static final int MAX_RCODE = 15;
    private static final int MAX_EXTENDED_RCODE = 4095;

    private ActionFunctions() {}

    static Map<String, DialectFunction> rows() {
        final Map<String, DialectFunction> rows = new LinkedHashMap<>();
        rows.put("AllowAction", call -> plain(call, new ActionSettings.Allow()));
        rows.put("DropAction", call -> plain(call, new ActionSettings.Drop()));
        rows.put("NoneAction", call -> plain(call, new ActionSettings.None()));
        rows.put("TCAction", call -> plain(call, new ActionSettings.Truncate()));
        rows.put("SetNoRecurseAction", call -> plain(call, new ActionSettings.NoRecurse()));
        rows.put("SetDisableValidationAction", call -> plain(call, new ActionSettings.DisableValidation()));
        rows.put("SetSkipCacheAction", call -> plain(call, new ActionSettings.SkipCache()));
        rows.put("ContinueAction", call -> new ActionSettings.Continue(call.object(1, ActionSettings.class, EXPECTED)));
        rows.put("RCodeAction", call -> rcode(call, MAX_RCODE));
        rows.put("ERCodeAction", call -> rcode(call, MAX_EXTENDED_RCODE));
        rows.put("SetEDNSOptionAction", ActionFunctions::ednsOption);
        rows.put("SetTagAction", call -> new ActionSettings.SetTag(call.string(1, "name"), call.string(2, "value")));
        rows.put("LogAction", ActionFunctions::log);
        rows.put("PoolAction", call -> new ActionSettings.Pool(call.string(1, "pool"), stopsProcessing(call, 2)));
        rows.put("QPSAction", call -> new ActionSettings.DropAboveRate(qps(call)));
        rows.put(
                "QPSPoolAction",
                call -> new ActionSettings.PoolWithinRate(qps(call), call.string(2, "pool"), stopsProcessing(call, 3)));
        return rows;
    }

    static ActionSettings plain(final Call call, final ActionSettings action) {
        call.expectAtMost(0);
        return action;
    }

    private static ActionSettings ednsOption(final Call call) {
        call.expectAtMost(2);
        final byte[] data = LuaText.encode(call.string(2, "data"));
        if (data.length > MAX_OPTION) {
            throw call.failure("argument 2 (data) has " + data.length + " bytes; give " + MAX_OPTION + " at most");
        }
        return new ActionSettings.EdnsOption(call.integer(1, "code", 0, MAX_SHORT), data);
    }

    private static ActionSettings log(final Call call) {
        call.expectAtMost(6);
        return new ActionSettings.Log(
                call.location(),
                call.argument(1) == null ? "" : call.string(1, "filename"),
                flag(call, 2, "binary", true),
                flag(call, 3, "append", false),
                flag(call, 4, "buffered", true),
                flag(call, 5, "verboseOnly", true),
                flag(call, 6, "includeTimestamp", false));
    }

    private static boolean flag(final Call call, final int position, final String name, final boolean usual) {
        return call.argument(position) == null ? usual : call.bool(position, name);
    }

    private static int qps(final Call call) {
        return call.integer(1, "qps", 1, Integer.MAX_VALUE);
    }

    private static boolean stopsProcessing(final Call call, final int position) {
        call.expectAtMost(position);
        return call.argument(position) == null || call.bool(position, "stopProcessing");
    }

    private static ActionSettings rcode(final Call call, final int most) {
        call.expectAtMost(2);
        final int rcode = call.integer(1, "rcode", 0, most);
        final LuaTable options = call.options(2);
        final ActionSettings action =
                new ActionSettings.RCode(rcode, options.bool("aa"), options.bool("ad"), options.bool("ra"));
        options.finish(call.diagnostics());
        return action;
    }
}
