package io.ringway.config.lua;

import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import party.iroiro.luajava.Lua;
import party.iroiro.luajava.value.LuaValue;

/**
 * Turns values from Lua into typed ones, or into one line that says what was expected, what came and where.
 *
 * <p>{@code what} names the value as the operator wrote it: {@code addLocal: key 'cpus'}.
 */
public final class Values {
    private static final Pattern NUMERAL = Pattern.compile("[+-]?\\d{1,15}(?:\\.\\d{1,15})?");

    private Values() {}

    static String string(final SourceLocation location, final String what, final Object value) {
        if (value instanceof final String text) {
            return text;
        }
        throw mismatch(location, what, "a string", value);
    }

    static boolean bool(final SourceLocation location, final String what, final Object value) {
        if (value instanceof final Boolean flag) {
            return flag;
        }
        throw mismatch(location, what, "true or false", value);
    }

    static double number(final SourceLocation location, final String what, final Object value) {
        final double exact;
        if (value instanceof final Number number) {
            exact = number.doubleValue();
        } else if (value instanceof final String text && NUMERAL.matcher(text).matches()) {
            // As in Lua, and in dnsdist: order="1" is order=1.
            exact = Double.parseDouble(text);
        } else {
            throw mismatch(location, what, "a number", value);
        }
        if (Double.isNaN(exact)) {
            throw mismatch(location, what, "a number", value);
        }
        return exact;
    }

    static int integer(
            final SourceLocation location,
            final String what,
            final Object value,
            final int minimum,
            final int maximum) {
        final double exact = number(location, what, value);
        if (exact != Math.rint(exact) || exact < minimum || exact > maximum) {
            throw new SetupException(
                    location, what + " is " + text(value) + "; give a whole number from " + minimum + " to " + maximum);
        }
        return (int) exact;
    }

    static int powerOfTwo(
            final SourceLocation location,
            final String what,
            final Object value,
            final int minimum,
            final int maximum) {
        final int number = integer(location, what, value, minimum, maximum);
        if (Integer.bitCount(number) != 1) {
            final int below = Integer.highestOneBit(number);
            throw new SetupException(
                    location,
                    what + " is " + number + ", which is no power of two; give " + below + " or "
                            + Math.min(2L * below, maximum));
        }
        return number;
    }

    static <E extends Enum<E>> E constant(
            final SourceLocation location, final String what, final Object value, final Class<E> type) {
        final String text = string(location, what, value);
        final List<String> names = new ArrayList<>();
        for (final E constant : type.getEnumConstants()) {
            final String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equalsIgnoreCase(text)) {
                return constant;
            }
            names.add("\"" + name + "\"");
        }
        throw new SetupException(location, what + " is \"" + text + "\"; give one of " + String.join(", ", names));
    }

    static LuaValue function(final SourceLocation location, final String what, final Object value) {
        if (value instanceof final LuaValue function && function.type() == Lua.LuaType.FUNCTION) {
            return function;
        }
        throw mismatch(location, what, "a function", value);
    }

    static <T> T object(
            final SourceLocation location,
            final String what,
            final Object value,
            final Class<T> type,
            final String expected) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw mismatch(location, what, expected, value);
    }

    /**
     * The elements of a list {@code {a, b, …}}.
     *
     * @param value any value from Lua.
     * @return the elements; nothing when the value is no table with keys 1, 2, … alone.
     */
    public static Optional<List<Object>> list(final Object value) {
        if (!(value instanceof final Map<?, ?> map) || value instanceof LuaValue) {
            return Optional.empty();
        }
        final List<Object> elements = new ArrayList<>();
        for (int i = 1; i <= map.size(); i++) {
            final Object element = map.get((double) i);
            if (element == null) {
                return Optional.empty();
            }
            elements.add(element);
        }
        return Optional.of(elements);
    }

    /** One string, or a list of them. */
    static List<String> strings(final SourceLocation location, final String what, final Object value) {
        if (value instanceof final String text) {
            return List.of(text);
        }
        return list(value).orElseThrow(() -> mismatch(location, what, "a string or a list of strings", value)).stream()
                .map(element -> string(location, what, element))
                .toList();
    }

    /** One number, or a list of them. */
    static List<Integer> integers(
            final SourceLocation location,
            final String what,
            final Object value,
            final int minimum,
            final int maximum) {
        if (value instanceof Number || value instanceof String) {
            return List.of(integer(location, what, value, minimum, maximum));
        }
        return list(value).orElseThrow(() -> mismatch(location, what, "a list of numbers", value)).stream()
                .map(element -> integer(location, what, element, minimum, maximum))
                .toList();
    }

    private static SetupException mismatch(
            final SourceLocation location, final String what, final String expected, final Object value) {
        return new SetupException(location, what + " is " + text(value) + "; give " + expected);
    }

    /**
     * A value as its writer would recognise it.
     *
     * @param value any value from Lua.
     * @return for instance {@code the string "x"}.
     */
    public static String text(final Object value) {
        return switch (value) {
            case null -> "missing";
            case String text -> "the string \"" + text + "\"";
            case Boolean flag -> flag.toString();
            case Number number
            when number.doubleValue() == Math.rint(number.doubleValue()) && Math.abs(number.doubleValue()) < 1e15 ->
                Long.toString(number.longValue());
            case Number number -> number.toString();
            case LuaValue other -> "a " + other.type().name().toLowerCase(Locale.ROOT);
            case Map<?, ?> map -> "a table";
            default -> value.toString();
        };
    }
}
