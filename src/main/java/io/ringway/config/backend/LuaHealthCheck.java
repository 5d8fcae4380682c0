package io.ringway.config.backend;

import io.ringway.config.lua.LuaCallback;
import io.ringway.config.lua.Values;
import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.backend.HealthCheckFunction;
import java.util.List;
import java.util.Map;

/**
 * A {@code checkFunction} of the configuration: it is given name, type, class and header of the usual question, may change the header's flags, and
 * returns name, type and class of the one to ask. Any thread, one call at a time.
 */
final class LuaHealthCheck implements HealthCheckFunction {
    private static final int MAX = 0xFFFF;
    private static final int RESULTS = 4;

    private final SourceLocation location;
    private final String server;
    private final LuaCallback function;

    /** {@code server} is what messages call it. */
    LuaHealthCheck(final SourceLocation location, final String server, final LuaCallback function) {
        this.location = location;
        this.server = server;
        this.function = function;
    }

    @Override
    public Question choose(final Question usual) {
        final List<Object> results =
                function.call("check", List.of(usual.name(), usual.type(), usual.qclass(), usual.flags()));
        if (results.size() == RESULTS
                && name(results.get(0)) instanceof final String name
                && results.get(1) instanceof final Number type
                && results.get(2) instanceof final Number qclass
                && results.get(3) instanceof final Number flags
                && inside(type)
                && inside(qclass)) {
            try {
                return new Question(
                        DomainNameText.absolute(name), type.intValue(), qclass.intValue(), flags.intValue() & MAX);
            } catch (final IllegalArgumentException e) {
                throw new SetupException(location, "checkFunction of " + server + ": " + e.getMessage(), e);
            }
        }
        throw new SetupException(
                location,
                "checkFunction of " + server + " returned " + Values.text(results.get(0)) + ", "
                        + Values.text(results.get(1)) + ", " + Values.text(results.get(2))
                        + "; return a name, a type and a class");
    }

    private static Object name(final Object value) {
        return value instanceof final Map<?, ?> table ? table.get("text") : value;
    }

    private static boolean inside(final Number number) {
        return number.doubleValue() == Math.rint(number.doubleValue())
                && number.doubleValue() >= 1
                && number.doubleValue() <= MAX;
    }
}
