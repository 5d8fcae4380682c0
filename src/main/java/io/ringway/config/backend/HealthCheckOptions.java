package io.ringway.config.backend;

import io.ringway.config.lua.LuaTable;
import io.ringway.config.lua.NearestName;
import io.ringway.config.lua.Values;
import io.ringway.settings.backend.HealthCheckFunction;
import io.ringway.settings.backend.HealthCheckSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import party.iroiro.luajava.value.LuaValue;

/** The keys of {@code newServer} that concern health checks. */
final class HealthCheckOptions {
    private static final int MAX = 0xFFFF;
    private static final int MAX_COUNT = 0xFF;
    private static final int MAX_PERCENT = 100;
    private static final String NUMBERED_TYPE = "TYPE";
    private static final String TIMEOUT_ONLY = "TimeoutOnly";
    private static final String TIMEOUT_OR_SERVFAIL = "TimeoutOrServFail";

    private final Map<String, Integer> types;

    /** {@code types} are query types by their names in capitals. */
    HealthCheckOptions(final Map<String, Integer> types) {
        this.types = types;
    }

    /** Reads them; {@code function} makes the check function callable. */
    HealthCheckSettings read(final LuaTable table, final Function<LuaValue, HealthCheckFunction> function) {
        final HealthCheckSettings usual = HealthCheckSettings.DEFAULT;
        return new HealthCheckSettings(
                table.constant("healthCheckMode", usual.mode()),
                name(table, usual.name()),
                type(table, usual.type()),
                table.integer("checkClass", usual.qclass(), 1, MAX),
                table.integer("checkInterval", usual.intervalS(), 1, MAX),
                table.integer("checkTimeout", usual.timeoutMs(), 1, MAX),
                table.integer("maxCheckFailures", usual.maxFailures(), 1, MAX_COUNT),
                table.integer("rise", usual.rise(), 1, MAX_COUNT),
                table.bool("checkTCP", usual.tcp()),
                table.bool("setCD", usual.setCd()),
                table.bool("mustResolve", usual.mustResolve()),
                lazy(table),
                table.function("checkFunction").map(function));
    }

    private static HealthCheckSettings.Lazy lazy(final LuaTable table) {
        final HealthCheckSettings.Lazy usual = HealthCheckSettings.Lazy.DEFAULT;
        return new HealthCheckSettings.Lazy(
                table.integer("lazyHealthCheckSampleSize", usual.sampleSize(), 1, MAX),
                table.integer("lazyHealthCheckMinSampleCount", usual.minSampleCount(), 1, MAX),
                table.integer("lazyHealthCheckThreshold", usual.thresholdPercent(), 1, MAX_PERCENT),
                timeoutsOnly(table),
                table.integer("lazyHealthCheckFailedInterval", usual.failedIntervalS(), 1, MAX),
                table.bool("lazyHealthCheckUseExponentialBackOff", usual.exponentialBackOff()),
                table.integer("lazyHealthCheckMaxBackOff", usual.maxBackOffS(), 1, MAX));
    }

    private static boolean timeoutsOnly(final LuaTable table) {
        final String mode = table.string("lazyHealthCheckMode", TIMEOUT_OR_SERVFAIL);
        if (!mode.equalsIgnoreCase(TIMEOUT_ONLY) && !mode.equalsIgnoreCase(TIMEOUT_OR_SERVFAIL)) {
            throw table.failure("key 'lazyHealthCheckMode' is \"" + mode + "\"; give one of \"" + TIMEOUT_ONLY
                    + "\", \"" + TIMEOUT_OR_SERVFAIL + "\"");
        }
        return mode.equalsIgnoreCase(TIMEOUT_ONLY);
    }

    private static String name(final LuaTable table, final String usual) {
        final String text = table.string("checkName", usual);
        try {
            return DomainNameText.absolute(text);
        } catch (final IllegalArgumentException e) {
            throw table.failure("key 'checkName': " + e.getMessage(), e);
        }
    }

    /** By name, as {@code TYPE65280} (RFC 3597, section 5), or as a number such as {@code DNSQType.AAAA}. */
    private int type(final LuaTable table, final int usual) {
        final Object value = table.value("checkType");
        if (value == null) {
            return usual;
        }
        if (value instanceof Number) {
            return table.integer("checkType", usual, 1, MAX);
        }
        final String name = table.string("checkType", "").toUpperCase(Locale.ROOT);
        final Optional<Integer> type = Optional.ofNullable(types.get(name)).or(() -> numbered(name));
        return type.orElseThrow(() -> table.failure("key 'checkType' is " + Values.text(value)
                + ", which is no query type; give a name such as \"A\", or \"TYPE65280\""
                + NearestName.hint(name, List.copyOf(types.keySet()))));
    }

    private static Optional<Integer> numbered(final String name) {
        try {
            final int number =
                    name.startsWith(NUMBERED_TYPE) ? Integer.parseInt(name.substring(NUMBERED_TYPE.length())) : 0;
            return number >= 1 && number <= MAX ? Optional.of(number) : Optional.empty();
        } catch (final NumberFormatException e) {
            return Optional.empty();
        }
    }
}
