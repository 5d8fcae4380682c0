package io.ringway.stack.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import io.ringway.xdp.NetworkDevice;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets on the loopback interface. */
class ReservedPortsTest {
    private static final int COUNT = 64;

    private static int[] ports(final ReservedPorts reserved) {
        return IntStream.range(0, reserved.count()).map(reserved::port).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void areNobodyElsesUntilClosed(final String text) throws Exception {
        final InetAddress address = InetAddress.ofLiteral(text);
        final int first;
        try (ReservedPorts reserved = ReservedPorts.open(address, COUNT, Optional.empty());
                ReservedPorts more = ReservedPorts.open(address, COUNT, Optional.empty())) {
            assertThat(IntStream.concat(IntStream.of(ports(reserved)), IntStream.of(ports(more)))
                            .distinct())
                    .hasSize(2 * COUNT)
                    .allMatch(port -> port >= 1_024 && port < 65_536);
            assertThat(ports(reserved))
                    .as("not one after the other")
                    .isNotEqualTo(IntStream.iterate(reserved.port(0), port -> port + 1)
                            .limit(COUNT)
                            .toArray());
            first = reserved.port(0);
            for (final int port : ports(reserved)) {
                assertThatThrownBy(() -> new DatagramSocket(port, address).close())
                        .isInstanceOf(BindException.class);
            }
        }
        new DatagramSocket(first, address).close();
    }

    @Test
    void refusesAnAddressThatNoInterfaceHas() {
        assertThatThrownBy(() -> ReservedPorts.open(InetAddress.ofLiteral("192.0.2.77"), COUNT, Optional.empty()))
                .isInstanceOf(SetupException.class)
                .hasMessage(
                        "64 source ports on 192.0.2.77: Cannot assign requested address (errno 99); no interface has this"
                                + " address, or its check for duplicates is not over: see 'ip address'");
    }

    @Test
    void refusesAnInterfaceThatIsNotThere() {
        assertThatThrownBy(() -> ReservedPorts.open(
                        InetAddress.ofLiteral("127.0.0.1"), 1, Optional.of(new NetworkDevice("nosuch0", 4_711))))
                .isInstanceOf(SetupException.class)
                .hasMessage("1 source ports on 127.0.0.1, interface nosuch0: No such device (errno 19); there is no"
                        + " interface of that name");
    }

    @Test
    void canBeBoundToAnInterface() {
        final InetAddress address = InetAddress.ofLiteral("127.0.0.1");
        try (ReservedPorts reserved = ReservedPorts.open(address, 2, NetworkDevice.find("lo"))) {
            assertThat(reserved.count()).isEqualTo(2);
            assertThat(reserved.address()).isEqualTo(address);
        }
    }
}
