package io.ringway.config;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaTable;
import io.ringway.config.lua.ServiceAddress;
import io.ringway.config.lua.XskSocketObject;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.UdpSettings;
import java.net.InetSocketAddress;
import java.util.Map;

/** {@code addLocal}, {@code setLocal}, and how UDP sockets are used. */
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
                        },
                "setUDPMultipleMessagesVectorSize", call -> vectorSize(builder, call),
                "setUDPSocketBufferSizes", call -> bufferSizes(builder, call));
    }

    private static Object vectorSize(final SettingsBuilder builder, final Call call) {
        call.expectAtMost(1);
        final int wanted = call.integer(1, "size", 1, MAX);
        final int served = Math.min(wanted, UdpSettings.MAX_VECTOR_SIZE);
        if (served < wanted) {
            call.warn("a call takes " + served + " messages at most; that is what is used");
        }
        builder.udp = new UdpSettings(served, builder.udp.receiveBufferBytes(), builder.udp.sendBufferBytes());
        return DialectFunction.NOTHING;
    }

    private static Object bufferSizes(final SettingsBuilder builder, final Call call) {
        call.expectAtMost(2);
        builder.udp = new UdpSettings(
                builder.udp.vectorSize(), call.integer(1, "receive", 0, MAX / 2), call.integer(2, "send", 0, MAX / 2));
        return DialectFunction.NOTHING;
    }

    private static ListenerSettings listener(final Call call) {
        call.expectAtMost(2);
        final InetSocketAddress address;
        try {
            address = ServiceAddress.parse(call.string(1, "address"));
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
        return ListenerSettings.of(SourceLocation.COMMAND_LINE, ServiceAddress.parse(text));
    }
}
