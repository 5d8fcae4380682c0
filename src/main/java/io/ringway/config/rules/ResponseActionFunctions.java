package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.Values;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.ResponseActionSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Actions of rules for responses. */
final class ResponseActionFunctions {
    static final String EXPECTED = "an action for responses such as DropResponseAction()";

    private static final int MAX_SHORT = 0xFFFF;
    private static final int MAX_PERCENT = 100;

    private final Map<String, Integer> types;

    /** {@code types} are the numbers of record types by their names. */
    ResponseActionFunctions(final Map<String, Integer> types) {
        this.types = types;
    }

    Map<String, DialectFunction> rows() {
        final Map<String, DialectFunction> rows = new LinkedHashMap<>();
        rows.put("AllowResponseAction", call -> plain(call, new ResponseActionSettings.Allow()));
        rows.put("DropResponseAction", call -> plain(call, new ResponseActionSettings.Drop()));
        rows.put("TCResponseAction", call -> plain(call, new ResponseActionSettings.Truncate()));
        rows.put("SetSkipCacheResponseAction", call -> plain(call, new ResponseActionSettings.SkipCache()));
        rows.put("SetMinTTLResponseAction", call -> {
            call.expectAtMost(1);
            return new ResponseActionSettings.LimitTtl(
                    seconds(call, 1, "minimum"), ResponseActionSettings.MAX_TTL_S, List.of());
        });
        rows.put("SetMaxTTLResponseAction", call -> {
            call.expectAtMost(1);
            return new ResponseActionSettings.LimitTtl(0, seconds(call, 1, "maximum"), List.of());
        });
        rows.put("LimitTTLResponseAction", this::limitTtl);
        rows.put("SetReducedTTLResponseAction", call -> {
            call.expectAtMost(1);
            return new ResponseActionSettings.ReduceTtl(call.integer(1, "percentage", 0, MAX_PERCENT));
        });
        rows.put("SetMaxReturnedTTLResponseAction", call -> {
            call.expectAtMost(1);
            return new ResponseActionSettings.LimitReturnedTtl(seconds(call, 1, "maximum"));
        });
        rows.put("ClearRecordTypesResponseAction", call -> {
            call.expectAtMost(1);
            return new ResponseActionSettings.ClearTypes(typesOf(call, 1));
        });
        rows.put("LogResponseAction", ResponseActionFunctions::log);
        rows.put("DelayResponseAction", call -> {
            call.expectAtMost(1);
            return new ResponseActionSettings.Delay(call.integer(1, "milliseconds", 0, MAX_SHORT));
        });
        rows.put("SetTagResponseAction", call -> {
            call.expectAtMost(2);
            return new ResponseActionSettings.SetTag(call.string(1, "name"), call.string(2, "value"));
        });
        return rows;
    }

    private static ResponseActionSettings plain(final Call call, final ResponseActionSettings action) {
        call.expectAtMost(0);
        return action;
    }

    private static ResponseActionSettings log(final Call call) {
        call.expectAtMost(5);
        return new ResponseActionSettings.Log(new ActionSettings.Log(
                call.location(),
                call.argument(1) == null ? "" : call.string(1, "filename"),
                false,
                flag(call, 2, "append", false),
                flag(call, 3, "buffered", true),
                flag(call, 4, "verboseOnly", true),
                flag(call, 5, "includeTimestamp", false)));
    }

    private static boolean flag(final Call call, final int position, final String name, final boolean otherwise) {
        return call.argument(position) == null ? otherwise : call.bool(position, name);
    }

    private static int seconds(final Call call, final int position, final String name) {
        return call.integer(position, name, 0, ResponseActionSettings.MAX_TTL_S);
    }

    private ResponseActionSettings limitTtl(final Call call) {
        call.expectAtMost(3);
        final int minimumS = seconds(call, 1, "minimum");
        final int maximumS = seconds(call, 2, "maximum");
        if (minimumS > maximumS) {
            throw call.failure("the minimum, " + minimumS + ", is above the maximum, " + maximumS);
        }
        return new ResponseActionSettings.LimitTtl(
                minimumS, maximumS, call.argument(3) == null ? List.of() : typesOf(call, 3));
    }

    /** One type or a list of them, each by its number or by its name. */
    private List<Integer> typesOf(final Call call, final int position) {
        final Object value = call.argument(position);
        if (value == null) {
            throw call.failure("argument " + position + " (types) is missing; give one such as DNSQType.AAAA");
        }
        return Values.list(value).orElseGet(() -> List.of(value)).stream()
                .map(element -> type(call, element, position))
                .toList();
    }

    private int type(final Call call, final Object value, final int position) {
        final Object number = value instanceof final String name ? types.getOrDefault(name, number(name)) : value;
        if (number instanceof final Number type
                && type.intValue() == type.doubleValue()
                && type.intValue() >= 0
                && type.intValue() <= MAX_SHORT) {
            return type.intValue();
        }
        throw call.failure("argument " + position + " (types) has " + Values.text(value)
                + "; give types such as DNSQType.AAAA, or a list of them");
    }

    /** A number as text, which is one in Lua; -1 for any other text. */
    private static int number(final String text) {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
    }
}
