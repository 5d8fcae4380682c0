package io.ringway.config;

import io.ringway.config.lua.Diagnostics;
import io.ringway.config.lua.LuaRuntime;
import io.ringway.settings.Netmask;
import io.ringway.settings.Settings;
import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Evaluates a configuration once and adds what the command line says. Main thread, at start-up. */
public final class ConfigurationLoader {
    private static final int REFUSED = 5;

    /** Without a configuration a client gets an answer and not a time-out, so that one sees that Ringway serves. */
    private static final RuleSettings REFUSE_ALL = new RuleSettings(
            new SourceLocation("no configuration", 0),
            "no configuration",
            "5f0c5f6e-6d0b-4c53-8f6c-0d6f8c1f7a11",
            new SelectorSettings.All(),
            new ActionSettings.RCode(REFUSED, Optional.empty(), Optional.empty(), Optional.empty()));

    private final Diagnostics diagnostics;

    /**
     * A loader.
     *
     * @param strict   whether warnings are errors.
     * @param warnings told of each warning, one line with file and line number.
     */
    public ConfigurationLoader(final boolean strict, final Consumer<String> warnings) {
        diagnostics = new Diagnostics(strict, warnings);
    }

    /**
     * Evaluates a configuration.
     *
     * @param file            the Lua file; without one, the dialect's defaults, and REFUSED to every query.
     * @param listenAddresses of {@code -l}: when there are any they replace the file's listeners, as {@code setLocal} would.
     * @param aclMasks        of {@code --acl}: added to the access control list.
     * @param verbose         whether {@code -v} was given.
     * @return the settings; whether they fit this machine is not known yet.
     * @throws SetupException for the first mistake, one line with file and line number.
     */
    public Settings load(
            final Optional<Path> file,
            final List<String> listenAddresses,
            final List<String> aclMasks,
            final boolean verbose) {
        final SettingsBuilder builder = new SettingsBuilder();
        if (file.isPresent()) {
            evaluate(file.get(), builder);
        } else {
            builder.rules.add(REFUSE_ALL);
        }
        try {
            if (!listenAddresses.isEmpty()) {
                builder.listeners.clear();
                listenAddresses.forEach(text -> builder.listeners.add(ListenerFunctions.ofCommandLine(text)));
            }
            aclMasks.forEach(text -> builder.acl.add(Netmask.parse(text)));
        } catch (final IllegalArgumentException e) {
            throw new SetupException(SourceLocation.COMMAND_LINE, e.getMessage(), e);
        }
        builder.verbose |= verbose;
        return builder.build(diagnostics);
    }

    /** A policy, check function or maintenance of the configuration runs in its Lua, which then lasts as long as the process. */
    private void evaluate(final Path file, final SettingsBuilder builder) {
        final LuaRuntime runtime = new LuaRuntime(diagnostics);
        boolean kept = false;
        try {
            new Dialect(builder, runtime).defineIn(runtime);
            runtime.evaluate(file);
            builder.maintenance = runtime.keepGlobal("maintenance");
            kept = runtime.isKept();
        } finally {
            if (!kept) {
                runtime.close();
            }
        }
    }
}
