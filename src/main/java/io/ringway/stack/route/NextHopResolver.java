package io.ringway.stack.route;

import io.ringway.settings.AddressText;
import io.ringway.settings.backend.MacAddress;
import io.ringway.stack.route.netlink.NetlinkException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one {@link NextHop} right: route, then link, then neighbour. Belongs to the thread of {@link NextHops}.
 *
 * <p>A neighbour that is not resolved is used (see {@link NeighbourTable#use}) at once, after 100 ms, and after twice as long each time up to a
 * second. One that is resolved is used every three seconds: frames of AF_XDP tell the kernel nothing, and an entry that nobody uses is never
 * confirmed again and at last thrown away. The route is asked for again as often, since redirects announce themselves to nobody.
 */
final class NextHopResolver {
    /** How often a resolved neighbour is used and the route asked for, nanoseconds. */
    static final long REFRESH_NS = TimeUnit.SECONDS.toNanos(3);

    /** Between the first two attempts, nanoseconds. */
    static final long FIRST_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Between later attempts, nanoseconds. */
    static final long LONGEST_RETRY_NS = TimeUnit.SECONDS.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(NextHopResolver.class);

    private final NextHopTarget target;
    private final NextHop nextHop;
    private final RouteTable routes;
    private final LinkTable links;
    private final NeighbourTable neighbours;
    private final String name;

    private Route route;
    private long nextLookupNs;
    private long nextUseNs;
    private long retryNs = FIRST_RETRY_NS;
    private boolean resolved;
    private String reported = "";
    private String refused = "";

    NextHopResolver(
            final NextHopTarget target,
            final RouteTable routes,
            final LinkTable links,
            final NeighbourTable neighbours,
            final long nowNs) {
        this.target = target;
        this.routes = routes;
        this.links = links;
        this.neighbours = neighbours;
        name = AddressText.of(target.destination());
        route = Route.unreachable(target.destination(), "no route known yet");
        nextLookupNs = nowNs;
        nextUseNs = nowNs;
        nextHop = new NextHop(target.destination(), adjacency(0, 0));
    }

    NextHop nextHop() {
        return nextHop;
    }

    /** When {@link #step} has something to do without being told of a change, on the clock of {@code nowNs}. */
    long dueNs() {
        return asksNeighbour() && nextUseNs - nextLookupNs < 0 ? nextUseNs : nextLookupNs;
    }

    /** Looks at everything again; returns whether what packet threads see has changed. */
    boolean step(final long nowNs, final boolean routesChanged) {
        if (routesChanged || nowNs - nextLookupNs >= 0) {
            lookUp(nowNs);
        }
        if (asksNeighbour()) {
            useNeighbour(nowNs);
        } else {
            resolved = false;
            nextUseNs = nowNs;
            retryNs = FIRST_RETRY_NS;
        }
        final String obstacle = obstacle();
        final Optional<Neighbour> neighbour = obstacle.isEmpty() ? neighbour() : Optional.empty();
        final long mac = target.mac()
                .map(MacAddress::bits)
                .or(() -> neighbour.filter(Neighbour::isUsable).map(Neighbour::mac))
                .orElse(0L);
        final long ownMac = links.find(interfaceIndex()).map(Link::mac).orElse(0L);
        final boolean silent =
                neighbour.filter(it -> it.state() == Neighbour.NUD_FAILED).isPresent();
        final String reason =
                obstacle.isEmpty() ? nextHopText() + (silent ? " does not answer" : " is asked") : obstacle;
        return publish(adjacency(mac, ownMac), mac == 0 ? reason : "", silent || !obstacle.isEmpty());
    }

    private void lookUp(final long nowNs) {
        nextLookupNs = nowNs + REFRESH_NS;
        try {
            final Route found = routes.to(target.destination(), target.source(), target.interfaceIndex());
            if (!found.equals(route)) {
                route = found;
                nextUseNs = nowNs;
                retryNs = FIRST_RETRY_NS;
            }
        } catch (final NetlinkException e) {
            // What was known goes on until the kernel answers again.
            LOG.warn("{}", e.getMessage());
        }
    }

    private boolean asksNeighbour() {
        return target.mac().isEmpty() && obstacle().isEmpty();
    }

    private Optional<Neighbour> neighbour() {
        return neighbours.find(route.interfaceIndex(), route.nextHop());
    }

    private void useNeighbour(final long nowNs) {
        final boolean usable = neighbour().filter(Neighbour::isUsable).isPresent();
        if (usable != resolved) {
            resolved = usable;
            retryNs = FIRST_RETRY_NS;
            nextUseNs = usable ? nowNs + REFRESH_NS : nowNs;
        }
        if (nowNs - nextUseNs < 0) {
            return;
        }
        nextUseNs = nowNs + (usable ? REFRESH_NS : retryNs);
        retryNs = Math.min(2 * retryNs, LONGEST_RETRY_NS);
        try {
            neighbours.use(route.interfaceIndex(), route.nextHop());
            refused = "";
        } catch (final NetlinkException e) {
            if (!e.getMessage().equals(refused)) {
                refused = e.getMessage();
                LOG.warn(
                        "{}; until then its MAC address is known only while the kernel's own packets use it, such as health checks",
                        refused);
            }
        }
    }

    /** Why no neighbour is asked, empty when one is. That a link is down says more than that there is no route, which follows from it. */
    private String obstacle() {
        final Optional<Link> found = links.find(interfaceIndex());
        if (found.isPresent() && !found.get().running()) {
            return found.get().name() + (found.get().up() ? " has no carrier" : " is down");
        }
        if (!route.isReachable()) {
            return route.unreachable();
        }
        if (found.isEmpty()) {
            return "interface " + route.interfaceIndex() + " is gone";
        }
        return found.get().ethernet() ? "" : found.get().name() + " carries no Ethernet frames";
    }

    private int interfaceIndex() {
        return route.isReachable()
                ? route.interfaceIndex()
                : target.interfaceIndex().orElse(0);
    }

    private String nextHopText() {
        return AddressText.of(route.nextHop()) + " on "
                + links.find(route.interfaceIndex()).map(Link::name).orElse("no interface");
    }

    private Adjacency adjacency(final long mac, final long ownMac) {
        return new Adjacency(mac, ownMac, interfaceIndex(), target.source().or(route::source));
    }

    /** A neighbour that does not answer is asked again and again: only a {@code settled} reason is worth a line, and once. */
    private boolean publish(final Adjacency now, final String reason, final boolean settled) {
        final Adjacency before = nextHop.adjacency();
        nextHop.publish(now, reason);
        final boolean changed = now.mac() != before.mac();
        if (changed && now.mac() != 0) {
            LOG.info(
                    "{}: MAC address {} {}, {}",
                    name,
                    new MacAddress(now.mac()),
                    target.mac().isPresent() ? "as configured" : "of " + nextHopText(),
                    before.mac() == 0 ? "not known before" : "before " + new MacAddress(before.mac()));
            reported = "";
        } else if (now.mac() == 0 && (changed || settled) && !reason.equals(reported)) {
            LOG.info("{}: no MAC address, its queries take the kernel's stack: {}", name, reason);
            reported = reason;
        }
        return !now.equals(before);
    }
}
