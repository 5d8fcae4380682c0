package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.lab.Command;
import io.ringway.lab.Namespace;
import io.ringway.lab.VethPair;
import io.ringway.settings.backend.MacAddress;
import io.ringway.stack.route.NextHop;
import io.ringway.stack.route.NextHopTarget;
import io.ringway.stack.route.NextHops;
import io.ringway.stack.route.ReservedPorts;
import io.ringway.stack.route.Route;
import io.ringway.stack.route.RouteTable;
import io.ringway.stack.route.netlink.NetlinkSocket;
import io.ringway.xdp.NetworkDevice;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's routes, neighbours and ports on real veth pairs; backends are in the client's namespace. */
@Timeout(120)
class RouteTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int TIMEOUT_MS = 10_000;

    private static InetAddress address(final String text) {
        return InetAddress.ofLiteral(text);
    }

    private static NextHopTarget to(final String text) {
        return NextHopTarget.of(address(text));
    }

    private static NextHops open(final TestBench bench) throws Exception {
        return bench.add(NamespaceThread.call(bench.server(), NextHops::open));
    }

    private static long mac(final Namespace namespace, final String device) throws Exception {
        return NamespaceThread.call(
                namespace,
                () -> MacAddress.of(NetworkInterface.getByName(device).getHardwareAddress())
                        .bits());
    }

    private static int index(final Namespace namespace, final String device) throws Exception {
        return NamespaceThread.call(
                namespace, () -> NetworkDevice.find(device).orElseThrow().index());
    }

    /** Polls until it is so. */
    private static void await(
            final NextHops nextHops, final String what, final BooleanSupplier condition, final NextHop... seen) {
        final long deadlineNs = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError(what + " did not come true; seen last: "
                        + IntStream.range(0, seen.length)
                                .mapToObj(i ->
                                        seen[i].destination() + " " + seen[i].adjacency() + " " + seen[i].unresolved())
                                .collect(Collectors.joining(", ")));
            }
            nextHops.poll(100);
        }
    }

    private static void awaitMac(final NextHops nextHops, final long mac, final NextHop... all) {
        for (final NextHop nextHop : all) {
            await(nextHops, "MAC address " + new MacAddress(mac), () -> nextHop.mac() == mac, all);
        }
    }

    @Test
    void resolvesNeighboursOfBothFamilies() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(140, 1);
            final NextHops nextHops = open(bench);
            final NextHop ipv4 = nextHops.add(to("192.0.140.2"));
            final NextHop ipv6 = nextHops.add(to("2001:db8:140::2"));
            awaitMac(nextHops, mac(pair.client(), pair.clientInterface()), ipv4, ipv6);
            assertThat(ipv4.source()).contains(address("192.0.140.1"));
            assertThat(ipv6.source()).contains(address("2001:db8:140::1"));
            for (final NextHop nextHop : new NextHop[] {ipv4, ipv6}) {
                assertThat(nextHop.interfaceIndex()).isEqualTo(index(pair.server(), pair.serverInterface()));
                assertThat(nextHop.adjacency().ownMac()).isEqualTo(mac(pair.server(), pair.serverInterface()));
                assertThat(nextHop.unresolved()).isEmpty();
            }
        }
    }

    @Test
    void followsRoutesThroughGateways() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(141, 1);
            final VethPair other = bench.join(142, 1);
            final NextHops nextHops = open(bench);
            final NextHop ipv4 = nextHops.add(to("198.51.100.5"));
            final NextHop ipv6 = nextHops.add(to("2001:db8:5::5"));
            assertThat(ipv4.mac()).isZero();
            assertThat(ipv4.unresolved()).isEqualTo("route to 198.51.100.5: Network is unreachable (errno 101)");
            bench.server().run("ip route add 198.51.100.0/24 via 192.0.141.2");
            bench.server().run("ip route add 2001:db8:5::/48 via 2001:db8:141::2");
            awaitMac(nextHops, mac(pair.client(), pair.clientInterface()), ipv4, ipv6);
            assertThat(ipv4.source()).contains(address("192.0.141.1"));
            bench.server().run("ip route replace 198.51.100.0/24 via inet6 2001:db8:142::2 dev rws142 src 192.0.142.1");
            bench.server().run("ip route replace 2001:db8:5::/48 via 2001:db8:142::2");
            awaitMac(nextHops, mac(other.client(), other.clientInterface()), ipv4, ipv6);
            assertThat(ipv4.source()).contains(address("192.0.142.1"));
            assertThat(ipv6.source()).contains(address("2001:db8:142::1"));
            assertThat(ipv6.interfaceIndex()).isEqualTo(index(other.server(), other.serverInterface()));
            bench.server().run("ip route delete 198.51.100.0/24");
            await(nextHops, "no route", () -> ipv4.mac() == 0, ipv4);
        }
    }

    @Test
    void followsANeighbourThatAnnouncesItsNewAddress() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(143, 1);
            bench.client().run("sysctl -qw net.ipv4.conf.rwc143.arp_notify=1 net.ipv6.conf.rwc143.ndisc_notify=1");
            // Else an entry that is younger than a second is not replaced.
            bench.server().run("sysctl -qw net.ipv4.neigh.rws143.locktime=0");
            final NextHops nextHops = open(bench);
            final NextHop ipv4 = nextHops.add(to("192.0.143.2"));
            final NextHop ipv6 = nextHops.add(to("2001:db8:143::2"));
            awaitMac(nextHops, mac(pair.client(), pair.clientInterface()), ipv4, ipv6);
            bench.client().run("ip link set rwc143 address 02:00:00:00:14:03");
            awaitMac(nextHops, 0x020000001403L, ipv4, ipv6);
            bench.server().run("ip link set rws143 address 02:00:00:00:14:04");
            await(nextHops, "own MAC address", () -> ipv4.adjacency().ownMac() == 0x020000001404L, ipv4);
        }
    }

    @Test
    void noticesANeighbourThatMovesInSilence() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(144, 1);
            for (final String family : new String[] {"ipv4", "ipv6"}) {
                final String prefix = "net." + family + ".neigh.rws144.";
                bench.server()
                        .run("sysctl -qw " + prefix + "base_reachable_time_ms=1000 " + prefix
                                + "delay_first_probe_time=1 " + prefix + "retrans_time_ms=100");
            }
            final NextHops nextHops = open(bench);
            final NextHop ipv4 = nextHops.add(to("192.0.144.2"));
            final NextHop ipv6 = nextHops.add(to("2001:db8:144::2"));
            awaitMac(nextHops, mac(pair.client(), pair.clientInterface()), ipv4, ipv6);
            bench.client().run("sysctl -qw net.ipv6.conf.rwc144.ndisc_notify=0 net.ipv4.conf.rwc144.arp_notify=0");
            bench.client().run("ip link set rwc144 address 02:00:00:00:14:04");
            awaitMac(nextHops, 0x020000001404L, ipv4, ipv6);
        }
    }

    @Test
    void givesUpAndTakesUpWithTheLink() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(145, 1);
            final long mac = mac(pair.client(), pair.clientInterface());
            final NextHops nextHops = open(bench);
            final NextHop nextHop = nextHops.add(new NextHopTarget(
                    address("192.0.145.2"),
                    Optional.empty(),
                    OptionalInt.of(index(pair.server(), pair.serverInterface())),
                    Optional.empty()));
            awaitMac(nextHops, mac, nextHop);
            bench.server().run("ip link set rws145 down");
            await(
                    nextHops,
                    "down",
                    () -> nextHop.mac() == 0 && nextHop.unresolved().equals("rws145 is down"),
                    nextHop);
            bench.server().run("ip link set rws145 up");
            awaitMac(nextHops, mac, nextHop);
            bench.client().run("ip link set rwc145 down");
            await(nextHops, "cable out", () -> nextHop.unresolved().equals("rws145 has no carrier"), nextHop);
            bench.client().run("ip link set rwc145 up");
            awaitMac(nextHops, mac, nextHop);
            bench.server().run("ip link delete rws145");
            await(nextHops, "gone", () -> nextHop.mac() == 0, nextHop);
        }
    }

    @Test
    void resolvesABackendThatComesLate() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(146, 1);
            final NextHops nextHops = open(bench);
            final NextHop ipv4 = nextHops.add(to("192.0.146.77"));
            final NextHop ipv6 = nextHops.add(to("2001:db8:146::77"));
            for (final NextHop nextHop : new NextHop[] {ipv4, ipv6}) {
                await(
                        nextHops,
                        "found silent",
                        () -> nextHop.unresolved().endsWith(" on rws146 does not answer"),
                        nextHop);
            }
            pair.addAddresses("192.0.146.99/24", "192.0.146.77/24");
            pair.addAddresses("2001:db8:146::99/64", "2001:db8:146::77/64");
            awaitMac(nextHops, mac(pair.client(), pair.clientInterface()), ipv4, ipv6);
        }
    }

    @Test
    void takesPermanentEntriesAndLeavesThemAlone() throws Exception {
        try (TestBench bench = new TestBench()) {
            bench.join(147, 1);
            final NextHops nextHops = open(bench);
            final NextHop nextHop = nextHops.add(to("192.0.147.9"));
            assertThat(nextHop.mac()).isZero();
            bench.server().run("ip neigh replace 192.0.147.9 lladdr 02:00:00:00:00:09 dev rws147 nud permanent");
            awaitMac(nextHops, 0x020000000009L, nextHop);
            bench.server().run("ip neigh replace 192.0.147.9 lladdr 02:00:00:00:00:0a dev rws147 nud permanent");
            awaitMac(nextHops, 0x02000000000aL, nextHop);
            final NextHop second = nextHops.add(to("192.0.147.9"));
            assertThat(second.mac()).isEqualTo(0x02000000000aL);
            assertThat(bench.server().run("ip neigh show to 192.0.147.9")).contains("PERMANENT");
            bench.server().run("ip neigh delete 192.0.147.9 dev rws147");
            await(nextHops, "deleted", () -> nextHop.mac() == 0 && second.mac() == 0, nextHop, second);
        }
    }

    @Test
    void asksForRoutesAsThePacketsWouldGo() throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(148, 1);
            final VethPair other = bench.join(149, 1);
            pair.addAddresses("192.0.148.11/24", "192.0.148.12/24");
            bench.server().run("ip route add 198.51.100.0/24 via 192.0.148.2 src 192.0.148.11");
            bench.server().run("ip route add blackhole 203.0.113.0/24");
            bench.server().run("ip route add unreachable 2001:db8:bad::/48");
            bench.server().run("ip rule add from 192.0.149.1 table 100");
            bench.server().run("ip route add 198.51.100.0/24 via 192.0.149.2 table 100");
            final RouteTable routes =
                    new RouteTable(bench.add(NamespaceThread.call(bench.server(), NetlinkSocket::forRequests)));
            final int index = index(pair.server(), pair.serverInterface());
            final int otherIndex = index(other.server(), other.serverInterface());
            assertThat(routes.to(address("198.51.100.5"), Optional.empty(), OptionalInt.empty()))
                    .isEqualTo(new Route(
                            address("198.51.100.5"),
                            index,
                            Optional.of(address("192.0.148.2")),
                            Optional.of(address("192.0.148.11")),
                            ""));
            assertThat(routes.to(address("198.51.100.5"), Optional.of(address("192.0.149.1")), OptionalInt.empty()))
                    .as("by a rule for the source")
                    .isEqualTo(new Route(
                            address("198.51.100.5"),
                            otherIndex,
                            Optional.of(address("192.0.149.2")),
                            Optional.of(address("192.0.149.1")),
                            ""));
            assertThat(routes.to(address("2001:db8:148::2"), Optional.empty(), OptionalInt.of(index)))
                    .isEqualTo(new Route(
                            address("2001:db8:148::2"),
                            index,
                            Optional.empty(),
                            Optional.of(address("2001:db8:148::1")),
                            ""));
            for (final String text :
                    new String[] {"203.0.113.5", "2001:db8:bad::1", "192.0.148.1", "224.0.0.9", "192.0.148.255"}) {
                assertThat(routes.to(address(text), Optional.empty(), OptionalInt.empty()))
                        .as(text)
                        .satisfies(route -> {
                            assertThat(route.isReachable()).isFalse();
                            assertThat(route.unreachable()).contains(text);
                        });
            }
            assertThat(routes.to(address("198.51.100.5"), Optional.of(address("192.0.2.77")), OptionalInt.empty())
                            .unreachable())
                    .startsWith("route to 198.51.100.5 from 192.0.2.77: ");
        }
    }

    @Test
    void readsTheTableAnewWhenItChangesFasterThanItIsFollowed() throws Exception {
        try (TestBench bench = new TestBench()) {
            bench.join(150, 1);
            final NextHops nextHops = open(bench);
            final NextHop nextHop = nextHops.add(to("192.0.150.9"));
            final Path batch = bench.folder().resolve("neighbours");
            Files.writeString(
                    batch,
                    IntStream.range(0, 6_000)
                                    .mapToObj(i -> "neigh replace 10.0." + i / 250 + "." + (i % 250 + 1)
                                            + " lladdr 02:00:00:00:00:01 dev rws150 nud permanent\n")
                                    .collect(Collectors.joining())
                            + "neigh replace 192.0.150.9 lladdr 02:00:00:00:00:09 dev rws150 nud permanent\n");
            Command.run("ip -n " + bench.server().name() + " -batch " + batch);
            awaitMac(nextHops, 0x020000000009L, nextHop);
            assertThat(nextHops.overruns()).isPositive();
        }
    }

    /** Packets keep their order on a veth pair: when the answer for the free port is there, one for the reserved port would be. */
    @ParameterizedTest
    @ValueSource(strings = {"192.0.151.1", "2001:db8:151::1"})
    void keepsTheKernelFromAnsweringStrays(final String text) throws Exception {
        try (TestBench bench = new TestBench()) {
            final VethPair pair = bench.join(151, 1);
            final ReservedPorts reserved = NamespaceThread.call(
                    pair.server(),
                    () -> ReservedPorts.open(address(text), 4, NetworkDevice.find(pair.serverInterface())));
            final int freePort;
            try (ReservedPorts brief =
                    NamespaceThread.call(pair.server(), () -> ReservedPorts.open(address(text), 1, Optional.empty()))) {
                freePort = brief.port(0);
            }
            final DatagramSocket toReserved = connect(bench, text, reserved.port(3));
            final DatagramSocket toFree = connect(bench, text, freePort);
            for (int i = 0; i < 3; i++) {
                toReserved.send(new DatagramPacket(new byte[1_000], 1_000));
            }
            assertThatThrownBy(() -> ask(toFree, TIMEOUT_MS)).isInstanceOf(PortUnreachableException.class);
            assertThatThrownBy(() -> ask(toReserved, 1))
                    .as("nothing came, and nothing comes now")
                    .isInstanceOf(SocketTimeoutException.class);
            reserved.close();
            assertThatThrownBy(() -> ask(toReserved, TIMEOUT_MS)).isInstanceOf(PortUnreachableException.class);
        }
    }

    private static DatagramSocket connect(final TestBench bench, final String text, final int port) throws Exception {
        final DatagramSocket socket = bench.add(NamespaceThread.call(bench.client(), () -> new DatagramSocket()));
        socket.connect(new InetSocketAddress(address(text), port));
        return socket;
    }

    private static void ask(final DatagramSocket socket, final int timeoutMs) throws Exception {
        socket.setSoTimeout(timeoutMs);
        socket.send(new DatagramPacket(new byte[1], 1));
        socket.receive(new DatagramPacket(new byte[64], 64));
    }
}
