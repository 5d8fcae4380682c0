package io.ringway.config.lua;

import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import java.util.List;
import java.util.Map;
import party.iroiro.luajava.value.LuaValue;

/**
 * One call of a function of the dialect: its arguments, where it stands, and where warnings go. Positions count from 1, as in messages. What is not as
 * expected is a SetupException that names function, argument, what came and what to give.
 *
 * @param function    its name
 * @param location    file and line of the call
 * @param arguments   as Lua gave them: null, Boolean, Double, String, Map, or an object of the dialect
 * @param diagnostics where warnings go
 */
public record Call(String function, SourceLocation location, List<Object> arguments, Diagnostics diagnostics) {
    /**
     * An argument as it is.
     *
     * @param position from 1.
     * @return its value, or null for nil and for one that was left out.
     */
    public Object argument(final int position) {
        return position <= arguments.size() ? arguments.get(position - 1) : null;
    }

    private String what(final int position, final String name) {
        return function + ": argument " + position + " (" + name + ")";
    }

    /**
     * A string.
     *
     * @param position from 1.
     * @param name     what messages call it.
     * @return its value.
     */
    public String string(final int position, final String name) {
        return Values.string(location, what(position, name), argument(position));
    }

    /**
     * A string or a list of strings.
     *
     * @param position from 1.
     * @param name     what messages call it.
     * @return its value as a list.
     */
    public List<String> strings(final int position, final String name) {
        return Values.strings(location, what(position, name), argument(position));
    }

    /**
     * True or false.
     *
     * @param position from 1.
     * @param name     what messages call it.
     * @return its value.
     */
    public boolean bool(final int position, final String name) {
        return Values.bool(location, what(position, name), argument(position));
    }

    /**
     * A whole number.
     *
     * @param position from 1.
     * @param name     what messages call it.
     * @param minimum  the least that will do.
     * @param maximum  the most that will do.
     * @return its value.
     */
    public int integer(final int position, final String name, final int minimum, final int maximum) {
        return Values.integer(location, what(position, name), argument(position), minimum, maximum);
    }

    /**
     * A number, whole or not.
     *
     * @param position from 1.
     * @param name     what messages call it.
     * @return its value, not NaN.
     */
    public double number(final int position, final String name) {
        return Values.number(location, what(position, name), argument(position));
    }

    /**
     * A function of the configuration.
     *
     * @param position from 1.
     * @param name     what messages call it.
     * @return the function.
     */
    public LuaValue function(final int position, final String name) {
        return Values.function(location, what(position, name), argument(position));
    }

    /**
     * An object of the dialect.
     *
     * @param <T>      its class.
     * @param position from 1.
     * @param type     its class.
     * @param expected what messages call it.
     * @return the object.
     */
    public <T> T object(final int position, final Class<T> type, final String expected) {
        return Values.object(location, what(position, expected), argument(position), type, expected);
    }

    /**
     * A table of options that must be there.
     *
     * @param position from 1.
     * @return the table.
     */
    public LuaTable table(final int position) {
        // A function or thread of Lua is a Map to the bridge.
        if (argument(position) instanceof final Map<?, ?> map && !(map instanceof LuaValue)) {
            return new LuaTable(location, function, map);
        }
        throw failure("argument " + position + " is " + Values.text(argument(position)) + "; give a table of options");
    }

    /**
     * A table of options that may be left out.
     *
     * @param position from 1.
     * @return the table, empty when there is none.
     */
    public LuaTable options(final int position) {
        return argument(position) == null ? new LuaTable(location, function, null) : table(position);
    }

    /**
     * Warns of arguments that nobody reads.
     *
     * @param count how many there may be.
     */
    public void expectAtMost(final int count) {
        if (arguments.size() > count) {
            diagnostics.warn(
                    location,
                    function + ": " + arguments.size() + " arguments, where it takes " + count
                            + "; those behind are ignored");
        }
    }

    /**
     * A failure at this call.
     *
     * @param message one line: what, and how to mend it.
     * @return to be thrown.
     */
    public SetupException failure(final String message) {
        return new SetupException(location, function + ": " + message);
    }

    /**
     * A failure at this call, with what led to it.
     *
     * @param message one line: what, and how to mend it.
     * @param cause   shown with {@code -v}.
     * @return to be thrown.
     */
    public SetupException failure(final String message, final Throwable cause) {
        return new SetupException(location, function + ": " + message, cause);
    }

    /**
     * A warning at this call.
     *
     * @param message one line.
     */
    public void warn(final String message) {
        diagnostics.warn(location, function + ": " + message);
    }
}
