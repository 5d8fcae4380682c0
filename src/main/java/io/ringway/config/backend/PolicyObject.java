package io.ringway.config.backend;

import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaObject;
import io.ringway.settings.backend.PolicySettings;
import java.util.LinkedHashMap;
import java.util.Map;

/** A policy as a value of Lua: the dialect's ServerPolicy. */
public final class PolicyObject implements LuaObject {
    /** The policies that are global values, by name. */
    public static final Map<String, PolicyObject> BUILT_IN = new LinkedHashMap<>();

    static {
        builtIn("leastOutstanding", new PolicySettings.LeastOutstanding());
        builtIn("firstAvailable", new PolicySettings.FirstAvailable());
        builtIn("roundrobin", new PolicySettings.RoundRobin());
        builtIn("wrandom", new PolicySettings.WeightedRandom());
        builtIn("whashed", new PolicySettings.WeightedHashed());
        builtIn("chashed", new PolicySettings.ConsistentHashed());
    }

    private final String name;
    private final PolicySettings settings;

    PolicyObject(final String name, final PolicySettings settings) {
        this.name = name;
        this.settings = settings;
    }

    private static void builtIn(final String name, final PolicySettings settings) {
        BUILT_IN.put(name, new PolicyObject(name, settings));
    }

    PolicySettings settings() {
        return settings;
    }

    @Override
    public String type() {
        return "ServerPolicy";
    }

    @Override
    public Map<String, DialectFunction> methods() {
        return Map.of("toString", call -> toString());
    }

    @Override
    public Object attribute(final String attribute) {
        return switch (attribute) {
            case "name" -> name;
            case "isLua" -> settings instanceof PolicySettings.Lua;
            case "isFFI", "isPerThread" -> false;
            case "policy" ->
                (DialectFunction) call -> {
                    throw call.failure(
                            "a policy cannot be called by another one yet; return one of the servers, or give"
                                    + " a pool that policy by setPoolServerPolicy and choose the pool by PoolAction");
                };
            default -> null;
        };
    }

    @Override
    public String toString() {
        return "ServerPolicy \"" + name + "\"";
    }
}
