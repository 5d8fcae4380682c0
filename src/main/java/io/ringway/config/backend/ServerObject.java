package io.ringway.config.backend;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaObject;
import io.ringway.config.lua.NearestName;
import io.ringway.settings.SetupException;
import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.settings.backend.RunningServers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What {@code newServer} returns: the dialect's Server. While the configuration is evaluated nothing runs yet, so that its methods and attributes
 * change the settings; afterwards, in maintenance, they change what runs.
 */
final class ServerObject implements LuaObject {
    private static final List<String> ATTRIBUTES = List.of("name", "upStatus", "order", "weight");

    private final BackendEntry entry;
    private final ForwardingBuilder builder;
    private final Map<String, DialectFunction> methods = new LinkedHashMap<>();

    ServerObject(final BackendEntry entry, final ForwardingBuilder builder) {
        this.entry = entry;
        this.builder = builder;
        mode("setUp", HealthCheckSettings.Mode.UP, 0);
        mode("setDown", HealthCheckSettings.Mode.DOWN, 0);
        mode("setAuto", HealthCheckSettings.Mode.AUTO, 1);
        mode("setLazyAuto", HealthCheckSettings.Mode.LAZY, 1);
        read("isUp", this::isUp);
        read("getName", () -> entry.name);
        read("getNameWithAddr", () -> entry.settings().displayName());
        tell("getOutstanding", running -> running.outstanding(entry.id()));
        tell("getLatency", running -> running.latencyUs(entry.id()));
        tell("getDrops", running -> running.timeouts(entry.id()));
        change("addPool", 1, call -> {
            entry.pools.add(call.string(1, "pool"));
            running(running -> running.pools(entry.id(), List.copyOf(entry.pools)));
        });
        change("rmPool", 1, this::rmPool);
        change("setQPS", 1, call -> {
            entry.qps = call.integer(1, "limit", 0, Integer.MAX_VALUE);
            running(running -> running.qps(entry.id(), entry.qps));
        });
    }

    BackendEntry entry() {
        return entry;
    }

    private void read(final String name, final Supplier<Object> value) {
        methods.put(name, call -> {
            call.expectAtMost(0);
            return value.get();
        });
    }

    private void tell(final String name, final Function<RunningServers, Object> value) {
        read(name, () -> builder.running().map(value).orElse(0));
    }

    private void running(final Consumer<RunningServers> change) {
        builder.running().ifPresent(change);
    }

    private void change(final String name, final int arguments, final Consumer<Call> change) {
        methods.put(name, call -> {
            call.expectAtMost(arguments);
            expectChangeable(call);
            change.accept(call);
            return DialectFunction.NOTHING;
        });
    }

    private void mode(final String name, final HealthCheckSettings.Mode mode, final int arguments) {
        change(name, arguments, call -> {
            final Optional<Boolean> status =
                    call.argument(1) == null ? Optional.empty() : Optional.of(call.bool(1, "status"));
            status.ifPresent(up -> entry.upStatus = up);
            entry.mode = mode;
            running(running -> running.mode(entry.id(), mode, status));
        });
    }

    private void expectChangeable(final Call call) {
        builder.expectChangeable(call);
        if (builder.running().isPresent() && !builder.servers.contains(this)) {
            throw call.failure(this + " has been removed");
        }
    }

    private void rmPool(final Call call) {
        final String pool = call.string(1, "pool");
        if (!entry.pools.remove(pool)) {
            call.warn(this + " is not in pool '" + pool + "'" + NearestName.hint(pool, entry.pools));
        }
        running(running -> running.pools(entry.id(), List.copyOf(entry.pools)));
    }

    private boolean isUp() {
        return builder.running().map(running -> running.isUp(entry.id())).orElseGet(this::isWrittenUp);
    }

    private boolean isWrittenUp() {
        return switch (entry.mode) {
            case UP -> true;
            case DOWN -> false;
            case AUTO, LAZY -> entry.upStatus;
        };
    }

    @Override
    public String type() {
        return "Server";
    }

    @Override
    public Map<String, DialectFunction> methods() {
        return methods;
    }

    @Override
    public Object attribute(final String name) {
        return switch (name) {
            case "name" -> entry.name;
            case "upStatus" -> builder.running().isPresent() ? isUp() : entry.upStatus;
            case "order" -> entry.order;
            case "weight" -> entry.weight;
            default -> null;
        };
    }

    @Override
    public void assign(final String name, final Call call) {
        expectChangeable(call);
        switch (name) {
            case "name" -> entry.name = call.string(1, "name");
            case "upStatus" -> {
                entry.upStatus = call.bool(1, "status");
                running(running -> running.mode(entry.id(), entry.mode, Optional.of(entry.upStatus)));
            }
            case "order" -> {
                entry.order = call.integer(1, "order", Integer.MIN_VALUE, Integer.MAX_VALUE);
                running(running -> running.order(entry.id(), entry.order));
            }
            case "weight" -> {
                entry.weight = call.integer(1, "weight", 1, Integer.MAX_VALUE);
                running(running -> running.weight(entry.id(), entry.weight));
            }
            default -> throw unknown(name, call);
        }
    }

    private static SetupException unknown(final String name, final Call call) {
        return call.failure("a Server has no such attribute; there are " + String.join(", ", ATTRIBUTES)
                + NearestName.hint(name, ATTRIBUTES));
    }

    @Override
    public String toString() {
        return entry.settings().displayName();
    }
}
