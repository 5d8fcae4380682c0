package io.ringway.config.backend;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.LuaRuntime;
import io.ringway.config.lua.LuaTable;
import io.ringway.config.lua.ServiceAddress;
import io.ringway.config.lua.XskSocketObject;
import io.ringway.settings.AddressText;
import io.ringway.settings.XskSettings;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.BackendSource;
import io.ringway.settings.backend.BackendTcpSettings;
import io.ringway.settings.backend.MacAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/** {@code newServer}: its forms and keys. */
final class NewServer {
    private static final int MAX = Integer.MAX_VALUE;
    private static final int MAX_SHORT = 0xFFFF;
    private static final int MAX_DSCP = 63;
    private static final int MAX_INTERFACE_NAME = 15;
    private static final long GROUP_BIT = 1L << 40;

    /** Keys of dnsdist that would be dangerous to ignore: queries would leave unencrypted. */
    private static final List<String> ENCRYPTION = List.of("tls", "dohPath");

    /** Keys of dnsdist that go with those, or that change nothing while they are off. */
    private static final List<String> WITHOUT_EFFECT = List.of(
            ("ciphers ciphers13 ciphersTLS13 caStore validateCertificates releaseBuffers enableRenegotiation ktls subjectName"
                            + " subjectAddr keyLogFile addXForwardedHeaders proxyProtocolAdvertiseTLS autoUpgrade"
                            + " autoUpgradeInterval autoUpgradeKeep autoUpgradePool autoUpgradeDoHKey"
                            + " lazyHealthCheckWhenUpgraded tcpFastOpen maxConcurrentTCPConnections")
                    .split(" ", -1));

    private final ForwardingBuilder builder;
    private final LuaRuntime runtime;
    private final HealthCheckOptions health;

    /** {@code types} are query types by their names in capitals. */
    NewServer(final ForwardingBuilder builder, final LuaRuntime runtime, final Map<String, Integer> types) {
        this.builder = builder;
        this.runtime = runtime;
        health = new HealthCheckOptions(types);
    }

    /** {@code newServer("ip[:port]"[, qps | table])} or {@code newServer({address=…, …})}. */
    Object apply(final Call call) {
        call.expectAtMost(2);
        final boolean separate = call.argument(1) instanceof String;
        final LuaTable table = separate ? behindAddress(call) : call.table(1);
        if (separate && table.value("address") != null) {
            throw call.failure("key 'address' stands beside the address itself; give one of them");
        }
        final String text = separate ? call.string(1, "address") : table.requiredString("address", "\"192.0.2.1:53\"");
        final BackendEntry entry = entry(call, table, address(call, text));
        final UUID id = entry.id();
        for (final ServerObject other : builder.servers) {
            if (other.entry().id().equals(id)) {
                throw table.named(call.function() + " " + entry.settings().displayName())
                        .failure("id " + id + " is that of " + other + " from "
                                + other.entry().location() + "; give each server one of its own");
            }
        }
        builder.running().ifPresent(running -> running.add(entry.settings(builder.udpTimeoutS)));
        final ServerObject server = new ServerObject(entry, builder);
        builder.servers.add(server);
        return server;
    }

    private static LuaTable behindAddress(final Call call) {
        if (call.argument(2) instanceof Map<?, ?> || call.argument(2) == null) {
            return call.options(2);
        }
        return new LuaTable(
                call.location(), call.function(), Map.of("qps", (double) call.integer(2, "queries a second", 0, MAX)));
    }

    private static InetSocketAddress address(final Call call, final String text) {
        final InetSocketAddress address;
        try {
            address = ServiceAddress.parse(text);
        } catch (final IllegalArgumentException e) {
            throw call.failure(e.getMessage(), e);
        }
        if (address.getAddress().isAnyLocalAddress() || address.getAddress().isMulticastAddress()) {
            throw call.failure("'" + text + "' is no address of a server; give that of one machine");
        }
        return address;
    }

    private BackendEntry entry(final Call call, final LuaTable given, final InetSocketAddress address) {
        final String name = given.string("name", "");
        final String text = AddressText.of(address);
        final String displayName = name.isEmpty() ? text : name + " (" + text + ")";
        final LuaTable table = given.named(call.function() + " " + displayName);
        final OptionalInt udpTimeoutS = udpTimeout(table);
        final BackendSettings written = new BackendSettings(
                call.location(),
                address,
                id(table),
                name,
                pools(table),
                table.integer("order", 1, Integer.MIN_VALUE, MAX),
                table.integer("weight", 1, 1, MAX),
                table.integer("qps", 0, 0, MAX),
                sockets(call, table),
                source(table, address.getAddress()),
                0,
                table.integer("maxOutstandingQueries", 0, 0, MAX),
                tcp(table),
                table.bool("tcpOnly", false),
                table.bool("useClientSubnet", false),
                table.bool("disableZeroScope", false),
                table.bool("useProxyProtocol", false),
                table.bool("reconnectOnUp", false),
                table.integer("dscp", 0, 0, MAX_DSCP),
                table.cpus(),
                health.read(
                        table, function -> new LuaHealthCheck(call.location(), displayName, runtime.keep(function))),
                xsks(table),
                mac(table));
        refuseEncryption(table);
        table.value("ipBindAddrNoPort");
        warn(call, table, written);
        table.finish(call.diagnostics());
        return new BackendEntry(written, udpTimeoutS);
    }

