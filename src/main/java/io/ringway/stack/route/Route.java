package io.ringway.stack.route;

import io.ringway.settings.AddressText;
import io.ringway.stack.route.netlink.NetlinkAttributes;
import io.ringway.stack.route.netlink.NetlinkMessage;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * The kernel's way to one destination: a message {@code RTM_NEWROUTE} of rtnetlink(7).
 *
 * <pre>
 *  struct rtmsg of linux/rtnetlink.h
 *  0               1               2               3
 *  +---------------+---------------+---------------+---------------+
 *  |  rtm_family   |  rtm_dst_len  |  rtm_src_len  |    rtm_tos    |
 *  +---------------+---------------+---------------+---------------+
 *  |   rtm_table   | rtm_protocol  |   rtm_scope   |   rtm_type    |
 *  +---------------+---------------+---------------+---------------+
 *  |                        rtm_flags (u32)                        |
 *  +---------------------------------------------------------------+
 *  |  attributes: RTA_DST 1, RTA_SRC 2, RTA_OIF 4, RTA_GATEWAY 5,  |
 *  |  RTA_PREFSRC 7, RTA_VIA 18                                    |
 *  +---------------------------------------------------------------+
 *
 *  RTA_VIA, struct rtvia: a gateway of the other family, as of RFC 8950
 *  +-------------------------------+-------------------------------+
 *  |       rtvia_family (u16)      |  address, 4 or 16 bytes  ...  |
 *  +-------------------------------+-------------------------------+
 * </pre>
 *
 * @param destination    what was asked for
 * @param interfaceIndex the interface that packets leave by, 0 when there is no way
 * @param gateway        the router, absent when the destination is on the link itself
 * @param source         own address for such packets, absent when the interface has none
 * @param unreachable    why there is no way to send frames there, empty when there is one
 */
public record Route(
        InetAddress destination,
        int interfaceIndex,
        Optional<InetAddress> gateway,
        Optional<InetAddress> source,
        String unreachable) {
    static final int RTM_NEWROUTE = 24;
    static final int RTA_DST = 1;
    static final int RTA_SRC = 2;
    static final int RTA_OIF = 4;
    static final int RTMSG_BYTES = 12;

    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_VIA = 18;
    private static final int RTM_TYPE = 7;
    private static final int RTN_UNICAST = 1;
    private static final int RTN_LOCAL = 2;

    static Route unreachable(final InetAddress destination, final String reason) {
        return new Route(destination, 0, Optional.empty(), Optional.empty(), reason);
    }

    /** Reads the answer to a question about {@code destination}; nothing when the message is no route, or is cut short. */
    static Optional<Route> parse(final NetlinkMessage message, final InetAddress destination) {
        if (message.type() != RTM_NEWROUTE || message.body().limit() < RTMSG_BYTES) {
            return Optional.empty();
        }
        final int type = message.body().get(RTM_TYPE) & 0xFF;
        if (type == RTN_LOCAL) {
            return Optional.of(
                    unreachable(destination, AddressText.of(destination) + " is this machine's own address"));
        }
        final NetlinkAttributes attributes = message.attributes(RTMSG_BYTES);
        final int interfaceIndex = attributes.number(RTA_OIF).orElse(0);
        if (type != RTN_UNICAST || interfaceIndex == 0) {
            return Optional.of(unreachable(destination, "no unicast route to " + AddressText.of(destination)));
        }
        return Optional.of(new Route(
                destination,
                interfaceIndex,
                attributes
                        .address(RTA_GATEWAY)
                        .or(() -> attributes.bytes(RTA_VIA).flatMap(Route::via)),
                attributes.address(RTA_PREFSRC).or(() -> attributes.address(RTA_SRC)),
                ""));
    }

    private static Optional<InetAddress> via(final byte[] value) {
        return value.length < Short.BYTES
                ? Optional.empty()
                : NetlinkAttributes.address(Arrays.copyOfRange(value, Short.BYTES, value.length));
    }

    /**
     * Whether frames can be sent there.
     *
     * @return false when there is no route, and for this machine's own and for multicast and broadcast addresses.
     */
    public boolean isReachable() {
        return unreachable.isEmpty();
    }

    /**
     * Whose MAC address a frame needs.
     *
     * @return the gateway, or the destination when it is on the link.
     */
    public InetAddress nextHop() {
        return gateway.orElse(destination);
    }
}
