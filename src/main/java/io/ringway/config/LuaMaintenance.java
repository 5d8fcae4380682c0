package io.ringway.config;

import io.ringway.config.backend.ForwardingBuilder;
import io.ringway.config.lua.Diagnostics;
import io.ringway.config.lua.LuaCallback;
import io.ringway.config.rules.RuleList;
import io.ringway.settings.Maintenance;
import io.ringway.settings.SetupException;
import io.ringway.settings.backend.RunningServers;
import io.ringway.settings.rules.ResponseStage;
import io.ringway.settings.rules.RunningRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the configuration does once a second: its function {@code maintenance}, then what {@code addMaintenanceCallback} was given, in order. Lua
 * has one thread: its policies wait meanwhile.
 */
final class LuaMaintenance implements Maintenance {
    private final ForwardingBuilder forwarding;
    private final RuleList rules;
    private final RuleList cacheMissRules;
    private final Map<ResponseStage, RuleList> responseRules;
    private final Diagnostics diagnostics;
    private final Optional<LuaCallback> maintenance;
    private final List<LuaCallback> callbacks;

    LuaMaintenance(
            final ForwardingBuilder forwarding,
            final RuleList rules,
            final RuleList cacheMissRules,
            final Map<ResponseStage, RuleList> responseRules,
            final Diagnostics diagnostics,
            final Optional<LuaCallback> maintenance,
            final List<LuaCallback> callbacks) {
        this.forwarding = forwarding;
        this.rules = rules;
        this.cacheMissRules = cacheMissRules;
        this.responseRules = responseRules;
        this.diagnostics = diagnostics;
        this.maintenance = maintenance;
        this.callbacks = List.copyOf(callbacks);
    }

    @Override
    public void run(final RunningServers servers, final RunningRules running, final Consumer<String> errors) {
        diagnostics.withoutRepetition();
        rules.follow(running);
        cacheMissRules.follow(running.cacheMisses());
        responseRules.forEach((stage, list) -> list.follow(running.responses(stage)));
        forwarding.change(servers, () -> {
            maintenance.ifPresent(function -> call(function, "maintenance", errors));
            callbacks.forEach(function -> call(function, "run", errors));
            final List<String> pools = forwarding.numberPools(RuleList.joined(rules, cacheMissRules));
            publish(rules, pools, errors);
            publish(cacheMissRules, pools, errors);
            responseRules.values().forEach(list -> publish(list, pools, errors));
        });
    }

    private static void publish(final RuleList list, final List<String> pools, final Consumer<String> errors) {
        try {
            list.publish(pools);
        } catch (final SetupException e) {
            errors.accept(e.getMessage());
        }
    }

    private static void call(final LuaCallback function, final String adapter, final Consumer<String> errors) {
        try {
            function.call(adapter, List.of());
        } catch (final RuntimeException e) {
            errors.accept(e.getMessage());
        }
    }
}
