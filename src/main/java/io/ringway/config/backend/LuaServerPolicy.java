package io.ringway.config.backend;

import io.ringway.config.lua.LuaCallback;
import io.ringway.config.lua.LuaInstance;
import io.ringway.config.lua.Values;
import io.ringway.settings.AddressText;
import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.PolicySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A policy that is a function of the configuration. It returns one of the servers that it was given, as dnsdist 1.9 has it, or one that
 * {@code newServer} returned; or a position from 1, as dnsdist 2.1 has it; or nil for none. Any thread, one call at a time.
 */
final class LuaServerPolicy implements PolicySettings.LuaPolicy {
    private static final int US_PER_MS = 1000;
    private static final int NONE = -1;

    private final SourceLocation location;
    private final String name;
    private final LuaCallback function;

    LuaServerPolicy(final SourceLocation location, final String name, final LuaCallback function) {
        this.location = location;
        this.name = name;
        this.function = function;
    }

    @Override
    public int choose(final List<PolicySettings.Server> servers, final PolicySettings.Query query) {
        final List<Object> instances = new ArrayList<>(servers.size());
        for (final PolicySettings.Server server : servers) {
            instances.add(LuaInstance.of(
                    "Server",
                    instances.size(),
                    server.name(),
                    server.address(),
                    server.up(),
                    server.order(),
                    server.weight(),
                    server.outstanding(),
                    US_PER_MS * server.latencyMs()));
        }
        final LuaInstance question =
                LuaInstance.of("DNSQuestion", query.qname(), query.qtype(), query.qclass(), query.remote());
        return number(function.call("policy", List.of(instances, question)).getFirst(), servers);
    }

    private int number(final Object chosen, final List<PolicySettings.Server> servers) {
        final int number = switch (chosen) {
            case null -> NONE;
            case Boolean flag when !flag -> NONE;
            case Number position
            when position.doubleValue() == Math.rint(position.doubleValue()) ->
                inside(position.intValue() - 1, servers) ? position.intValue() - 1 : servers.size();
            case Map<?, ?> table when table.get("number") instanceof final Number written -> written.intValue();
            case ServerObject server -> find(server.entry().settings(), servers);
            default -> servers.size();
        };
        if (number != NONE && !inside(number, servers)) {
            throw new SetupException(
                    location,
                    "server policy '" + name + "' returned " + Values.text(chosen) + "; return one of its "
                            + servers.size() + " servers, its position from 1, or nil for none");
        }
        return number;
    }

    private static boolean inside(final int number, final List<PolicySettings.Server> servers) {
        return number >= 0 && number < servers.size();
    }

    private static int find(final BackendSettings backend, final List<PolicySettings.Server> servers) {
        final String address = AddressText.of(backend.address());
        for (int i = 0; i < servers.size(); i++) {
            final PolicySettings.Server server = servers.get(i);
            if (server.address().equals(address) && server.name().equals(backend.name())) {
                return i;
            }
        }
        return servers.size();
    }
}
