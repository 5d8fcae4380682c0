package io.ringway.config;

import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import java.util.List;
import java.util.Map;
import party.iroiro.luajava.value.LuaValue;

/**
 * One call of a function of the dialect: its arguments, where it stands, and where warnings go. Positions count from 1, as in messages.
 *
 * @param function    its name
 * @param location    file and line of the call
 * @param arguments   as Lua gave them: null, Boolean, Double, String, Map, or an object of the dialect
 * @param diagnostics where warnings go
 */
record Call(String function, SourceLocation location, List<Object> arguments, Diagnostics diagnostics) {
    Object argument(final int position) {
        return position <= arguments.size() ? arguments.get(position - 1) : null;
    }

    private String what(final int position, final String name) {
        return function + ": argument " + position + " (" + name + ")";
    }

    String string(final int position, final String name) {
        return Values.string(location, what(position, name), argument(position));
    }

    List<String> strings(final int position, final String name) {
        return Values.strings(location, what(position, name), argument(position));
    }

    boolean bool(final int position, final String name) {
        return Values.bool(location, what(position, name), argument(position));
    }

    int integer(final int position, final String name, final int minimum, final int maximum) {
        return Values.integer(location, what(position, name), argument(position), minimum, maximum);
    }

    <T> T object(final int position, final Class<T> type, final String expected) {
        return Values.object(location, what(position, expected), argument(position), type, expected);
    }

    /** A table of options that must be there. */
    LuaTable table(final int position) {
        // A function or thread of Lua is a Map to the bridge.
        if (argument(position) instanceof final Map<?, ?> map && !(map instanceof LuaValue)) {
            return new LuaTable(location, function, map);
        }
        throw failure("argument " + position + " is " + Values.text(argument(position)) + "; give a table of options");
    }

    /** A table of options that may be left out. */
    LuaTable options(final int position) {
        return argument(position) == null ? new LuaTable(location, function, null) : table(position);
    }

    void expectAtMost(final int count) {
        if (arguments.size() > count) {
            diagnostics.warn(
                    location,
                    function + ": " + arguments.size() + " arguments, where it takes " + count
                            + "; those behind are ignored");
        }
    }

    SetupException failure(final String message) {
        return new SetupException(location, function + ": " + message);
    }

    SetupException failure(final String message, final Throwable cause) {
        return new SetupException(location, function + ": " + message, cause);
    }

    void warn(final String message) {
        diagnostics.warn(location, function + ": " + message);
    }
}
