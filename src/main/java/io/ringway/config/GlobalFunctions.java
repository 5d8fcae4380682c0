package io.ringway.config;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaRuntime;
import io.ringway.config.lua.NearestName;
import io.ringway.settings.Capability;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that concerns the process: verbosity, capabilities, includes, maintenance, log lines. */
final class GlobalFunctions {
    private static final Logger LOG = LoggerFactory.getLogger(GlobalFunctions.class);

    private GlobalFunctions() {}

    static Map<String, DialectFunction> rows(final SettingsBuilder builder, final LuaRuntime runtime) {
        final Map<String, DialectFunction> rows = new LinkedHashMap<>();
        rows.put("setVerbose", call -> {
            builder.verbose = call.bool(1, "verbose");
            return DialectFunction.NOTHING;
        });
        rows.put("addCapabilitiesToRetain", call -> {
            for (final String name : call.strings(1, "capabilities")) {
                builder.capabilitiesToRetain.add(Capability.ofName(name)
                        .map(Capability::name)
                        .orElseThrow(() -> call.failure("'" + name + "' is no capability of Linux"
                                + NearestName.hint(name, Capability.names()))));
            }
            return DialectFunction.NOTHING;
        });
        rows.put("includeDirectory", call -> includeDirectory(runtime, call));
        rows.put("addMaintenanceCallback", call -> {
            call.expectAtMost(1);
            builder.maintenanceCallbacks.add(runtime.keep(call.function(1, "callback")));
            return DialectFunction.NOTHING;
        });
        rows.put("setSecurityPollSuffix", call -> DialectFunction.NOTHING);
        rows.put("errlog", call -> log(call, LOG::error));
        rows.put("warnlog", call -> log(call, LOG::warn));
        rows.put("infolog", call -> log(call, LOG::info));
        rows.put("vinfolog", call -> log(call, LOG::debug));
        return rows;
    }

    private static Object log(final Call call, final Consumer<String> logger) {
        logger.accept(call.string(1, "line"));
        return DialectFunction.NOTHING;
    }

    /** Evaluates every {@code *.conf} of a folder in the order of their names; a missing folder is a warning, as in dnsdist. */
    private static Object includeDirectory(final LuaRuntime runtime, final Call call) {
        final Path folder = Path.of(call.string(1, "path"));
        if (!Files.isDirectory(folder)) {
            call.warn("folder '" + folder + "' does not exist; nothing is included");
            return DialectFunction.NOTHING;
        }
        final TreeSet<Path> files = new TreeSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.conf")) {
            found.forEach(files::add);
        } catch (final IOException e) {
            throw call.failure("folder '" + folder + "' cannot be read: " + e.getMessage(), e);
        }
        files.forEach(runtime::evaluate);
        return DialectFunction.NOTHING;
    }
}
