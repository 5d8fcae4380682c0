package io.ringway.stack.route;

import io.ringway.settings.AddressText;
import io.ringway.stack.route.netlink.NetlinkChannel;
import io.ringway.stack.route.netlink.NetlinkException;
import io.ringway.stack.route.netlink.NetlinkMessage;
import io.ringway.stack.route.netlink.NetlinkRequest;
import io.ringway.wire.SocketMessage;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A copy of the kernel's neighbour table: read once, then kept by notifications of {@link #GROUPS}. Belongs to the thread that owns the channel.
 */
public final class NeighbourTable {
    /** Multicast groups that tell of changes, for {@link io.ringway.stack.route.netlink.NetlinkSocket#forNotifications}: {@code RTNLGRP_NEIGH}. */
    public static final int GROUPS = 1 << (3 - 1);

    private static final int RTM_GETNEIGH = 30;
    private static final int NTF_USE = 1;
    private static final int NUD_NONE = 0;

    private final NetlinkChannel channel;
    private final Map<Key, Neighbour> entries = new HashMap<>();

    /** Link-local addresses mean something on their interface only; Java compares addresses without their scope. */
    private record Key(int interfaceIndex, InetAddress address) {}

    /**
     * An empty table.
     *
     * @param channel for requests; stays its owner's.
     */
    public NeighbourTable(final NetlinkChannel channel) {
        this.channel = channel;
    }

    /**
     * Reads the kernel's table in place of what is known.
     *
     * @throws NetlinkException when the kernel does not give it.
     */
    public void load() {
        // struct ndmsg with family AF_UNSPEC: all families.
        final Iterable<NetlinkMessage> messages = channel.dump(new NetlinkRequest("neighbours", RTM_GETNEIGH, 0)
                .putInt(0)
                .putInt(0)
                .putInt(0));
        entries.clear();
        messages.forEach(this::apply);
    }

    /**
     * Takes a notification or an entry of a dump; passes over messages of other kinds.
     *
     * @param message of any type.
     */
    public void apply(final NetlinkMessage message) {
        Neighbour.parse(message).ifPresent(neighbour -> {
            final Key key = new Key(neighbour.interfaceIndex(), neighbour.address());
            if (message.type() == Neighbour.RTM_DELNEIGH) {
                entries.remove(key);
            } else {
                entries.put(key, neighbour);
            }
        });
    }

    /**
     * Looks an entry up.
     *
     * @param interfaceIndex the interface.
     * @param address        the neighbour's IP address.
     * @return the entry, in whatever state, or nothing when the kernel has none.
     */
    public Optional<Neighbour> find(final int interfaceIndex, final InetAddress address) {
        return Optional.ofNullable(entries.get(new Key(interfaceIndex, address)));
    }

    /**
     * Does for the kernel what a packet to the neighbour would do: makes it resolve one that is not, and confirm one that is stale, in the
     * background. Never done to a fixed entry: this would end a PERMANENT one.
     *
     * @param interfaceIndex the interface.
     * @param address        the neighbour's IP address.
     * @throws NetlinkException when the kernel refuses, as without {@code CAP_NET_ADMIN}.
     */
    public void use(final int interfaceIndex, final InetAddress address) {
        final Optional<Neighbour> known = find(interfaceIndex, address);
        if (known.filter(Neighbour::isFixed).isPresent()) {
            return;
        }
        // EXCL, so that an entry made since the last notification is left alone.
        final int flags = known.isPresent() ? 0 : NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_EXCL;
        final NetlinkRequest request = new NetlinkRequest(
                        "resolve neighbour " + AddressText.of(address), Neighbour.RTM_NEWNEIGH, flags)
                .putByte(address instanceof Inet6Address ? SocketMessage.AF_INET6 : SocketMessage.AF_INET)
                .putByte(0)
                .putShort(0)
                .putInt(interfaceIndex)
                .putShort(NUD_NONE)
                .putByte(NTF_USE)
                .putByte(0)
                .attribute(Neighbour.NDA_DST, address.getAddress());
        try {
            channel.request(request);
        } catch (final NetlinkException e) {
            // It came or went meanwhile, of which a notification tells.
            if (e.errno() != NetlinkException.EEXIST && e.errno() != NetlinkException.ENOENT) {
                throw e;
            }
        }
    }
}
