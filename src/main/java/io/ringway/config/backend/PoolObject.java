package io.ringway.config.backend;

import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaObject;
import io.ringway.settings.SetupException;
import java.util.Map;

/** What {@code getPool} returns: the dialect's ServerPool. Its cache comes later. */
public final class PoolObject implements LuaObject {
    /** What is said to everything that concerns the packet cache. */
    public static final String CACHE_COMES_LATER = "the packet cache comes later; answer with RCodeAction";

    private final String name;

    PoolObject(final String name) {
        this.name = name;
    }

    private static DialectFunction refused(final String instead) {
        return call -> {
            throw new SetupException(
                    call.location(),
                    call.function() + " is a function of dnsdist that Ringway does not serve yet; " + instead);
        };
    }

    @Override
    public String type() {
        return "ServerPool";
    }

    @Override
    public Map<String, DialectFunction> methods() {
        return Map.of(
                "setCache", refused(CACHE_COMES_LATER),
                "unsetCache", call -> DialectFunction.NOTHING,
                "getCache", call -> null,
                "setECS", refused(CACHE_COMES_LATER),
                "getECS", call -> false);
    }

    @Override
    public Object attribute(final String attribute) {
        return null;
    }

    @Override
    public String toString() {
        return "pool '" + name + "'";
    }
}