    /** 0 is the default of {@code setUDPTimeout}, as in dnsdist. */
    private static OptionalInt udpTimeout(final LuaTable table) {
        final int seconds = table.integer("udpTimeout", 0, 0, MAX_SHORT);
        return seconds == 0 ? OptionalInt.empty() : OptionalInt.of(seconds);
    }

    private static UUID id(final LuaTable table) {
        final String text = table.string("id", "");
        if (text.isEmpty()) {
            return UUID.randomUUID();
        }
        try {
            return UUID.fromString(text);
        } catch (final IllegalArgumentException e) {
            throw table.failure("id '" + text + "' is not of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", e);
        }
    }

    private static List<String> pools(final LuaTable table) {
        final List<String> given = table.strings("pool", List.of());
        return given.isEmpty() ? List.of(BackendSettings.DEFAULT_POOL) : List.copyOf(new LinkedHashSet<>(given));
    }

    private static int sockets(final Call call, final LuaTable table) {
        final int sockets = table.integer("sockets", 1, 0, MAX_SHORT);
        if (sockets == 0) {
            table.warn(call.diagnostics(), "0 sockets send nothing; 1 is used");
        }
        return Math.max(1, sockets);
    }

    private static BackendTcpSettings tcp(final LuaTable table) {
        final BackendTcpSettings usual = BackendTcpSettings.DEFAULT;
        return new BackendTcpSettings(
                table.integer("tcpConnectTimeout", usual.connectTimeoutS(), 1, MAX_SHORT),
                table.integer("tcpSendTimeout", usual.sendTimeoutS(), 1, MAX_SHORT),
                table.integer("tcpRecvTimeout", usual.receiveTimeoutS(), 1, MAX_SHORT),
                table.integer("retries", usual.retries(), 0, MAX_SHORT),
                Math.max(1, table.integer("maxInFlight", usual.maxInFlight(), 0, MAX_SHORT)));
    }

    private static BackendSource source(final LuaTable table, final InetAddress backend) {
        final String text = table.string("source", "");
        if (text.isEmpty()) {
            return BackendSource.ANY;
        }
        final int at = text.indexOf('@');
        final String host = at < 0 ? text : text.substring(0, at);
        final InetAddress address;
        try {
            address = ServiceAddress.literal(host);
        } catch (final IllegalArgumentException e) {
            if (at < 0 && isInterfaceName(text)) {
                return new BackendSource(Optional.empty(), text);
            }
            throw table.failure("source '" + text + "' is neither ADDRESS nor INTERFACE nor ADDRESS@INTERFACE", e);
        }
        final String interfaceName = at < 0 ? "" : text.substring(at + 1);
        if (at >= 0 && !isInterfaceName(interfaceName)) {
            throw table.failure("source '" + text + "' has no interface's name behind '@'");
        }
        if (address.getClass() != backend.getClass()) {
            throw table.failure("source " + host + " is an address of another family than the server's; give one of "
                    + (backend instanceof Inet6Address ? "IPv6" : "IPv4"));
        }
        return new BackendSource(Optional.of(address), interfaceName);
    }

    private static boolean isInterfaceName(final String text) {
        return !text.isEmpty()
                && text.length() <= MAX_INTERFACE_NAME
                && text.chars().noneMatch(c -> c == '/' || c == ':' || Character.isWhitespace(c));
    }

    private static List<XskSettings> xsks(final LuaTable table) {
        final String expected = "an XskSocket from newXsk";
        final List<XskSocketObject> one = table.objects("xskSocket", XskSocketObject.class, expected);
        final List<XskSocketObject> several = table.objects("xskSockets", XskSocketObject.class, expected);
        if (!one.isEmpty() && !several.isEmpty()) {
            throw table.failure("xskSocket and xskSockets are the same key; give one of them");
        }
        final Set<XskSettings> seen = new HashSet<>();
        for (final XskSocketObject socket : one.isEmpty() ? several : one) {
            if (!seen.add(socket.settings())) {
                throw table.failure(socket + " is given twice; give each socket once");
            }
        }
        return (one.isEmpty() ? several : one)
                .stream().map(XskSocketObject::settings).toList();
    }

    private static Optional<MacAddress> mac(final LuaTable table) {
        final String text = table.string("MACAddr", "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        final MacAddress mac;
        try {
            mac = MacAddress.parse(text);
        } catch (final IllegalArgumentException e) {
            throw table.failure("MACAddr " + e.getMessage(), e);
        }
        if (mac.bits() == 0 || (mac.bits() & GROUP_BIT) != 0) {
            throw table.failure("MACAddr '" + text + "' is not the address of one machine; give the server's or its"
                    + " gateway's, or leave it out");
        }
        return Optional.of(mac);
    }

    private static void refuseEncryption(final LuaTable table) {
        for (final String key : ENCRYPTION) {
            if (!table.string(key, "").isEmpty()) {
                throw table.failure("key '" + key + "' asks for encryption towards the server, which is not served yet;"
                        + " leave it out to send queries over UDP and TCP");
            }
        }
    }

    private static void warn(final Call call, final LuaTable table, final BackendSettings written) {
        for (final String key : WITHOUT_EFFECT) {
            final Object value = table.value(key);
            if (value != null && !Boolean.FALSE.equals(value)) {
                table.warn(call.diagnostics(), "key '" + key + "' has no effect yet");
            }
        }
        if (written.mac().isPresent() && written.xsks().isEmpty()) {
            table.warn(call.diagnostics(), "MACAddr has no effect without xskSocket");
        }
        if (written.tcpOnly() && !written.xsks().isEmpty()) {
            table.warn(call.diagnostics(), "xskSocket has no effect with tcpOnly");
        }
    }
}
