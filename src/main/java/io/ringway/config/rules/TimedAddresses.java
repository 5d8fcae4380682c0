package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaInstance;
import io.ringway.config.lua.LuaObject;
import io.ringway.config.lua.Values;
import io.ringway.settings.AddressText;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.settings.rules.TimedAddressSet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What {@code TimedIPSetRule} returns: addresses that may be added at any time, each for a while. */
final class TimedAddresses implements LuaObject {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int IPV4_LENGTH = 4;

    private final TimedAddressSet addresses = new TimedAddressSet(RANDOM.nextLong());
    private final SelectorSettings selector = new SelectorSettings.TimedAddresses(addresses);

    TimedAddresses() {}

    /** {@code newCA(address)}. */
    static Object comboAddress(final Call call) {
        call.expectAtMost(1);
        return LuaInstance.of("ComboAddress", AddressText.of(new InetSocketAddress(address(call), 0)));
    }

    private static InetAddress address(final Call call) {
        final Object given = call.argument(1);
        final Object text = given instanceof final Map<?, ?> table ? table.get("host") : given;
        try {
            if (text instanceof final String literal) {
                return InetAddress.ofLiteral(literal);
            }
        } catch (final IllegalArgumentException e) {
            throw call.failure("'" + text + "' is no address; give 192.0.2.1 or 2001:db8::1", e);
        }
        throw call.failure("argument 1 is " + Values.text(given) + "; give an address, such as \"192.0.2.1\"");
    }

    @Override
    public String type() {
        return "TimedIPSetRule";
    }

    @Override
    public Map<String, DialectFunction> methods() {
        return Map.of(
                "add", this::add,
                "cleanup", this::cleanUp,
                "clear", this::clear,
                "slice", call -> selector,
                "toString", call -> toString());
    }

    private Object add(final Call call) {
        call.expectAtMost(2);
        final byte[] address = address(call).getAddress();
        final boolean ipv6 = address.length != IPV4_LENGTH;
        final ByteBuffer bytes = ByteBuffer.wrap(address);
        final long high = ipv6 ? bytes.getLong() : 0;
        final long low = ipv6 ? bytes.getLong() : bytes.getInt() & 0xFFFF_FFFFL;
        final long nowNs = System.nanoTime();
        final int seconds = call.integer(2, "seconds", 1, Integer.MAX_VALUE);
        addresses.add(ipv6, high, low, nowNs + TimeUnit.SECONDS.toNanos(seconds), nowNs);
        return DialectFunction.NOTHING;
    }

    private Object cleanUp(final Call call) {
        call.expectAtMost(0);
        addresses.cleanUp(System.nanoTime());
        return DialectFunction.NOTHING;
    }

    private Object clear(final Call call) {
        call.expectAtMost(0);
        addresses.clear();
        return DialectFunction.NOTHING;
    }

    @Override
    public Object attribute(final String name) {
        return null;
    }

    @Override
    public boolean isOneForEver() {
        return false;
    }

    @Override
    public String toString() {
        return addresses.toString();
    }
}
