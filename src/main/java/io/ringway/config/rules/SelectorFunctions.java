package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.Values;
import io.ringway.settings.rules.QueryNumber;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.settings.rules.SelectorSettings.InRange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Selectors that compare a number of the query, and those that are made of others. */
final class SelectorFunctions {
    static final String EXPECTED = "a rule such as AllRule()";

    private static final int MAX_SHORT = 0xFFFF;
    private static final int MAX_MESSAGE = 65_535;
    private static final int SECTION_SHIFT = 16;

    private final Map<String, Integer> types;

    /** {@code types} are the numbers of record types by their names. */
    SelectorFunctions(final Map<String, Integer> types) {
        this.types = types;
    }

    Map<String, DialectFunction> rows() {
        final Map<String, DialectFunction> rows = new LinkedHashMap<>();
        rows.put("AllRule", call -> {
            call.expectAtMost(0);
            return new SelectorSettings.All();
        });
        rows.put("AndRule", call -> new SelectorSettings.And(selectors(call)));
        rows.put("OrRule", call -> new SelectorSettings.Or(selectors(call)));
        rows.put("NotRule", call -> new SelectorSettings.Not(call.object(1, SelectorSettings.class, EXPECTED)));
        rows.put("QTypeRule", call -> equal(QueryNumber.TYPE, type(call, 1)));
        rows.put("QClassRule", call -> equal(QueryNumber.CLASS, call.integer(1, "class", 0, MAX_SHORT)));
        rows.put("OpcodeRule", call -> equal(QueryNumber.OPCODE, call.integer(1, "opcode", 0, 15)));
        rows.put("RCodeRule", call -> equal(QueryNumber.RCODE, call.integer(1, "rcode", 0, 15)));
        rows.put("ERCodeRule", call -> equal(QueryNumber.EXTENDED_RCODE, call.integer(1, "rcode", 0, 4095)));
        rows.put("TCPRule", call -> equal(QueryNumber.TCP, call.bool(1, "tcp") ? 1 : 0));
        rows.put("DNSSECRule", call -> equal(QueryNumber.DNSSEC, 1));
        rows.put("RDRule", call -> equal(QueryNumber.RECURSION_DESIRED, 1));
        rows.put("DSTPortRule", call -> equal(QueryNumber.DESTINATION_PORT, call.integer(1, "port", 0, MAX_SHORT)));
        rows.put(
                "EDNSVersionRule",
                call -> new InRange(
                        QueryNumber.EDNS_VERSION, 0, call.integer(1, "version", 0, 255) + 1, Integer.MAX_VALUE));
        rows.put(
                "EDNSOptionRule",
                call -> new InRange(QueryNumber.EDNS_OPTION, call.integer(1, "code", 0, MAX_SHORT), 1, 1));
        rows.put("QNameLabelsCountRule", call -> outside(QueryNumber.LABELS, call));
        rows.put("QNameWireLengthRule", call -> outside(QueryNumber.NAME_LENGTH, call));
        rows.put("RecordsCountRule", SelectorFunctions::recordsCount);
        rows.put("RecordsTypeCountRule", this::recordsTypeCount);
        rows.put("PayloadSizeRule", SelectorFunctions::payloadSize);
        rows.put("TrailingDataRule", call -> new InRange(QueryNumber.TRAILING_DATA, 0, 1, Integer.MAX_VALUE));
        rows.put("ProbaRule", SelectorFunctions::chance);
        rows.put("TagRule", SelectorFunctions::tag);
        rows.put("PoolAvailableRule", call -> new SelectorSettings.PoolAvailable(call.string(1, "pool")));
        rows.put("MaxQPSRule", SelectorFunctions::withinRate);
        rows.put("MaxQPSIPRule", SelectorFunctions::clientAboveRate);
        return rows;
    }

    private static List<SelectorSettings> selectors(final Call call) {
        call.expectAtMost(1);
        return Values.list(call.argument(1))
                .orElseThrow(() -> call.failure(
                        "argument 1 is " + Values.text(call.argument(1)) + "; give a list of rules, {AllRule(), …}"))
                .stream()
                .map(element -> {
                    if (element instanceof final SelectorSettings selector) {
                        return selector;
                    }
                    throw call.failure("an entry of the list is " + Values.text(element) + "; give " + EXPECTED);
                })
                .toList();
    }

