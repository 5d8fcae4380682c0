package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaRuntime;
import io.ringway.config.lua.LuaTable;
import io.ringway.config.lua.Values;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.QueryFunction;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code addAction}, what it is given, and what changes the order of the rules. */
public final class RuleFunctions {
    private static final Logger LOG = LoggerFactory.getLogger(RuleFunctions.class);
    private static final int DEFAULT_TOP = 10;

    private RuleFunctions() {}

    /**
     * The rows of the registry.
     *
     * @param list        the chain, changed in place.
     * @param cacheMisses the chain for what the packet cache could not answer, changed in place.
     * @param types       numbers of record types by their names.
     * @param runtime     keeps functions that rules ask callable.
     * @return functions by name.
     */
    public static Map<String, DialectFunction> rows(
            final RuleList list,
            final RuleList cacheMisses,
            final Map<String, Integer> types,
            final LuaRuntime runtime) {
        final Map<String, DialectFunction> rows = new LinkedHashMap<>(new SelectorFunctions(types).rows());
        rows.putAll(NameSelectorFunctions.rows());
        rows.putAll(ActionFunctions.rows());
        rows.putAll(SpoofFunctions.rows());
        rows.putAll(ForwardingActionFunctions.rows());
        rows.put("LuaRule", call -> new SelectorSettings.Lua(function(call, "selector", runtime)));
        rows.put("LuaAction", call -> new ActionSettings.Lua(function(call, "action", runtime)));
        rows.put("newCA", TimedAddresses::comboAddress);
        rows.put("newRuleAction", RuleFunctions::rule);
        putChain(rows, "", list);
        putChain(rows, "CacheMiss", cacheMisses);
        return rows;
    }

    private static QueryFunction function(final Call call, final String adapter, final LuaRuntime runtime) {
        call.expectAtMost(1);
        return new LuaQueryFunction(call.location(), adapter, runtime.keepBounded(call.function(1, "function")));
    }

    /** What changes and shows one chain; {@code chain} is its name in those of its functions. */
    private static void putChain(final Map<String, DialectFunction> rows, final String chain, final RuleList list) {
        rows.put("add" + chain + "Action", call -> {
            list.add(rule(call));
            return DialectFunction.NOTHING;
        });
        rows.put("set" + chain + "Rules", call -> {
            list.replace(rules(call));
            return DialectFunction.NOTHING;
        });
        putOrder(rows, chain, list);
    }

    /** What changes the order of one chain and shows it. */
    static void putOrder(final Map<String, DialectFunction> rows, final String chain, final RuleList list) {
        rows.put("rm" + chain + "Rule", call -> done(call, 1, list::remove));
        rows.put("mv" + chain + "Rule", call -> done(call, 2, list::move));
        rows.put("mv" + chain + "RuleToTop", call -> done(call, 0, ignored -> list.moveToTop()));
        rows.put("clear" + chain + "Rules", call -> done(call, 0, ignored -> list.clear()));
        rows.put("show" + chain + "Rules", call -> show(call, 1, list::text));
        rows.put("top" + chain + "Rules", call -> {
            final int most = call.argument(1) == null ? DEFAULT_TOP : call.integer(1, "top", 1, Integer.MAX_VALUE);
            return show(call, 2, uuids -> list.top(most, uuids));
        });
    }

    private static Object done(final Call call, final int arguments, final Consumer<Call> change) {
        call.expectAtMost(arguments);
        change.accept(call);
        return DialectFunction.NOTHING;
    }

    private static Object show(final Call call, final int optionsAt, final Function<Boolean, String> text) {
        call.expectAtMost(optionsAt);
        final LuaTable options = call.options(optionsAt);
        final boolean uuids = options.bool("showUUIDs", false);
        // The width of columns is the console's business.
        options.value("truncateRuleWidth");
        options.finish(call.diagnostics());
        text.apply(uuids).lines().forEach(LOG::info);
        return DialectFunction.NOTHING;
    }

    private static RuleSettings rule(final Call call) {
        call.expectAtMost(3);
        final SelectorSettings selector = NameSelectorFunctions.selector(call);
        return rule(call, selector, call.object(2, ActionSettings.class, ActionFunctions.EXPECTED));
    }

    /** A rule of a selector and an action, with the name and the uuid that the third argument may give it. */
    static RuleSettings rule(final Call call, final SelectorSettings selector, final ActionSettings action) {
        final LuaTable options = call.options(3);
        final String name = options.string("name", "");
        final String uuid = options.string("uuid", "");
        options.finish(call.diagnostics());
        return new RuleSettings(
                call.location(),
                name,
                uuid.isEmpty() ? UUID.randomUUID().toString() : checked(call, uuid),
                selector,
                action);
    }

    private static List<RuleSettings> rules(final Call call) {
        call.expectAtMost(1);
        return Values.list(call.argument(1))
                .orElseThrow(() -> call.failure("argument 1 is " + Values.text(call.argument(1))
                        + "; give a list of what newRuleAction returned"))
                .stream()
                .map(element -> {
                    if (element instanceof final RuleSettings rule) {
                        return rule;
                    }
                    throw call.failure(
                            "an entry of the list is " + Values.text(element) + "; give what newRuleAction returned");
                })
                .toList();
    }

    private static String checked(final Call call, final String uuid) {
        try {
            return UUID.fromString(uuid).toString();
        } catch (final IllegalArgumentException e) {
            throw call.failure("uuid '" + uuid + "' is not of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", e);
        }
    }
}
