package io.ringway.config;

import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table of options, read key by key with a default for each; what was never asked for is an unknown key.
 *
 * <p>{@code null} as the table stands for one that was left out.
 */
final class LuaTable {
    private static final int MAX_CPU = 8191;

    private final SourceLocation location;
    private final String function;
    private final Map<?, ?> map;
    private final Set<String> known = new LinkedHashSet<>();

    LuaTable(final SourceLocation location, final String function, final Map<?, ?> map) {
        this.location = location;
        this.function = function;
        this.map = map == null ? Map.of() : map;
    }

    private Object value(final String key) {
        known.add(key);
        return map.get(key);
    }

    private String what(final String key) {
        return function + ": key '" + key + "'";
    }

    String string(final String key, final String otherwise) {
        final Object value = value(key);
        return value == null ? otherwise : Values.string(location, what(key), value);
    }

    String requiredString(final String key, final String example) {
        final Object value = value(key);
        if (value == null) {
            throw new SetupException(location, what(key) + " is missing; give " + key + "=" + example);
        }
        return Values.string(location, what(key), value);
    }

    int requiredInteger(final String key, final int minimum, final int maximum) {
        final Object value = value(key);
        if (value == null) {
            throw new SetupException(
                    location, what(key) + " is missing; give " + key + "=N, a whole number from " + minimum);
        }
        return Values.integer(location, what(key), value, minimum, maximum);
    }

    int integer(final String key, final int otherwise, final int minimum, final int maximum) {
        final Object value = value(key);
        return value == null ? otherwise : Values.integer(location, what(key), value, minimum, maximum);
    }

    int powerOfTwo(final String key, final int otherwise, final int minimum, final int maximum) {
        final Object value = value(key);
        return value == null ? otherwise : Values.powerOfTwo(location, what(key), value, minimum, maximum);
    }

    boolean bool(final String key, final boolean otherwise) {
        final Object value = value(key);
        return value == null ? otherwise : Values.bool(location, what(key), value);
    }

    Optional<Boolean> bool(final String key) {
        final Object value = value(key);
        return value == null ? Optional.empty() : Optional.of(Values.bool(location, what(key), value));
    }

    <E extends Enum<E>> E constant(final String key, final E otherwise) {
        final Object value = value(key);
        return value == null ? otherwise : Values.constant(location, what(key), value, otherwise.getDeclaringClass());
    }

    List<Integer> cpus() {
        final Object value = value("cpus");
        return value == null ? List.of() : Values.integers(location, what("cpus"), value, 0, MAX_CPU);
    }

    <T> Optional<T> object(final String key, final Class<T> type, final String expected) {
        final Object value = value(key);
        return value == null
                ? Optional.empty()
                : Optional.of(Values.object(location, what(key), value, type, expected));
    }

    /** Warns of every key that nobody asked for. */
    void finish(final Diagnostics diagnostics) {
        for (final Object key : map.keySet()) {
            if (!(key instanceof final String name)) {
                diagnostics.warn(location, function + ": unknown entry " + Values.text(key) + "; keys are " + known);
            } else if (!known.contains(name)) {
                diagnostics.warn(location, function + ": unknown key '" + name + "'" + NearestName.hint(name, known));
            }
        }
    }
}
