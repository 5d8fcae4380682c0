package io.ringway.stack.route;

import io.ringway.stack.route.netlink.Messages;
import io.ringway.stack.route.netlink.NetlinkChannel;
import io.ringway.stack.route.netlink.NetlinkException;
import io.ringway.stack.route.netlink.NetlinkMessage;
import io.ringway.stack.route.netlink.NetlinkRequest;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A kernel with one interface, number 3, and one neighbour, whose state the test decides. Serves as both channels. */
final class FakeNetlink implements NetlinkChannel {
    static final long OWN_MAC = 0x020000000001L;
    static final int INTERFACE = 3;
    static final int RUNNING = 0x41;

    private static final int RTM_GETLINK = 18;
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_NEWNEIGH = 28;
    private static final int RTM_GETNEIGH = 30;

    private final InetAddress neighbour;
    private final Deque<NetlinkMessage> notifications = new ArrayDeque<>();
    private final List<NetlinkMessage> orders = new ArrayList<>();
    private NetlinkMessage neighbourEntry;
    private NetlinkMessage linkEntry = link(RUNNING);
    private NetlinkException refusal;
    private boolean overrun;
    private int lookups;
    private int dumps;
    private int waitedMs;

    FakeNetlink(final InetAddress neighbour) {
        this.neighbour = neighbour;
    }

    private NetlinkMessage link(final int flags) {
        return Messages.built(new NetlinkRequest("link", Link.RTM_NEWLINK, 0)
                .putShort(0)
                .putShort(1)
                .putInt(INTERFACE)
                .putInt(flags)
                .putInt(0)
                .attribute(1, bytes(OWN_MAC))
                .attribute(3, new byte[] {'e', 't', 'h', '0', 0}));
    }

    private static byte[] bytes(final long mac) {
        final byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (mac >>> (40 - 8 * i));
        }
        return bytes;
    }

    /** What the kernel knows of the neighbour from now on, without telling. */
    void setNeighbour(final int state, final long mac) {
        neighbourEntry = Messages.built(new NetlinkRequest("neighbour", RTM_NEWNEIGH, 0)
                .putInt(2)
                .putInt(INTERFACE)
                .putShort(state)
                .putShort(0)
                .attribute(1, neighbour.getAddress())
                .attribute(2, bytes(mac)));
    }

    void tellNeighbour(final int state, final long mac) {
        setNeighbour(state, mac);
        notifications.add(neighbourEntry);
    }

    void tellLink(final int flags) {
        linkEntry = link(flags);
        notifications.add(linkEntry);
    }

    void tellRoute() {
        notifications.add(Messages.built(new NetlinkRequest("route", Route.RTM_NEWROUTE, 0).putInt(2)));
    }

    /** Refuses to use the neighbour from now on. */
    void refuse(final NetlinkException why) {
        refusal = why;
    }

    void loseNotifications() {
        notifications.clear();
        overrun = true;
    }

    /** The orders to use the neighbour since the last call. */
    List<NetlinkMessage> takeOrders() {
        final List<NetlinkMessage> taken = List.copyOf(orders);
        orders.clear();
        return taken;
    }

    int lookups() {
        return lookups;
    }

    int dumps() {
        return dumps;
    }

    /** How long the last wait was allowed to be. */
    int waitedMs() {
        return waitedMs;
    }

    @Override
    public List<NetlinkMessage> request(final NetlinkRequest request) {
        final NetlinkMessage message = Messages.built(request);
        if (message.type() == RTM_NEWNEIGH) {
            if (refusal != null) {
                throw refusal;
            }
            orders.add(message);
            return List.of();
        }
        if (message.type() != RTM_GETROUTE) {
            throw new AssertionError("type " + message.type());
        }
        lookups++;
        return List.of(Messages.built(new NetlinkRequest("route", Route.RTM_NEWROUTE, 0)
                .putInt(2)
                .putInt(1 << 24)
                .putInt(0)
                .attribute(Route.RTA_OIF, INTERFACE)
                .attribute(7, new byte[] {(byte) 192, 0, 2, 1})));
    }

    @Override
    public List<NetlinkMessage> dump(final NetlinkRequest request) {
        dumps++;
        return switch (Messages.built(request).type()) {
            case RTM_GETLINK -> List.of(linkEntry);
            case RTM_GETNEIGH -> neighbourEntry == null ? List.of() : List.of(neighbourEntry);
            default -> throw new AssertionError(Messages.built(request).type());
        };
    }

    @Override
    public boolean await(final int timeoutMs) {
        waitedMs = timeoutMs;
        return !notifications.isEmpty();
    }

    @Override
    public void wakeUp() {
        // It never sleeps.
    }

    @Override
    public List<NetlinkMessage> receive() {
        return notifications.isEmpty() ? List.of() : List.of(notifications.remove());
    }

    @Override
    public boolean takeOverrun() {
        final boolean taken = overrun;
        overrun = false;
        return taken;
    }

    @Override
    public void close() {}
}
