package io.ringway.stack.route;

import io.ringway.stack.route.netlink.NetlinkChannel;
import io.ringway.stack.route.netlink.NetlinkException;
import io.ringway.stack.route.netlink.NetlinkMessage;
import io.ringway.stack.route.netlink.NetlinkSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every {@link NextHop} right while routes, neighbours and links change. Uses the network namespace of the thread that opens it.
 *
 * <p>One thread at a time, a control thread that calls {@link #poll} again and again: as often as it likes, or as where it sleeps. Any may call
 * {@link #wakeUp}.
 */
public final class NextHops implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NextHops.class);

    // enum rtnetlink_groups of linux/rtnetlink.h, bit n-1 for group n
    private static final int RTNLGRP_IPV4_IFADDR = 1 << (5 - 1);
    private static final int RTNLGRP_IPV4_ROUTE = 1 << (7 - 1);
    private static final int RTNLGRP_IPV4_RULE = 1 << (8 - 1);
    private static final int RTNLGRP_IPV6_IFADDR = 1 << (9 - 1);
    private static final int RTNLGRP_IPV6_ROUTE = 1 << (11 - 1);
    private static final int RTNLGRP_IPV6_RULE = 1 << (19 - 1);
    private static final int RTNLGRP_NEXTHOP = 1 << (32 - 1);
    private static final int ROUTE_GROUPS = RTNLGRP_IPV4_IFADDR
            | RTNLGRP_IPV4_ROUTE
            | RTNLGRP_IPV4_RULE
            | RTNLGRP_IPV6_IFADDR
            | RTNLGRP_IPV6_ROUTE
            | RTNLGRP_IPV6_RULE
            | RTNLGRP_NEXTHOP;

    /** Some 1,300 notifications, or a few hundred of interfaces. */
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    /** So that a storm of notifications does not keep what it tells from being used. */
    private static final int DATAGRAMS_PER_POLL = 4_096;

    /** A router that learns a full table changes routes many thousand times a second. */
    private static final long ROUTE_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long RELOAD_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final NetlinkChannel requests;
    private final NetlinkChannel notifications;
    private final NanoClock clock;
    private final RouteTable routes;
    private final LinkTable links;
    private final NeighbourTable neighbours;
    private final List<NextHopResolver> resolvers = new ArrayList<>();

    private boolean tablesStale;
    private long nextLoadNs;
    private boolean routesStale;
    private long nextRoutesNs;
    private long overruns;

    NextHops(final NetlinkChannel requests, final NetlinkChannel notifications, final NanoClock clock) {
        this.requests = requests;
        this.notifications = notifications;
        this.clock = clock;
        routes = new RouteTable(requests);
        links = new LinkTable(requests);
        neighbours = new NeighbourTable(requests);
        nextRoutesNs = clock.nanoTime();
        load();
    }

    /**
     * Subscribes to the kernel's tables and reads them.
     *
     * @return without any next hop.
     * @throws NetlinkException when the kernel refuses, with the reason.
     */
    public static NextHops open() {
        final NetlinkSocket requests = NetlinkSocket.forRequests();
        NetlinkSocket notifications = null;
        try {
            // First the subscription, then the tables: no change falls in between.
            notifications = NetlinkSocket.forNotifications(
                    NeighbourTable.GROUPS | LinkTable.GROUPS | ROUTE_GROUPS, RECEIVE_BUFFER_BYTES);
            return new NextHops(requests, notifications, SystemNanoClock.INSTANCE);
        } catch (final NetlinkException e) {
            requests.close();
            if (notifications != null) {
                notifications.close();
            }
            throw e;
        }
    }

    private void load() {
        links.load();
        neighbours.load();
        routesStale = true;
    }

    /**
     * Begins to keep a next hop. What the kernel knows is in it at once, what it must find out follows in {@link #poll}.
     *
     * @param target where it is to lead.
     * @return the next hop, kept until {@link #remove}.
     */
    public NextHop add(final NextHopTarget target) {
        final long nowNs = clock.nanoTime();
        final NextHopResolver resolver = new NextHopResolver(target, routes, links, neighbours, nowNs);
        resolvers.add(resolver);
        resolver.step(nowNs, true);
        return resolver.nextHop();
    }

    /**
     * Ends keeping a next hop, which stays as it is.
     *
     * @param nextHop one of {@link #add}.
     */
    public void remove(final NextHop nextHop) {
        resolvers.removeIf(resolver -> resolver.nextHop() == nextHop);
    }

    /**
     * Waits for a change of the kernel's tables, at most until something is to be asked again, and brings every next hop up to date.
     *
     * @param timeoutMs milliseconds at most, 0 for not to wait.
     * @return how many next hops have changed.
     */
    public int poll(final int timeoutMs) {
        notifications.await(waitMs(timeoutMs));
        receive();
        final long nowNs = clock.nanoTime();
        if (tablesStale && nowNs - nextLoadNs >= 0) {
            reload(nowNs);
        }
        final boolean lookUp = routesStale && nowNs - nextRoutesNs >= 0;
        if (lookUp) {
            routesStale = false;
            nextRoutesNs = nowNs + ROUTE_INTERVAL_NS;
        }
        int changed = 0;
        for (final NextHopResolver resolver : resolvers) {
            if (resolver.step(nowNs, lookUp)) {
                changed++;
            }
        }
        return changed;
    }

    /** Ends a {@link #poll} that waits, or the next one. Any thread. */
    public void wakeUp() {
        notifications.wakeUp();
    }

    private int waitMs(final int timeoutMs) {
        final long nowNs = clock.nanoTime();
        long waitNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        for (final NextHopResolver resolver : resolvers) {
            waitNs = Math.min(waitNs, resolver.dueNs() - nowNs);
        }
        if (routesStale) {
            waitNs = Math.min(waitNs, nextRoutesNs - nowNs);
        }
        if (tablesStale) {
            waitNs = Math.min(waitNs, nextLoadNs - nowNs);
        }
        return (int) Math.max(0, Math.ceilDiv(waitNs, TimeUnit.MILLISECONDS.toNanos(1)));
    }

    private void receive() {
        List<NetlinkMessage> messages = notifications.receive();
        for (int i = 0; i < DATAGRAMS_PER_POLL && !messages.isEmpty(); i++) {
            messages.forEach(this::apply);
            messages = notifications.receive();
        }
        messages.forEach(this::apply);
        if (notifications.takeOverrun()) {
            overruns++;
            tablesStale = true;
        }
    }

    private void apply(final NetlinkMessage message) {
        if (message.type() == Neighbour.RTM_NEWNEIGH || message.type() == Neighbour.RTM_DELNEIGH) {
            neighbours.apply(message);
        } else {
            // Whatever else these groups tell may change a route: links, addresses, rules, next hop objects, routes
            // themselves.
            links.apply(message);
            routesStale = true;
        }
    }

    private void reload(final long nowNs) {
        nextLoadNs = nowNs + RELOAD_INTERVAL_NS;
        try {
            load();
            tablesStale = false;
        } catch (final NetlinkException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    /**
     * How often the kernel had more to tell than it could hold back, so that its tables were read anew.
     *
     * @return a count since the start.
     */
    public long overruns() {
        return overruns;
    }

    @Override
    public void close() {
        requests.close();
        notifications.close();
    }
}
