package io.ringway.config;

import io.ringway.settings.ListenerSettings;
import io.ringway.settings.SourceLocation;
import java.net.InetSocketAddress;
import java.util.Map;

/** {@code addLocal} and {@code setLocal}. */
final class ListenerFunctions {
    private static final int MAX = Integer.MAX_VALUE;

    private ListenerFunctions() {}

    static Map<String, DialectFunction> rows(final SettingsBuilder builder) {
        return Map.of(
                "addLocal",
                        call -> {
                            builder.listeners.add(listener(call));
                            return DialectFunction.NOTHING;
                        },
                "setLocal",
                        call -> {
                            final ListenerSettings listener = listener(call);
                            builder.listeners.clear();
                            builder.listeners.add(listener);
                            return DialectFunction.NOTHING;
                        });
    }

    private static ListenerSettings listener(final Call call) {
        call.expectAtMost(2);
        final InetSocketAddress address;
        try {
            address = ListenAddress.parse(call.string(1, "address"));
        } catch (final IllegalArgumentException e) {
            throw call.failure(e.getMessage(), e);
        }
        final LuaTable options = call.options(2);
        final ListenerSettings listener = new ListenerSettings(
                call.location(),
                address,
                options.object("xskSocket", XskSocketObject.class, "an XskSocket from newXsk")
                        .map(XskSocketObject::settings),
                options.bool("reusePort", false),
                options.string("interface", ""),
                options.cpus(),
                options.integer("tcpFastOpenQueueSize", 0, 0, MAX),
                options.integer("tcpListenQueueSize", 0, 0, MAX),
                options.integer("maxInFlight", 0, 0, MAX),
                options.integer("maxConcurrentTCPConnections", 0, 0, MAX),
                options.bool("enableProxyProtocol", true));
        options.finish(call.diagnostics());
        return listener;
    }

    /** A listener of the command line's {@code -l}. */
    static ListenerSettings ofCommandLine(final String text) {
        return ListenerSettings.of(SourceLocation.COMMAND_LINE, ListenAddress.parse(text));
    }
}
