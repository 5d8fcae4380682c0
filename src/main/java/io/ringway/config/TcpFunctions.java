package io.ringway.config;

import io.ringway.config.lua.DialectFunction;
import io.ringway.settings.TcpSettings;
import java.util.Map;
import java.util.function.IntFunction;

/** Limits and time-outs of TCP, by dnsdist's names. */
final class TcpFunctions {
    private static final int MAX = Integer.MAX_VALUE;
    private static final int MAX_THREADS = 1024;

    private TcpFunctions() {}

    static Map<String, DialectFunction> rows(final SettingsBuilder builder) {
        return Map.of(
                "setMaxTCPClientThreads", set(builder, "threads", 1, MAX_THREADS, n -> builder.tcp.withThreads(n)),
                "setTCPRecvTimeout", set(builder, "seconds", 1, MAX, n -> builder.tcp.withReceiveTimeoutS(n)),
                "setTCPSendTimeout", set(builder, "seconds", 1, MAX, n -> builder.tcp.withSendTimeoutS(n)),
                "setMaxTCPQueriesPerConnection",
                        set(builder, "queries", 0, MAX, n -> builder.tcp.withMaxQueriesPerConnection(n)),
                "setMaxTCPConnectionDuration",
                        set(builder, "seconds", 0, MAX, n -> builder.tcp.withMaxConnectionDurationS(n)),
                "setMaxTCPConnectionsPerClient",
                        set(builder, "connections", 0, MAX, n -> builder.tcp.withMaxConnectionsPerClient(n)));
    }

    private static DialectFunction set(
            final SettingsBuilder builder,
            final String argument,
            final int minimum,
            final int maximum,
            final IntFunction<TcpSettings> changed) {
        return call -> {
            call.expectAtMost(1);
            builder.tcp = changed.apply(call.integer(1, argument, minimum, maximum));
            return DialectFunction.NOTHING;
        };
    }
}
