package io.ringway.config.lua;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A value that Lua code of Ringway's own makes ({@code objects.lua}), such as a DNSName: cheap to make for each call, without a way back into Java.
 *
 * @param constructor what makes it
 * @param arguments   what that is given; null is nil
 */
public record LuaInstance(String constructor, List<Object> arguments) {
    /** Copies the list. */
    public LuaInstance {
        arguments = Collections.unmodifiableList(Arrays.asList(arguments.toArray()));
    }

    /**
     * From its arguments.
     *
     * @param constructor what makes it.
     * @param arguments   what that is given.
     * @return the value.
     */
    public static LuaInstance of(final String constructor, final Object... arguments) {
        return new LuaInstance(constructor, Arrays.asList(arguments));
    }
}