    private static SelectorSettings equal(final QueryNumber number, final int value) {
        return new InRange(number, 0, value, value);
    }

    /** A type by its number, or by its name. */
    private int type(final Call call, final int position) {
        if (call.argument(position) instanceof final String name && types.containsKey(name)) {
            return types.get(name);
        }
        return call.integer(position, "type", 0, MAX_SHORT);
    }

    /** Below the first argument or above the second one. */
    private static SelectorSettings outside(final QueryNumber number, final Call call) {
        call.expectAtMost(2);
        return new SelectorSettings.Not(new InRange(
                number, 0, call.integer(1, "minimum", 0, MAX_SHORT), call.integer(2, "maximum", 0, MAX_SHORT)));
    }

    private static SelectorSettings recordsCount(final Call call) {
        call.expectAtMost(3);
        return new InRange(
                QueryNumber.RECORDS,
                call.integer(1, "section", 0, 3),
                call.integer(2, "minimum", 0, MAX_SHORT),
                call.integer(3, "maximum", 0, MAX_SHORT));
    }

    private SelectorSettings recordsTypeCount(final Call call) {
        call.expectAtMost(4);
        return new InRange(
                QueryNumber.RECORDS_OF_TYPE,
                (call.integer(1, "section", 1, 3) << SECTION_SHIFT) | type(call, 2),
                call.integer(3, "minimum", 0, MAX_SHORT),
                call.integer(4, "maximum", 0, MAX_SHORT));
    }

    private static SelectorSettings payloadSize(final Call call) {
        call.expectAtMost(2);
        final int size = call.integer(2, "size", 0, MAX_MESSAGE);
        final QueryNumber number = QueryNumber.PAYLOAD_SIZE;
        return switch (call.string(1, "comparison")) {
            case "equal" -> equal(number, size);
            case "greater" -> new InRange(number, 0, size + 1, Integer.MAX_VALUE);
            case "greaterOrEqual" -> new InRange(number, 0, size, Integer.MAX_VALUE);
            case "smaller" -> new InRange(number, 0, 0, size - 1);
            case "smallerOrEqual" -> new InRange(number, 0, 0, size);
            default ->
                throw call.failure("argument 1 is " + Values.text(call.argument(1))
                        + "; give one of \"equal\", \"greater\", \"greaterOrEqual\", \"smaller\", \"smallerOrEqual\"");
        };
    }

    private static SelectorSettings chance(final Call call) {
        call.expectAtMost(1);
        final double probability = call.number(1, "probability");
        if (probability < 0 || probability > 1) {
            throw call.failure("argument 1 (probability) is " + probability + "; give a number from 0 to 1");
        }
        return new SelectorSettings.Chance(probability);
    }

    /** An empty value stands for any, unless the third argument says otherwise. */
    private static SelectorSettings tag(final Call call) {
        call.expectAtMost(3);
        final String name = call.string(1, "name");
        final boolean wildcard = call.argument(3) == null || call.bool(3, "emptyAsWildcard");
        final boolean any =
                call.argument(2) == null || (wildcard && call.string(2, "value").isEmpty());
        return new SelectorSettings.Tag(name, any ? Optional.empty() : Optional.of(call.string(2, "value")));
    }

    private static SelectorSettings withinRate(final Call call) {
        call.expectAtMost(2);
        final int qps = call.integer(1, "qps", 1, Integer.MAX_VALUE);
        final int burst = call.argument(2) == null ? qps : call.integer(2, "burst", 1, Integer.MAX_VALUE);
        return new SelectorSettings.WithinRate(qps, burst);
    }

    /** The tuning of dnsdist's table, from the fifth argument on, means nothing to this one. */
    private static SelectorSettings clientAboveRate(final Call call) {
        call.expectAtMost(8);
        final int qps = call.integer(1, "qps", 1, Integer.MAX_VALUE);
        return new SelectorSettings.ClientAboveRate(
                qps,
                call.argument(2) == null ? 32 : call.integer(2, "v4Mask", 0, 32),
                call.argument(3) == null ? 64 : call.integer(3, "v6Mask", 0, 128),
                call.argument(4) == null ? qps : call.integer(4, "burst", 1, Integer.MAX_VALUE));
    }
}
