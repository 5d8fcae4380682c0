package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.Values;
import io.ringway.settings.DomainName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import party.iroiro.luajava.value.LuaValue;

/** Domain names as arguments: text, what {@code newDNSName} returns, or a list of these. */
public final class Names {
    private Names() {}

    /**
     * One name.
     *
     * @param call     its arguments.
     * @param position of the argument, from 1.
     * @return the name.
     */
    public static DomainName name(final Call call, final int position) {
        return name(call, call.argument(position), position);
    }

    private static DomainName name(final Call call, final Object value, final int position) {
        final String name = text(value)
                .orElseThrow(() -> call.failure("argument " + position + " is " + Values.text(value)
                        + "; give a name such as \"example.com.\""));
        try {
            return DomainName.parse(name);
        } catch (final IllegalArgumentException e) {
            throw call.failure(e.getMessage(), e);
        }
    }

    /**
     * A name, or a list of names.
     *
     * @param call     its arguments.
     * @param position of the argument, from 1.
     * @return the names.
     */
    public static List<DomainName> names(final Call call, final int position) {
        final Object value = call.argument(position);
        return Values.list(value).orElseGet(() -> List.of(value == null ? "" : value)).stream()
                .map(element -> name(call, element, position))
                .toList();
    }

    static boolean isName(final Object value) {
        return text(value).isPresent();
    }

    private static Optional<String> text(final Object value) {
        // A function or thread of Lua is a Map to the bridge.
        final Object text = value instanceof final Map<?, ?> table
                        && !(value instanceof LuaValue)
                        && "DNSName".equals(table.get("class"))
                ? table.get("text")
                : value;
        return text instanceof final String name ? Optional.of(name) : Optional.empty();
    }
}
