package io.ringway.config.lua;

import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import party.iroiro.luajava.value.LuaValue;

/**
 * A table of options, read key by key with a default for each; what was never asked for is an unknown key. What is not as expected is a SetupException
 * that names function, key, what came and what to give.
 */
public final class LuaTable {
    private static final int MAX_CPU = 8191;

    private final SourceLocation location;
    private final String function;
    private final Map<?, ?> map;
    private final Set<String> known = new LinkedHashSet<>();

    /**
     * A table.
     *
     * @param location where the call is.
     * @param function what messages call it.
     * @param map      keys and values; null stands for a table that was left out.
     */
    public LuaTable(final SourceLocation location, final String function, final Map<?, ?> map) {
        this.location = location;
        this.function = function;
        this.map = map == null ? Map.of() : map;
    }

    /**
     * The same table under another name in messages.
     *
     * @param name what messages call it from now on.
     * @return the table, whose keys count as asked for as far as they were.
     */
    public LuaTable named(final String name) {
        final LuaTable renamed = new LuaTable(location, name, map);
        renamed.known.addAll(known);
        return renamed;
    }

    /**
     * A value as it is.
     *
     * @param key its key.
     * @return the value, or null.
     */
    public Object value(final String key) {
        known.add(key);
        return map.get(key);
    }

    private String what(final String key) {
        return function + ": key '" + key + "'";
    }

    /**
     * A string.
     *
     * @param key       its key.
     * @param otherwise the default.
     * @return its value.
     */
    public String string(final String key, final String otherwise) {
        final Object value = value(key);
        return value == null ? otherwise : Values.string(location, what(key), value);
    }

    /**
     * A string that must be there.
     *
     * @param key     its key.
     * @param example what messages show, with quotation marks.
     * @return its value.
     */
    public String requiredString(final String key, final String example) {
        final Object value = value(key);
        if (value == null) {
            throw new SetupException(location, what(key) + " is missing; give " + key + "=" + example);
        }
        return Values.string(location, what(key), value);
    }

    /**
     * A string or a list of strings.
     *
     * @param key       its key.
     * @param otherwise the default.
     * @return its value as a list.
     */
    public List<String> strings(final String key, final List<String> otherwise) {
        final Object value = value(key);
        return value == null ? otherwise : Values.strings(location, what(key), value);
    }

    /**
     * A whole number that must be there.
     *
     * @param key     its key.
     * @param minimum the least that will do.
     * @param maximum the most that will do.
     * @return its value.
     */
    public int requiredInteger(final String key, final int minimum, final int maximum) {
        final Object value = value(key);
        if (value == null) {
            throw new SetupException(
                    location, what(key) + " is missing; give " + key + "=N, a whole number from " + minimum);
        }
        return Values.integer(location, what(key), value, minimum, maximum);
    }

    /**
     * A whole number.
     *
     * @param key       its key.
     * @param otherwise the default.
     * @param minimum   the least that will do.
     * @param maximum   the most that will do.
     * @return its value.
     */
    public int integer(final String key, final int otherwise, final int minimum, final int maximum) {
        final Object value = value(key);
        return value == null ? otherwise : Values.integer(location, what(key), value, minimum, maximum);
    }

    /**
     * A power of two.
     *
     * @param key       its key.
     * @param otherwise the default.
     * @param minimum   the least that will do.
     * @param maximum   the most that will do.
     * @return its value.
     */
    public int powerOfTwo(final String key, final int otherwise, final int minimum, final int maximum) {
        final Object value = value(key);
        return value == null ? otherwise : Values.powerOfTwo(location, what(key), value, minimum, maximum);
    }

    /**
     * True or false.
     *
     * @param key       its key.
     * @param otherwise the default.
     * @return its value.
     */
    public boolean bool(final String key, final boolean otherwise) {
        final Object value = value(key);
        return value == null ? otherwise : Values.bool(location, what(key), value);
    }

