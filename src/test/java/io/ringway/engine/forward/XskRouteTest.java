package io.ringway.engine.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.backend.UnpredictableNumbers;
import io.ringway.wire.forward.BackendEndpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which source ports a route chooses, and what it takes. */
class XskRouteTest {
    private static final int MTU = 1_500;
    private static final int DRAWS = 1_000;

    private final UnpredictableNumbers numbers = new UnpredictableNumbers();
    private final BackendEndpoint endpoint = endpoint("192.0.2.1", "192.0.2.2");
    private final XskRoute route = new XskRoute(endpoint, 3, MTU, new int[] {40_000, 50_000, 60_000, 61_000}, 100);

    private static BackendEndpoint endpoint(final String own, final String backend) {
        return new BackendEndpoint(
                1, InetAddress.ofLiteral(own), new InetSocketAddress(InetAddress.ofLiteral(backend), 53), 0);
    }

    private Set<Integer> drawn() {
        final Set<Integer> drawn = new TreeSet<>();
        for (int i = 0; i < DRAWS; i++) {
            drawn.add(route.choosePort(numbers));
        }
        return drawn;
    }

    @Test
    void choosesAmongAllPortsOfWhichNothingIsKnown() {
        assertThat(drawn()).containsExactly(100, 101, 102, 103);
        assertThat(route.sourcePort(100)).isEqualTo(40_000);
        assertThat(route.sourcePort(103)).isEqualTo(61_000);
    }

    @Test
    void leavesPortsWhoseResponsesCameElsewhere() {
        route.cameElsewhere(101);
        assertThat(drawn()).containsExactly(100, 102, 103);
        route.cameElsewhere(101);
        assertThat(drawn()).containsExactly(100, 102, 103);
        route.cameElsewhere(103);
        assertThat(drawn()).containsExactly(100, 102);
        route.cameElsewhere(100);
        assertThat(drawn()).containsExactly(102);
    }

    @Test
    void keepsTheLastPortWhateverComes() {
        for (int port = 100; port <= 103; port++) {
            route.cameElsewhere(port);
        }
        assertThat(drawn()).containsExactly(103);
    }

    @Test
    void takesWhatFitsIntoOnePacketOnceTheNextHopIsKnown() {
        assertThat(route.takes(100)).as("without a next hop").isFalse();
        endpoint.nextHopMac(2);
        assertThat(route.takes(MTU - 28)).isTrue();
        assertThat(route.takes(MTU - 27)).isFalse();
        final BackendEndpoint ipv6 = endpoint("2001:db8::1", "2001:db8::2");
        ipv6.nextHopMac(2);
        final XskRoute routeV6 = new XskRoute(ipv6, 1, MTU, new int[] {40_000}, 0);
        assertThat(routeV6.takes(MTU - 48)).isTrue();
        assertThat(routeV6.takes(MTU - 47)).isFalse();
    }
}
