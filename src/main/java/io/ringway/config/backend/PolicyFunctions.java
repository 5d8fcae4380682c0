package io.ringway.config.backend;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaRuntime;
import io.ringway.config.lua.NearestName;
import io.ringway.config.lua.Values;
import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.backend.PolicySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How pools choose among their servers. */
public final class PolicyFunctions {
    private static final Pattern FIRST_ARGUMENT =
            Pattern.compile("\\bset(?:Pool)?ServerPolicy\\s*\\(?\\s*([A-Za-z_]\\w*)");

    private PolicyFunctions() {}

    /**
     * The rows of the registry.
     *
     * @param builder what they change.
     * @param runtime keeps policies of the configuration callable.
     * @return functions by name.
     */
    public static Map<String, DialectFunction> rows(final ForwardingBuilder builder, final LuaRuntime runtime) {
        final Map<String, DialectFunction> rows = new LinkedHashMap<>();
        rows.put("setServerPolicy", call -> {
            call.expectAtMost(1);
            builder.policy = policy(call);
            return DialectFunction.NOTHING;
        });
        rows.put("setPoolServerPolicy", call -> {
            call.expectAtMost(2);
            return give(builder, call, policy(call), call.string(2, "pool"));
        });
        rows.put("newServerPolicy", call -> {
            call.expectAtMost(2);
            return new PolicyObject(call.string(1, "name"), lua(call, runtime));
        });
        rows.put("setServerPolicyLua", call -> {
            call.expectAtMost(2);
            builder.policy = lua(call, runtime);
            return DialectFunction.NOTHING;
        });
        rows.put("setPoolServerPolicyLua", call -> {
            call.expectAtMost(3);
            return give(builder, call, lua(call, runtime), call.string(3, "pool"));
        });
        return rows;
    }

    private static Object give(
            final ForwardingBuilder builder, final Call call, final PolicySettings policy, final String pool) {
        builder.poolPolicies.put(pool, new ForwardingBuilder.PoolPolicy(call.location(), policy));
        return DialectFunction.NOTHING;
    }

    private static PolicySettings lua(final Call call, final LuaRuntime runtime) {
        final String name = call.string(1, "name");
        return new PolicySettings.Lua(
                name, new LuaServerPolicy(call.location(), name, runtime.keep(call.function(2, "policy"))));
    }

    private static PolicySettings policy(final Call call) {
        if (call.argument(1) instanceof final PolicyObject policy) {
            return policy.settings();
        }
        final Set<String> names = PolicyObject.BUILT_IN.keySet();
        if (call.argument(1) instanceof final String name) {
            throw call.failure(
                    "argument 1 is the string \"" + name + "\"; give a policy without quotation marks, one of "
                            + String.join(", ", names) + NearestName.hint(name, names));
        }
        final Optional<String> written = call.argument(1) == null ? written(call.location()) : Optional.empty();
        throw written.map(name -> unknown(call, name, names))
                .orElseGet(() -> call.failure("argument 1 is " + Values.text(call.argument(1)) + "; give one of "
                        + String.join(", ", names) + ", or what newServerPolicy returned"));
    }

    private static SetupException unknown(final Call call, final String name, final Set<String> names) {
        return call.failure("there is no policy '" + name + "'; give one of " + String.join(", ", names)
                + NearestName.hint(name, names));
    }

    /** A misspelt name is nil to Lua, so that only the file still knows it. */
    private static Optional<String> written(final SourceLocation location) {
        try {
            final List<String> lines = Files.readAllLines(Path.of(location.file()));
            final Matcher matcher = FIRST_ARGUMENT.matcher(
                    location.line() >= 1 && location.line() <= lines.size() ? lines.get(location.line() - 1) : "");
            return matcher.find() && !"nil".equals(matcher.group(1)) ? Optional.of(matcher.group(1)) : Optional.empty();
        } catch (final IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
