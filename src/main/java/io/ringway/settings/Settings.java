package io.ringway.settings;

import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.block.BlockSettings;
import io.ringway.settings.rules.ResponseStage;
import io.ringway.settings.rules.RuleSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything that a configuration file and the command line asked for.
 *
 * @param xsks                 AF_XDP sockets in the order in which they were made
 * @param listeners            listeners in order
 * @param acl                  who may ask
 * @param rules                the {@code addAction} chain in order
 * @param cacheMissRules       the {@code addCacheMissAction} chain in order
 * @param responseRules        the chains for responses in order, those that have rules
 * @param forwarding           servers, pools and policies
 * @param udp                  how UDP sockets are used
 * @param tcp                  limits and time-outs of TCP
 * @param capabilitiesToRetain names as given to {@code addCapabilitiesToRetain}, for instance {@code CAP_NET_ADMIN}
 * @param verbose              {@code setVerbose(true)} or {@code -v}
 * @param maintenance          what the configuration does while Ringway runs; servers may come and go where there is any
 * @param blocks               who is turned away for a while
 */
public record Settings(
        List<XskSettings> xsks,
        List<ListenerSettings> listeners,
        List<Netmask> acl,
        List<RuleSettings> rules,
        List<RuleSettings> cacheMissRules,
        Map<ResponseStage, List<RuleSettings>> responseRules,
        ForwardingSettings forwarding,
        UdpSettings udp,
        TcpSettings tcp,
        List<String> capabilitiesToRetain,
        boolean verbose,
        Optional<Maintenance> maintenance,
        BlockSettings blocks) {
    /** The dialect's default access control list: private, shared, loopback and link-local networks. */
    public static final List<Netmask> DEFAULT_ACL = List.of(
            Netmask.parse("127.0.0.0/8"),
            Netmask.parse("10.0.0.0/8"),
            Netmask.parse("100.64.0.0/10"),
            Netmask.parse("169.254.0.0/16"),
            Netmask.parse("192.168.0.0/16"),
            Netmask.parse("172.16.0.0/12"),
            Netmask.parse("::1/128"),
            Netmask.parse("fc00::/7"),
            Netmask.parse("fe80::/10"));

    /**
     * Without rules for responses, without anything that is done at run time or after the packet cache, and without blocks.
     *
     * @param xsks                 AF_XDP sockets in the order in which they were made
     * @param listeners            listeners in order
     * @param acl                  who may ask
     * @param rules                the {@code addAction} chain in order
     * @param forwarding           servers, pools and policies
     * @param udp                  how UDP sockets are used
     * @param tcp                  limits and time-outs of TCP
     * @param capabilitiesToRetain names as given
     * @param verbose              {@code setVerbose(true)} or {@code -v}
     */
    public Settings(
            final List<XskSettings> xsks,
            final List<ListenerSettings> listeners,
            final List<Netmask> acl,
            final List<RuleSettings> rules,
            final ForwardingSettings forwarding,
            final UdpSettings udp,
            final TcpSettings tcp,
            final List<String> capabilitiesToRetain,
            final boolean verbose) {
        this(
                xsks,
                listeners,
                acl,
                rules,
                List.of(),
                Map.of(),
                forwarding,
                udp,
                tcp,
                capabilitiesToRetain,
                verbose,
                Optional.empty(),
                BlockSettings.none());
    }

    /**
     * Whether queries may go to servers, now or later.
     *
     * @return true when there is a server, or maintenance that may add one.
     */
    public boolean forwards() {
        return !forwarding.backends().isEmpty() || maintenance.isPresent();
    }

    /** Copies the lists. */
    public Settings {
        xsks = List.copyOf(xsks);
        listeners = List.copyOf(listeners);
        acl = List.copyOf(acl);
        rules = List.copyOf(rules);
        cacheMissRules = List.copyOf(cacheMissRules);
        responseRules = responseRules.entrySet().stream()
                .filter(chain -> !chain.getValue().isEmpty())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, chain -> List.copyOf(chain.getValue())));
        capabilitiesToRetain = List.copyOf(capabilitiesToRetain);
    }
}
