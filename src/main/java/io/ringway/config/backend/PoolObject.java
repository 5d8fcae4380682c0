package io.ringway.config.backend;

import io.ringway.config.cache.PacketCacheObject;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaObject;
import io.ringway.settings.SetupException;
import java.util.Map;

/** What {@code getPool} returns: the dialect's ServerPool. */
public final class PoolObject implements LuaObject {
    private final String name;
    private final ForwardingBuilder builder;

    PoolObject(final String name, final ForwardingBuilder builder) {
        this.name = name;
        this.builder = builder;
    }

    @Override
    public String type() {
        return "ServerPool";
    }

    @Override
    public Map<String, DialectFunction> methods() {
        return Map.of(
                "setCache",
                call -> {
                    call.expectAtMost(1);
                    builder.expectChangeable(call);
                    builder.poolCaches.put(
                            name,
                            call.object(1, PacketCacheObject.class, "a PacketCache such as newPacketCache(10000)"));
                    return DialectFunction.NOTHING;
                },
                "unsetCache",
                call -> {
                    builder.expectChangeable(call);
                    builder.poolCaches.remove(name);
                    return DialectFunction.NOTHING;
                },
                "getCache",
                call -> builder.poolCaches.get(name),
                "setECS",
                call -> {
                    throw new SetupException(
                            call.location(),
                            call.function()
                                    + " is a function of dnsdist that Ringway does not serve yet; give useClientSubnet to newServer");
                },
                "getECS",
                call -> false);
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
