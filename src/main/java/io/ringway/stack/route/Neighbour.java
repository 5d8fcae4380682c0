package io.ringway.stack.route;

import io.ringway.settings.backend.MacAddress;
import io.ringway.stack.route.netlink.NetlinkAttributes;
import io.ringway.stack.route.netlink.NetlinkMessage;
import io.ringway.wire.SocketMessage;
import java.net.InetAddress;
import java.util.Optional;

/**
 * An entry of the kernel's neighbour table (ARP, RFC 826; neighbour discovery, RFC 4861): {@code RTM_NEWNEIGH} or {@code RTM_DELNEIGH} of
 * rtnetlink(7).
 *
 * <pre>
 *  struct ndmsg of linux/neighbour.h
 *  0               1               2               3
 *  +---------------+---------------+-------------------------------+
 *  |  ndm_family   |                       0                       |
 *  +---------------+---------------+-------------------------------+
 *  |                       ndm_ifindex (i32)                       |
 *  +-------------------------------+---------------+---------------+
 *  |        ndm_state (u16)        |   ndm_flags   |   ndm_type    |
 *  +-------------------------------+---------------+---------------+
 *  |  attributes: NDA_DST 1 (IP address), NDA_LLADDR 2 (its MAC)   |
 *  +---------------------------------------------------------------+
 *
 *  ndm_state, one bit: 1 INCOMPLETE, 2 REACHABLE, 4 STALE, 8 DELAY, 16 PROBE, 32 FAILED, 64 NOARP, 128 PERMANENT
 * </pre>
 *
 * @param interfaceIndex the interface it is on
 * @param address        its IP address
 * @param state          {@code NUD_…}
 * @param mac            the six bytes in the low 48 bits, the first one highest; 0 when it is not known or has another length
 */
public record Neighbour(int interfaceIndex, InetAddress address, int state, long mac) {
    /** {@code NUD_FAILED}: it did not answer. */
    public static final int NUD_FAILED = 32;

    static final int RTM_NEWNEIGH = 28;
    static final int RTM_DELNEIGH = 29;
    static final int NDA_DST = 1;

    private static final int NUD_REACHABLE = 2;
    private static final int NUD_STALE = 4;
    private static final int NUD_DELAY = 8;
    private static final int NUD_PROBE = 16;
    private static final int NUD_NOARP = 64;
    private static final int NUD_PERMANENT = 128;
    private static final int KEPT_BY_THE_KERNEL = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE;
    private static final int FIXED = NUD_NOARP | NUD_PERMANENT;

    private static final int NDA_LLADDR = 2;
    private static final int NTF_PROXY = 8;
    private static final int NDMSG_BYTES = 12;
    private static final int INTERFACE_INDEX = 4;
    private static final int STATE = 8;
    private static final int FLAGS = 10;
    private static final int MAC_BYTES = 6;

    /**
     * Reads an entry. Nothing when the message is cut short or is of another table, which all come in one multicast group: bridges' forwarding
     * entries, which may hold an IP address too, and the addresses that this machine answers for as a proxy.
     */
    static Optional<Neighbour> parse(final NetlinkMessage message) {
        if ((message.type() != RTM_NEWNEIGH && message.type() != RTM_DELNEIGH)
                || message.body().limit() < NDMSG_BYTES) {
            return Optional.empty();
        }
        final int family = message.body().get(0);
        if ((family != SocketMessage.AF_INET && family != SocketMessage.AF_INET6)
                || (message.body().get(FLAGS) & NTF_PROXY) != 0) {
            return Optional.empty();
        }
        final NetlinkAttributes attributes = message.attributes(NDMSG_BYTES);
        return attributes
                .address(NDA_DST)
                .map(address -> new Neighbour(
                        message.body().getInt(INTERFACE_INDEX),
                        address,
                        message.body().getShort(STATE) & 0xFFFF,
                        attributes
                                .bytes(NDA_LLADDR)
                                .filter(bytes -> bytes.length == MAC_BYTES)
                                .map(bytes -> MacAddress.of(bytes).bits())
                                .orElse(0L)));
    }

    /**
     * Whether frames can be sent to {@link #mac()}: the kernel would send its own there.
     *
     * <p>NOARP too: the kernel puts such an entry where nobody is to be asked, with the address that suits the link, which on a point-to-point
     * link is the broadcast address.
     *
     * @return false while it is not resolved, when it failed, and when it has no MAC address.
     */
    public boolean isUsable() {
        return mac != 0 && (state & (KEPT_BY_THE_KERNEL | FIXED)) != 0;
    }

    /**
     * Whether the kernel leaves the entry as it is, so that there is nothing to confirm.
     *
     * @return true for PERMANENT and NOARP.
     */
    public boolean isFixed() {
        return (state & FIXED) != 0;
    }
}
