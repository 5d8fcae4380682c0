package io.ringway.config;

import io.ringway.config.backend.ForwardingBuilder;
import io.ringway.config.lua.Diagnostics;
import io.ringway.config.lua.LuaCallback;
import io.ringway.settings.Maintenance;
import io.ringway.settings.backend.RunningServers;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the configuration does once a second: its function {@code maintenance}, then what {@code addMaintenanceCallback} was given, in order. Lua
 * has one thread: its policies wait meanwhile.
 */
final class LuaMaintenance implements Maintenance {
    private final ForwardingBuilder forwarding;
    private final Diagnostics diagnostics;
    private final Optional<LuaCallback> maintenance;
    private final List<LuaCallback> callbacks;

    LuaMaintenance(
            final ForwardingBuilder forwarding,
            final Diagnostics diagnostics,
            final Optional<LuaCallback> maintenance,
            final List<LuaCallback> callbacks) {
        this.forwarding = forwarding;
        this.diagnostics = diagnostics;
        this.maintenance = maintenance;
        this.callbacks = List.copyOf(callbacks);
    }

    @Override
    public void run(final RunningServers servers, final Consumer<String> errors) {
        diagnostics.withoutRepetition();
        forwarding.change(servers, () -> {
            maintenance.ifPresent(function -> call(function, "maintenance", errors));
            callbacks.forEach(function -> call(function, "run", errors));
        });
    }

    private static void call(final LuaCallback function, final String adapter, final Consumer<String> errors) {
        try {
            function.call(adapter, List.of());
        } catch (final RuntimeException e) {
            errors.accept(e.getMessage());
        }
    }
}
