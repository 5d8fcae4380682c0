package io.ringway.stack.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ringway.stack.route.netlink.Messages;
import io.ringway.stack.route.netlink.NetlinkMessage;
import io.ringway.stack.route.netlink.NetlinkRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Routes, neighbours and links, recorded from Linux 6.18 or built. */
class RouteMessagesTest {
    private static final String NEIGHBOURS = """
            4c0000001c000200070000009308000002000000030000008000000108000100c00002090a000200
            020000000009000008000400000000001400030004000000040000000400000000000000
            580000001c00020007000000930800000a00000003000000040000011400010020010db800000000
            00000000000000090a00020002000000000a00000800040000000000140003007217000002000000
            0200000000000000
            580000001c00020007000000930800000a000000030000004000000514000100ff02000000000000
            00000000000000160a0002003333000000160000080004000000000014000300811700001100000011
            00000000000000
            1400000003000200070000009308000000000000""";
    private static final String BY_GATEWAY = """
            7000000018000000070000009308000002200000fe0000010002000008000f00fe00000008000100
            cb007105080004000300000008000700c000020108000500c00002fe080019000000000024000c00
            0200000000000000000000000000000000000000000000000000000000000000""";
    private static final String BY_IPV6_GATEWAY = """
            8000000018000000070000009308000002200000fe0000010002000008000f00fe00000008000100
            c6336405080004000300000008000700c0000201160012000a0020010db800000000000000000000
            00090000080019000000000024000c00020000000000000000000000000000000000000000000000
            0000000000000000""";
    private static final String OWN_ADDRESS = """
            6800000018000000070000009308000002200000fe0000020002008008000f00fe00000008000100
            c0000201080004000100000008000700c0000201080019000000000024000c000100000000000000
            000000000000000000000000000000000000000000000000""";

    private static InetAddress address(final String text) {
        return InetAddress.ofLiteral(text);
    }

    private static Optional<Route> route(final String hexadecimal) {
        return Route.parse(Messages.recorded(hexadecimal).getFirst(), address("203.0.113.5"));
    }

    private static NetlinkMessage link(
            final int type, final int family, final int hardware, final int flags, final byte[] mac) {
        return Messages.built(new NetlinkRequest("link", type, 0)
                .putByte(family)
                .putByte(0)
                .putShort(hardware)
                .putInt(7)
                .putInt(flags)
                .putInt(0)
                .attribute(3, new byte[] {'e', 't', 'h', '0', 0})
                .attribute(1, mac));
    }

    private static NetlinkMessage neighbour(
            final int type, final int family, final int state, final int flags, final byte[] mac) {
        return Messages.built(new NetlinkRequest("neighbour", type, 0)
                .putByte(family)
                .putByte(0)
                .putShort(0)
                .putInt(3)
                .putShort(state)
                .putByte(flags)
                .putByte(1)
                .attribute(1, new byte[] {(byte) 192, 0, 2, 9})
                .attribute(2, mac));
    }

    @Test
    void readsNeighbours() {
        final List<Neighbour> neighbours = Messages.recorded(NEIGHBOURS).stream()
                .flatMap(message -> Neighbour.parse(message).stream())
                .toList();
        assertThat(neighbours)
                .containsExactly(
                        new Neighbour(3, address("192.0.2.9"), 128, 0x020000000009L),
                        new Neighbour(3, address("2001:db8::9"), 4, 0x02000000000aL),
                        new Neighbour(3, address("ff02::16"), 64, 0x333300000016L));
        assertThat(neighbours).allMatch(Neighbour::isUsable);
        assertThat(neighbours).extracting(Neighbour::isFixed).containsExactly(true, false, true);
    }

    @Test
    void usesANeighbourWhileTheKernelWould() {
        for (final int state : new int[] {2, 4, 8, 16, 64, 128}) {
            assertThat(new Neighbour(3, address("192.0.2.9"), state, 1).isUsable())
                    .as("state %d", state)
                    .isTrue();
            assertThat(new Neighbour(3, address("192.0.2.9"), state, 0).isUsable())
                    .as("state %d, no MAC address", state)
                    .isFalse();
        }
        for (final int state : new int[] {0, 1, 32}) {
            assertThat(new Neighbour(3, address("192.0.2.9"), state, 1).isUsable())
                    .as("state %d", state)
                    .isFalse();
        }
    }

    @Test
    void passesOverNeighboursOfOtherTables() {
        final byte[] mac = {2, 0, 0, 0, 0, 9};
        assertThat(Neighbour.parse(neighbour(28, 2, 2, 0, mac))).isPresent();
        assertThat(Neighbour.parse(neighbour(28, 7, 2, 0, mac)))
                .as("of a bridge")
                .isEmpty();
        assertThat(Neighbour.parse(neighbour(28, 2, 0, 8, mac))).as("proxy").isEmpty();
        assertThat(Neighbour.parse(neighbour(30, 2, 2, 0, mac))).as("a request").isEmpty();
        assertThat(Neighbour.parse(neighbour(28, 2, 2, 0, new byte[20])))
                .as("InfiniBand")
                .hasValueSatisfying(found -> assertThat(found.isUsable()).isFalse());
    }

    @Test
    void readsRoutes() {
        assertThat(route(BY_GATEWAY))
                .contains(new Route(
                        address("203.0.113.5"),
                        3,
                        Optional.of(address("192.0.2.254")),
                        Optional.of(address("192.0.2.1")),
                        ""));
        assertThat(route(BY_IPV6_GATEWAY).orElseThrow().nextHop()).isEqualTo(address("2001:db8::9"));
        assertThat(route(OWN_ADDRESS)).hasValueSatisfying(own -> {
            assertThat(own.isReachable()).isFalse();
            assertThat(own.unreachable()).isEqualTo("203.0.113.5 is this machine's own address");
        });
    }

    @Test
    void readsLinks() {
        final byte[] mac = {2, 0, 0, 0, 0, 7};
        assertThat(Link.parse(link(16, 0, 1, 0x10043, mac)))
                .contains(new Link(7, "eth0", true, true, true, 0x020000000007L));
        assertThat(Link.parse(link(16, 0, 1, 0x1003, mac)).orElseThrow().running())
                .isFalse();
        assertThat(Link.parse(link(16, 0, 65534, 0x41, new byte[0])))
                .contains(new Link(7, "eth0", false, true, true, 0));
        assertThat(Link.parse(link(17, 7, 1, 0x10043, mac)))
                .as("a port leaves a bridge")
                .isEmpty();
    }

    @Test
    void survivesWhatIsCutShort() {
        for (final String recorded : List.of(NEIGHBOURS, BY_GATEWAY, BY_IPV6_GATEWAY, OWN_ADDRESS)) {
            for (final NetlinkMessage whole : Messages.recorded(recorded)) {
                for (final NetlinkMessage cut : Messages.cuts(whole)) {
                    assertThatCode(() -> {
                                Neighbour.parse(cut);
                                Route.parse(cut, address("203.0.113.5"));
                                Link.parse(cut);
                            })
                            .as("type %d, %d bytes", cut.type(), cut.body().limit())
                            .doesNotThrowAnyException();
                }
            }
        }
        Messages.cuts(link(16, 0, 1, 1, new byte[6])).forEach(Link::parse);
    }
}
