package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.ResponseActionSettings;
import io.ringway.settings.rules.ResponseStage;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/** The chains of rules for responses, and what changes their order. */
public final class ResponseRuleFunctions {
    private ResponseRuleFunctions() {}

    /**
     * The rows of the registry.
     *
     * @param chains every one, changed in place.
     * @param types  numbers of record types by their names.
     * @return functions by name.
     */
    public static Map<String, DialectFunction> rows(
            final Map<ResponseStage, RuleList> chains, final Map<String, Integer> types) {
        final Map<String, DialectFunction> rows = new LinkedHashMap<>(new ResponseActionFunctions(types).rows());
        chains.forEach((stage, list) -> {
            rows.put("add" + name(stage) + "Action", call -> {
                list.add(rule(call));
                return DialectFunction.NOTHING;
            });
            RuleFunctions.putOrder(rows, name(stage), list);
        });
        return rows;
    }

    /** What the dialect calls a chain. */
    private static String name(final ResponseStage stage) {
        return switch (stage) {
            case RELAYED -> "Response";
            case CACHE_INSERTED -> "CacheInsertedResponse";
            case CACHE_HIT -> "CacheHitResponse";
            case SELF_ANSWERED -> "SelfAnsweredResponse";
        };
    }

    private static RuleSettings rule(final Call call) {
        call.expectAtMost(3);
        final SelectorSettings selector = NameSelectorFunctions.selector(call);
        final ResponseActionSettings action =
                call.object(2, ResponseActionSettings.class, ResponseActionFunctions.EXPECTED);
        return RuleFunctions.rule(call, selector, new ActionSettings.OnResponse(action));
    }
}
