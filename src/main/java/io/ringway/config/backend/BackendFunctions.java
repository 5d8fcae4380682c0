package io.ringway.config.backend;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaInstance;
import io.ringway.config.lua.LuaRuntime;
import io.ringway.config.lua.NearestName;
import io.ringway.config.lua.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Servers and pools: {@code newServer} and what looks them up. */
public final class BackendFunctions {
    private BackendFunctions() {}

    /**
     * The rows of the registry.
     *
     * @param builder what they change.
     * @param runtime keeps check functions callable.
     * @param types   query types by their names in capitals.
     * @return functions by name.
     */
    public static Map<String, DialectFunction> rows(
            final ForwardingBuilder builder, final LuaRuntime runtime, final Map<String, Integer> types) {
        final NewServer newServer = new NewServer(builder, runtime, types);
        final Map<String, DialectFunction> rows = new LinkedHashMap<>();
        rows.put("newServer", newServer::apply);
        rows.put("getServer", call -> getServer(builder, call));
        rows.put("getServers", call -> {
            call.expectAtMost(0);
            return List.copyOf(builder.servers);
        });
        rows.put("rmServer", call -> rmServer(builder, runtime, call));
        rows.put("getPool", call -> {
            call.expectAtMost(1);
            return new PoolObject(call.string(1, "pool"), builder);
        });
        rows.put("getPoolServers", call -> getPoolServers(builder, call));
        rows.put("getPoolNames", call -> {
            call.expectAtMost(0);
            return List.copyOf(builder.poolNames(List.of()));
        });
        rows.put("newDNSName", BackendFunctions::newDnsName);
        return rows;
    }

    private static Object getServer(final ForwardingBuilder builder, final Call call) {
        call.expectAtMost(1);
        if (call.argument(1) instanceof String) {
            return byId(builder, call).orElse(null);
        }
        return byNumber(builder, call);
    }

    private static Object rmServer(final ForwardingBuilder builder, final LuaRuntime runtime, final Call call) {
        call.expectAtMost(1);
        final ServerObject server = switch (call.argument(1)) {
            case ServerObject given -> given;
            case String id ->
                byId(builder, call)
                        .orElseThrow(() -> call.failure("no server has the id " + id + "; " + existing(builder)));
            case null, default -> byNumber(builder, call);
        };
        if (!builder.servers.remove(server)) {
            throw call.failure(server + " has been removed before");
        }
        builder.running().ifPresent(running -> running.remove(server.entry().id()));
        runtime.forget(server);
        return DialectFunction.NOTHING;
    }

    private static Optional<ServerObject> byId(final ForwardingBuilder builder, final Call call) {
        final String text = call.string(1, "id");
        final UUID id;
        try {
            id = UUID.fromString(text);
        } catch (final IllegalArgumentException e) {
            throw call.failure("id '" + text + "' is not of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", e);
        }
        return builder.servers.stream()
                .filter(server -> server.entry().id().equals(id))
                .findFirst();
    }

    private static ServerObject byNumber(final ForwardingBuilder builder, final Call call) {
        if (!(call.argument(1) instanceof Number)) {
            throw call.failure("argument 1 is " + Values.text(call.argument(1))
                    + "; give the number of a server from 0, its id or the server itself");
        }
        final int number = call.integer(1, "server", 0, Integer.MAX_VALUE);
        if (number >= builder.servers.size()) {
            throw call.failure("there is no server " + number + "; " + existing(builder));
        }
        return builder.servers.get(number);
    }

    private static String existing(final ForwardingBuilder builder) {
        final int count = builder.servers.size();
        return count == 0
                ? "there is none yet"
                : count == 1 ? "there is one, number 0" : "there are " + count + ", from 0 to " + (count - 1);
    }

    private static Object getPoolServers(final ForwardingBuilder builder, final Call call) {
        call.expectAtMost(1);
        final String pool = call.string(1, "pool");
        final Set<String> names = builder.poolNames(List.of());
        if (!names.contains(pool)) {
            throw call.failure(
                    "there is no pool '" + pool + "' yet; name it in newServer before" + NearestName.hint(pool, names));
        }
        return builder.members(pool);
    }

    private static Object newDnsName(final Call call) {
        call.expectAtMost(1);
        try {
            return LuaInstance.of("DNSName", DomainNameText.absolute(call.string(1, "name")));
        } catch (final IllegalArgumentException e) {
            throw call.failure(e.getMessage(), e);
        }
    }
}
