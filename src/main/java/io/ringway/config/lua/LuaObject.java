package io.ringway.config.lua;

import java.util.Map;

/**
 * An object of the dialect: what Lua sees as a value with methods and attributes, such as the Server that {@code newServer} returns.
 *
 * <p>Lua gets one and the same value for an object each time, so that {@code ==} holds. Used by the thread that is in Lua.
 */
public interface LuaObject {
    /**
     * What messages call objects of this kind.
     *
     * @return the dialect's name, for instance {@code Server}; all objects of a kind have methods of the same names.
     */
    String type();

    /**
     * Whether Java hands the object to Lua again, so that the value which Lua has for it must stay the same.
     *
     * @return false for one that lives as long as Lua has it, and no longer.
     */
    default boolean isOneForEver() {
        return true;
    }

    /**
     * Its methods.
     *
     * @return by name; arguments count from 1 behind the object itself.
     */
    Map<String, DialectFunction> methods();

    /**
     * Reads an attribute.
     *
     * @param name any name.
     * @return its value, a {@link DialectFunction} for one that is called without the object, or null where there is none, which is nil.
     */
    Object attribute(String name);

    /**
     * Assigns an attribute.
     *
     * @param name any name.
     * @param call the new value as argument 1, and where it is assigned.
     */
    default void assign(final String name, final Call call) {
        throw call.failure("it cannot be assigned");
    }
}
