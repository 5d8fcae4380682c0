package io.ringway.config;

import io.ringway.config.backend.ForwardingBuilder;
import io.ringway.config.block.BlockBuilder;
import io.ringway.config.lua.Diagnostics;
import io.ringway.config.lua.LuaCallback;
import io.ringway.config.lua.ServiceAddress;
import io.ringway.config.rules.RuleList;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.Netmask;
import io.ringway.settings.Settings;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.TcpSettings;
import io.ringway.settings.UdpSettings;
import io.ringway.settings.XskSettings;
import io.ringway.settings.rules.ResponseStage;
import io.ringway.settings.rules.RuleSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration while it is being evaluated. */
final class SettingsBuilder {
    private static final InetSocketAddress DEFAULT_LISTENER =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), ServiceAddress.DEFAULT_PORT);

    final List<XskSettings> xsks = new ArrayList<>();
    final List<ListenerSettings> listeners = new ArrayList<>();
    final List<Netmask> acl = new ArrayList<>(Settings.DEFAULT_ACL);
    final RuleList rules = new RuleList();
    final RuleList cacheMissRules = new RuleList();
    final Map<ResponseStage, RuleList> responseRules = new EnumMap<>(ResponseStage.class);
    final ForwardingBuilder forwarding = new ForwardingBuilder();
    final BlockBuilder blocks = new BlockBuilder();
    final List<String> capabilitiesToRetain = new ArrayList<>();
    final List<LuaCallback> maintenanceCallbacks = new ArrayList<>();
    Optional<LuaCallback> maintenance = Optional.empty();
    UdpSettings udp = UdpSettings.DEFAULT;
    TcpSettings tcp = TcpSettings.DEFAULT;
    boolean verbose;

    SettingsBuilder() {
        for (final ResponseStage stage : ResponseStage.values()) {
            responseRules.put(stage, new RuleList());
        }
    }

    Settings build(final Diagnostics diagnostics) {
        if (listeners.isEmpty()) {
            listeners.add(ListenerSettings.of(new SourceLocation("default listener", 0), DEFAULT_LISTENER));
        }
        final boolean changes = maintenance.isPresent() || !maintenanceCallbacks.isEmpty();
        for (final XskSettings xsk : xsks) {
            if (!changes
                    && !forwarding.uses(xsk)
                    && listeners.stream()
                            .noneMatch(listener ->
                                    listener.xsk().filter(xsk::equals).isPresent())) {
                diagnostics.warn(
                        xsk.location(),
                        "no addLocal and no newServer uses this socket on " + xsk.interfaceName() + " queue "
                                + xsk.queueId() + "; give one xskSocket=");
            }
        }
        return new Settings(
                xsks,
                listeners,
                acl,
                rules.settings(),
                cacheMissRules.settings(),
                settings(responseRules),
                forwarding.build(RuleList.joined(rules, cacheMissRules), diagnostics),
                udp,
                tcp,
                capabilitiesToRetain,
                verbose,
                changes
                        ? Optional.of(new LuaMaintenance(
                                forwarding,
                                rules,
                                cacheMissRules,
                                responseRules,
                                diagnostics,
                                maintenance,
                                maintenanceCallbacks))
                        : Optional.empty(),
                blocks.build(listeners, diagnostics));
    }

    private static Map<ResponseStage, List<RuleSettings>> settings(final Map<ResponseStage, RuleList> lists) {
        final Map<ResponseStage, List<RuleSettings>> settings = new EnumMap<>(ResponseStage.class);
        lists.forEach((stage, list) -> settings.put(stage, list.settings()));
        return settings;
    }
}
