package io.ringway.stack.route;

import static io.ringway.stack.route.FakeNetlink.INTERFACE;
import static io.ringway.stack.route.FakeNetlink.OWN_MAC;
import static io.ringway.stack.route.FakeNetlink.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringway.settings.backend.MacAddress;
import io.ringway.stack.route.netlink.NetlinkException;
import io.ringway.stack.route.netlink.NetlinkMessage;
import io.ringway.stack.route.netlink.NetlinkRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A kernel and a clock that the test drives by hand. */
class NextHopsTest {
    private static final InetAddress BACKEND = InetAddress.ofLiteral("192.0.2.9");
    private static final long MAC = 0x020000000009L;
    private static final long OTHER_MAC = 0x02000000000aL;
    private static final int REACHABLE = 2;
    private static final int FAILED = 32;
    private static final int PERMANENT = 128;

    private final Logger logger = (Logger) LoggerFactory.getLogger(NextHopResolver.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final FakeNetlink kernel = new FakeNetlink(BACKEND);
    private long nowNs = Long.MAX_VALUE - 1;
    private final NextHops nextHops = new NextHops(kernel, kernel, () -> nowNs);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void endListening() {
        logger.detachAppender(log);
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private int poll(final long afterMs) {
        nowNs += TimeUnit.MILLISECONDS.toNanos(afterMs);
        return nextHops.poll(60_000);
    }

    @Test
    void knowsAtOnceWhatTheKernelKnows() {
        kernel.tellNeighbour(REACHABLE, MAC);
        poll(0);
        final NextHop nextHop = nextHops.add(NextHopTarget.of(BACKEND));
        assertThat(nextHop.adjacency())
                .isEqualTo(new Adjacency(MAC, OWN_MAC, INTERFACE, Optional.of(InetAddress.ofLiteral("192.0.2.1"))));
        assertThat(nextHop.unresolved()).isEmpty();
        assertThat(kernel.takeOrders()).isEmpty();
    }

    @Test
    void makesTheKernelResolveWithLongerAndLongerWaits() {
        final NextHop nextHop = nextHops.add(NextHopTarget.of(BACKEND));
        assertThat(nextHop.mac()).isZero();
        assertThat(nextHop.unresolved()).isEqualTo("192.0.2.9 on eth0 is asked");
        assertThat(kernel.takeOrders()).singleElement().satisfies(order -> {
            assertThat(order.flags()).isEqualTo(1 | NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_EXCL);
            assertThat(order.body().getInt(4)).isEqualTo(INTERFACE);
            assertThat(order.body().getShort(8)).as("NUD_NONE").isZero();
            assertThat(order.body().get(10)).as("NTF_USE").isEqualTo((byte) 1);
        });
        for (final int waitMs : new int[] {100, 200, 400, 800, 1_000, 1_000, 1_000}) {
            poll(waitMs - 1);
            assertThat(kernel.takeOrders()).as("%d ms less one", waitMs).isEmpty();
            poll(1);
            assertThat(kernel.takeOrders()).as("%d ms", waitMs).hasSize(1);
        }
        kernel.tellNeighbour(REACHABLE, MAC);
        assertThat(poll(0)).isEqualTo(1);
        assertThat(nextHop.mac()).isEqualTo(MAC);
        assertThat(poll(0)).isZero();
    }

    @Test
    void sleepsUntilSomethingIsDue() {
        nextHops.add(NextHopTarget.of(BACKEND));
        poll(0);
        poll(0);
        assertThat(kernel.waitedMs()).isEqualTo(100);
        kernel.tellNeighbour(REACHABLE, MAC);
        poll(0);
        poll(0);
        assertThat(kernel.waitedMs()).isEqualTo(3_000);
        poll(10_000);
        assertThat(nextHops.poll(5)).isZero();
        assertThat(kernel.waitedMs()).isEqualTo(5);
    }

    @Test
    void keepsAnEntryFreshThatOnlyFramesUse() {
        kernel.tellNeighbour(REACHABLE, MAC);
        poll(0);
        nextHops.add(NextHopTarget.of(BACKEND));
        for (int i = 0; i < 5; i++) {
            poll(2_999);
            assertThat(kernel.takeOrders()).isEmpty();
            poll(1);
            assertThat(kernel.takeOrders())
                    .singleElement()
                    .extracting(NetlinkMessage::flags)
                    .as("makes no new entry")
                    .isEqualTo(1);
        }
    }

    @Test
    void leavesAPermanentEntryAlone() {
        kernel.tellNeighbour(PERMANENT, MAC);
        poll(0);
        final NextHop nextHop = nextHops.add(NextHopTarget.of(BACKEND));
        poll(10_000);
        assertThat(kernel.takeOrders()).isEmpty();
        assertThat(nextHop.mac()).isEqualTo(MAC);
    }

    @Test
    void saysEachChangeOnce() {
        nextHops.add(NextHopTarget.of(BACKEND));
        kernel.tellNeighbour(REACHABLE, MAC);
        poll(0);
        poll(5_000);
        kernel.tellNeighbour(REACHABLE, OTHER_MAC);
        poll(0);
        for (int i = 0; i < 3; i++) {
            kernel.tellNeighbour(FAILED, 0);
            poll(5_000);
            kernel.tellNeighbour(1, 0);
            poll(0);
        }
        assertThat(lines())
                .containsExactly(
                        "192.0.2.9: MAC address 02:00:00:00:00:09 of 192.0.2.9 on eth0, not known before",
                        "192.0.2.9: MAC address 02:00:00:00:00:0a of 192.0.2.9 on eth0, before 02:00:00:00:00:09",
                        "192.0.2.9: no MAC address, its queries take the kernel's stack: 192.0.2.9 on eth0 does not answer");
    }

    @Test
    void givesUpAnAddressBehindALinkThatIsDown() {
        kernel.tellNeighbour(PERMANENT, MAC);
        poll(0);
        final NextHop nextHop = nextHops.add(NextHopTarget.of(BACKEND));
        kernel.tellLink(1);
        assertThat(poll(0)).isEqualTo(1);
        assertThat(nextHop.mac()).isZero();
        assertThat(nextHop.unresolved()).isEqualTo("eth0 has no carrier");
        kernel.tellLink(0);
        poll(0);
        assertThat(nextHop.unresolved()).isEqualTo("eth0 is down");
        kernel.tellLink(RUNNING);
        poll(0);
        assertThat(nextHop.mac()).isEqualTo(MAC);
    }

    @Test
    void looksRoutesUpAgainTenTimesASecondAtMost() {
        nextHops.add(NextHopTarget.of(BACKEND));
        poll(1_000);
        final int before = kernel.lookups();
        for (int i = 0; i < 100; i++) {
            kernel.tellRoute();
            poll(10);
        }
        assertThat(kernel.lookups() - before).isBetween(9, 11);
    }

    @Test
    void readsTablesAnewAfterALoss() {
        final NextHop nextHop = nextHops.add(NextHopTarget.of(BACKEND));
        kernel.tellNeighbour(REACHABLE, MAC);
        kernel.loseNotifications();
        poll(0);
        assertThat(nextHop.mac()).isEqualTo(MAC);
        assertThat(nextHops.overruns()).isEqualTo(1);
        assertThat(kernel.dumps()).isEqualTo(4);
        poll(10_000);
        assertThat(kernel.dumps()).isEqualTo(4);
    }

    @Test
    void keepsAnAddressThatAnOperatorGave() {
        final NextHop nextHop = nextHops.add(new NextHopTarget(
                BACKEND, Optional.empty(), OptionalInt.of(INTERFACE), Optional.of(new MacAddress(OTHER_MAC))));
        kernel.tellNeighbour(REACHABLE, MAC);
        poll(10_000);
        assertThat(nextHop.mac()).isEqualTo(OTHER_MAC);
        assertThat(nextHop.adjacency().ownMac()).isEqualTo(OWN_MAC);
        assertThat(kernel.takeOrders()).isEmpty();
        kernel.tellLink(0);
        poll(0);
        assertThat(nextHop.mac()).isEqualTo(OTHER_MAC);
        assertThat(lines()).containsExactly("192.0.2.9: MAC address 02:00:00:00:00:0a as configured, not known before");
    }

    @Test
    void saysOnceThatItMayNotResolve() {
        nextHops.add(NextHopTarget.of(BACKEND));
        kernel.refuse(new NetlinkException("resolve neighbour 192.0.2.9", NetlinkException.EPERM, ""));
        for (int i = 0; i < 10; i++) {
            poll(1_000);
        }
        assertThat(lines().stream().filter(line -> line.startsWith("resolve")))
                .containsExactly("resolve neighbour 192.0.2.9: Operation not permitted (errno 1); run as root, or give"
                        + " CAP_NET_ADMIN; until then its MAC address is known only while the kernel's own packets use it, such"
                        + " as health checks");
    }

    @Test
    void forgetsWhatIsRemoved() {
        final NextHop nextHop = nextHops.add(NextHopTarget.of(BACKEND));
        nextHops.remove(nextHop);
        kernel.takeOrders();
        kernel.tellNeighbour(REACHABLE, MAC);
        assertThat(poll(10_000)).isZero();
        assertThat(kernel.takeOrders()).isEmpty();
    }
}