    /**
     * True, false or not given.
     *
     * @param key its key.
     * @return its value.
     */
    public Optional<Boolean> bool(final String key) {
        final Object value = value(key);
        return value == null ? Optional.empty() : Optional.of(Values.bool(location, what(key), value));
    }

    /**
     * A constant by its name in lower case.
     *
     * @param <E>       its enumeration.
     * @param key       its key.
     * @param otherwise the default.
     * @return its value.
     */
    public <E extends Enum<E>> E constant(final String key, final E otherwise) {
        final Object value = value(key);
        return value == null ? otherwise : Values.constant(location, what(key), value, otherwise.getDeclaringClass());
    }

    /**
     * The key {@code cpus}.
     *
     * @return processors, none unless given.
     */
    public List<Integer> cpus() {
        final Object value = value("cpus");
        return value == null ? List.of() : Values.integers(location, what("cpus"), value, 0, MAX_CPU);
    }

    /**
     * A number, or a list of numbers.
     *
     * @param key       its key.
     * @param otherwise the default.
     * @param minimum   the least that will do.
     * @param maximum   the most that will do.
     * @return the numbers.
     */
    public List<Integer> integers(
            final String key, final List<Integer> otherwise, final int minimum, final int maximum) {
        final Object value = value(key);
        return value == null ? otherwise : Values.integers(location, what(key), value, minimum, maximum);
    }

    /**
     * A function of the configuration.
     *
     * @param key its key.
     * @return the function, if given.
     */
    public Optional<LuaValue> function(final String key) {
        final Object value = value(key);
        return value == null ? Optional.empty() : Optional.of(Values.function(location, what(key), value));
    }

    /**
     * An object of the dialect.
     *
     * @param <T>      its class.
     * @param key      its key.
     * @param type     its class.
     * @param expected what messages call it.
     * @return the object, if given.
     */
    public <T> Optional<T> object(final String key, final Class<T> type, final String expected) {
        final Object value = value(key);
        return value == null
                ? Optional.empty()
                : Optional.of(Values.object(location, what(key), value, type, expected));
    }

    /**
     * An object of the dialect, or a list of them.
     *
     * @param <T>      their class.
     * @param key      its key.
     * @param type     their class.
     * @param expected what messages call one.
     * @return the objects, none unless given.
     */
    public <T> List<T> objects(final String key, final Class<T> type, final String expected) {
        final Object value = value(key);
        if (value == null) {
            return List.of();
        }
        return Values.list(value).orElseGet(() -> List.of(value)).stream()
                .map(element -> Values.object(location, what(key), element, type, expected + " or a list of them"))
                .toList();
    }

    /**
     * A failure in this table.
     *
     * @param message one line: what, and how to mend it.
     * @return to be thrown.
     */
    public SetupException failure(final String message) {
        return new SetupException(location, function + ": " + message);
    }

    /**
     * A failure in this table, with what led to it.
     *
     * @param message one line: what, and how to mend it.
     * @param cause   shown with {@code -v}.
     * @return to be thrown.
     */
    public SetupException failure(final String message, final Throwable cause) {
        return new SetupException(location, function + ": " + message, cause);
    }

    /**
     * A warning in this table.
     *
     * @param diagnostics told of it.
     * @param message     one line.
     */
    public void warn(final Diagnostics diagnostics, final String message) {
        diagnostics.warn(location, function + ": " + message);
    }

    /**
     * Warns of every key that nobody asked for.
     *
     * @param diagnostics told of them.
     */
    public void finish(final Diagnostics diagnostics) {
        for (final Object key : map.keySet()) {
            if (!(key instanceof final String name)) {
                diagnostics.warn(location, function + ": unknown entry " + Values.text(key) + "; keys are " + known);
            } else if (!known.contains(name)) {
                diagnostics.warn(location, function + ": unknown key '" + name + "'" + NearestName.hint(name, known));
            }
        }
    }
}
