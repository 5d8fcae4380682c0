package io.ringway.stack.route;

import io.ringway.settings.backend.MacAddress;
import io.ringway.stack.route.netlink.NetlinkAttributes;
import io.ringway.stack.route.netlink.NetlinkMessage;
import java.util.Optional;

/**
 * A network interface: {@code RTM_NEWLINK} or {@code RTM_DELLINK} of rtnetlink(7).
 *
 * <pre>
 *  struct ifinfomsg of linux/rtnetlink.h
 *  0               1               2               3
 *  +---------------+---------------+-------------------------------+
 *  |  ifi_family   |       0       |  ifi_type (u16): 1 Ethernet   |
 *  +---------------+---------------+-------------------------------+
 *  |                        ifi_index (i32)                        |
 *  +---------------------------------------------------------------+
 *  |       ifi_flags (u32): 1 IFF_UP, 64 IFF_RUNNING (carrier)     |
 *  +---------------------------------------------------------------+
 *  |                        ifi_change (u32)                       |
 *  +---------------------------------------------------------------+
 *  |  attributes: IFLA_ADDRESS 1 (own MAC), IFLA_IFNAME 3          |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * @param index    the kernel's index
 * @param name     its name
 * @param ethernet whether it carries Ethernet frames
 * @param up       whether an administrator set it up
 * @param running  whether it has a carrier, so that frames can leave
 * @param mac      own MAC address in the low 48 bits, 0 when it has none
 */
public record Link(int index, String name, boolean ethernet, boolean up, boolean running, long mac) {
    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;

    private static final int ARPHRD_ETHER = 1;
    private static final int IFF_UP = 1;
    private static final int IFF_RUNNING = 0x40;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFINFOMSG_BYTES = 16;
    private static final int TYPE = 2;
    private static final int INDEX = 4;
    private static final int FLAGS = 8;
    private static final int MAC_BYTES = 6;

    /** Reads one. Nothing when the message is cut short or tells of another thing: a bridge's port leaving it is a RTM_DELLINK too. */
    static Optional<Link> parse(final NetlinkMessage message) {
        if ((message.type() != RTM_NEWLINK && message.type() != RTM_DELLINK)
                || message.body().limit() < IFINFOMSG_BYTES
                || message.body().get(0) != 0) {
            return Optional.empty();
        }
        final NetlinkAttributes attributes = message.attributes(IFINFOMSG_BYTES);
        final int index = message.body().getInt(INDEX);
        final int flags = message.body().getInt(FLAGS);
        return Optional.of(new Link(
                index,
                attributes.text(IFLA_IFNAME).orElse("interface " + index),
                message.body().getShort(TYPE) == ARPHRD_ETHER,
                (flags & IFF_UP) != 0,
                (flags & IFF_RUNNING) != 0,
                attributes
                        .bytes(IFLA_ADDRESS)
                        .filter(bytes -> bytes.length == MAC_BYTES)
                        .map(bytes -> MacAddress.of(bytes).bits())
                        .orElse(0L)));
    }
}
