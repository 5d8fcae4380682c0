package io.ringway.config.block;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.Values;
import io.ringway.settings.Netmask;
import io.ringway.settings.block.BlockAction;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import party.iroiro.luajava.value.LuaValue;

/** Addresses, networks and actions of blocks as arguments. */
final class Targets {
    /** {@code DNSAction.None}: as {@code setDynBlocksAction} says. */
    private static final int USUAL_ACTION = 10;

    private static final int MAX_ACTION = 255;

    private Targets() {}

    /** An address or a network: text, or what {@code newCA} returns. */
    static Netmask network(final Call call, final int position) {
        return network(call, call.argument(position), position);
    }

    private static Netmask network(final Call call, final Object value, final int position) {
        final String text = text(value)
                .orElseThrow(() -> call.failure("argument " + position + " is " + Values.text(value)
                        + "; give an address such as newCA(\"192.0.2.1\"), or a network"));
        try {
            final Netmask mask = Netmask.parse(text);
            if (mask.excluded()) {
                throw call.failure("'" + text + "' is an exception; give an address or a network without '!'");
            }
            return mask;
        } catch (final IllegalArgumentException e) {
            throw call.failure(e.getMessage(), e);
        }
    }

    /** One address, a list of them, or a table with addresses for keys, whatever their values are. */
    static List<Netmask> networks(final Call call, final int position) {
        final Object value = call.argument(position);
        if (text(value).isPresent() || !(value instanceof final Map<?, ?> table) || value instanceof LuaValue) {
            return List.of(network(call, value, position));
        }
        final List<Netmask> networks = new ArrayList<>();
        table.forEach((key, element) -> networks.add(network(call, key instanceof Number ? element : key, position)));
        return networks;
    }

    private static Optional<String> text(final Object value) {
        // A function or thread of Lua is a Map to the bridge.
        final Object text = value instanceof final Map<?, ?> table
                        && !(value instanceof LuaValue)
                        && "ComboAddress".equals(table.get("class"))
                ? table.get("host")
                : value;
        return text instanceof final String address ? Optional.of(address) : Optional.empty();
    }

    /** The address of {@code newCA}, whose port is of no account. */
    static InetAddress address(final Call call, final String text) {
        final String host = text.startsWith("[")
                ? text.substring(1, Math.max(1, text.indexOf(']')))
                : text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')
                        ? text.substring(0, text.indexOf(':'))
                        : text;
        try {
            return InetAddress.ofLiteral(host);
        } catch (final IllegalArgumentException e) {
            throw call.failure("'" + text + "' is no address; give one in numbers", e);
        }
    }

    /** An optional constant of {@code DNSAction}. */
    static Optional<BlockAction> action(final Call call, final int position) {
        if (call.argument(position) == null) {
            return Optional.empty();
        }
        final int number = call.integer(position, "action", 0, MAX_ACTION);
        return number == USUAL_ACTION ? Optional.empty() : Optional.of(known(call, position, number));
    }

    /** A constant of {@code DNSAction} that blocks know. */
    static BlockAction requiredAction(final Call call, final int position) {
        return known(call, position, call.integer(position, "action", 0, MAX_ACTION));
    }

    private static BlockAction known(final Call call, final int position, final int number) {
        return BlockAction.ofNumber(number)
                .orElseThrow(() -> call.failure("argument " + position + " (action) is " + number
                        + ", which is none for blocks; give one of " + BlockAction.names()));
    }
}
