package io.ringway.stack.route;

import io.ringway.stack.route.netlink.NetlinkChannel;
import io.ringway.stack.route.netlink.NetlinkException;
import io.ringway.stack.route.netlink.NetlinkMessage;
import io.ringway.stack.route.netlink.NetlinkRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A copy of the kernel's table of interfaces: read once, then kept by notifications of {@link #GROUPS}. Belongs to the thread that owns the
 * channel.
 */
public final class LinkTable {
    /** Multicast groups that tell of changes: {@code RTNLGRP_LINK}. */
    public static final int GROUPS = 1;

    private static final int RTM_GETLINK = 18;

    private final NetlinkChannel channel;
    private final Map<Integer, Link> links = new HashMap<>();

    /**
     * An empty table.
     *
     * @param channel for requests; stays its owner's.
     */
    public LinkTable(final NetlinkChannel channel) {
        this.channel = channel;
    }

    /**
     * Reads the kernel's table in place of what is known.
     *
     * @throws NetlinkException when the kernel does not give it.
     */
    public void load() {
        // struct ifinfomsg, all zero: every interface.
        final Iterable<NetlinkMessage> messages = channel.dump(new NetlinkRequest("interfaces", RTM_GETLINK, 0)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putInt(0));
        links.clear();
        messages.forEach(this::apply);
    }

    /**
     * Takes a notification or an entry of a dump.
     *
     * @param message of any type.
     * @return whether it told of an interface.
     */
    public boolean apply(final NetlinkMessage message) {
        final Optional<Link> link = Link.parse(message);
        link.ifPresent(told -> {
            if (message.type() == Link.RTM_DELLINK) {
                links.remove(told.index());
            } else {
                links.put(told.index(), told);
            }
        });
        return link.isPresent();
    }

    /**
     * Looks an interface up.
     *
     * @param index the kernel's index.
     * @return the interface, or nothing when there is none.
     */
    public Optional<Link> find(final int index) {
        return Optional.ofNullable(links.get(index));
    }
}
