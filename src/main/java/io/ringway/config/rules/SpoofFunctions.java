package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaTable;
import io.ringway.config.lua.LuaText;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.AnswerFlags;
import io.ringway.settings.rules.StartOfAuthority;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Actions that answer with records. */
final class SpoofFunctions {
    private static final int DEFAULT_TTL_S = 60;
    private static final int MAX_SHORT = 0xFFFF;
    private static final double MAX_UNSIGNED = 0xFFFF_FFFFL;
    private static final int LAST_ARGUMENT_OF_SOA = 10;

    private SpoofFunctions() {}

    static Map<String, DialectFunction> rows() {
        return Map.of(
                "SpoofAction", SpoofFunctions::addresses,
                "SpoofCNAMEAction", SpoofFunctions::cname,
                "SpoofRawAction", SpoofFunctions::raw,
                "NegativeAndSOAAction", SpoofFunctions::negative);
    }

    private static AnswerFlags flags(final LuaTable options) {
        return new AnswerFlags(options.bool("aa"), options.bool("ad"), options.bool("ra"));
    }

    private static int ttlS(final LuaTable options) {
        return options.integer("ttl", DEFAULT_TTL_S, 0, Integer.MAX_VALUE);
    }

    private static Object addresses(final Call call) {
        final List<String> texts = new ArrayList<>(call.strings(1, "addresses"));
        int table = 2;
        // An IPv6 address as the second argument is dnsdist's older way.
        if (call.argument(2) instanceof final String second) {
            texts.add(second);
            table = 3;
        }
        call.expectAtMost(table);
        final List<InetAddress> addresses = new ArrayList<>();
        for (final String text : texts) {
            try {
                addresses.add(InetAddress.ofLiteral(text));
            } catch (final IllegalArgumentException e) {
                throw call.failure("'" + text + "' is no address; give 192.0.2.1 or 2001:db8::1", e);
            }
        }
        if (addresses.isEmpty()) {
            throw call.failure("the list of addresses is empty; give at least one");
        }
        final LuaTable options = call.options(table);
        final ActionSettings action = new ActionSettings.Spoof(
                addresses, ttlS(options), options.bool("aa"), options.bool("ad"), options.bool("ra"));
        options.finish(call.diagnostics());
        return action;
    }

    private static Object cname(final Call call) {
        call.expectAtMost(2);
        final LuaTable options = call.options(2);
        final ActionSettings action = new ActionSettings.SpoofCname(Names.name(call, 1), ttlS(options), flags(options));
        options.finish(call.diagnostics());
        return action;
    }

    private static Object raw(final Call call) {
        call.expectAtMost(2);
        final LuaTable options = call.options(2);
        final List<byte[]> data =
                call.strings(1, "data").stream().map(LuaText::encode).toList();
        if (data.isEmpty()) {
            throw call.failure("the list of data is empty; give at least one");
        }
        final int typeForAny = options.integer("typeForAny", 0, 0, MAX_SHORT);
        final ActionSettings action = new ActionSettings.SpoofRaw(
                data,
                typeForAny == 0 ? OptionalInt.empty() : OptionalInt.of(typeForAny),
                ttlS(options),
                flags(options));
        options.finish(call.diagnostics());
        return action;
    }

    private static Object negative(final Call call) {
        call.expectAtMost(LAST_ARGUMENT_OF_SOA + 1);
        final LuaTable options = call.options(LAST_ARGUMENT_OF_SOA + 1);
        final ActionSettings action = new ActionSettings.NegativeAndSoa(
                call.bool(1, "nxdomain"),
                Names.name(call, 2),
                call.integer(3, "ttl", 0, Integer.MAX_VALUE),
                new StartOfAuthority(
                        Names.name(call, 4),
                        Names.name(call, 5),
                        unsigned(call, 6, "serial"),
                        unsigned(call, 7, "refresh"),
                        unsigned(call, 8, "retry"),
                        unsigned(call, 9, "expire"),
                        unsigned(call, LAST_ARGUMENT_OF_SOA, "minimum")),
                options.bool("soaInAuthoritySection", false),
                flags(options));
        options.finish(call.diagnostics());
        return action;
    }

    private static long unsigned(final Call call, final int position, final String name) {
        final double number = call.number(position, name);
        if (number != Math.rint(number) || number < 0 || number > MAX_UNSIGNED) {
            throw call.failure("argument " + position + " (" + name + ") is " + number
                    + "; give a whole number from 0 to " + (long) MAX_UNSIGNED);
        }
        return (long) number;
    }
}
