package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which worker a destination leads to. */
class DispatcherTest {
    private static final int NOBODY = -1;

    private final Dispatcher dispatcher = new Dispatcher(List.of(
            at("0.0.0.0", 53), at("192.0.2.53", 53), at("192.0.2.53", 5353), at("::", 53), at("2001:db8::53", 53)));

    @Test
    void prefersTheExactAddressToTheWildcard() {
        assertThat(workerOf("192.0.2.53", 53)).isEqualTo(1);
        assertThat(workerOf("192.0.2.54", 53)).isEqualTo(0);
        assertThat(workerOf("2001:db8::53", 53)).isEqualTo(4);
        assertThat(workerOf("2001:db8::54", 53)).isEqualTo(3);
    }

    @Test
    void looksAtThePort() {
        assertThat(workerOf("192.0.2.53", 5353)).isEqualTo(2);
        assertThat(workerOf("192.0.2.54", 5353)).isEqualTo(NOBODY);
        assertThat(workerOf("2001:db8::53", 5353)).isEqualTo(NOBODY);
    }

    @Test
    void comparesBothHalvesOfAnIpv6Address() {
        assertThat(workerOf("2001:db9::53", 53)).isEqualTo(3);
        assertThat(workerOf("2001:db8::1:0:0:53", 53)).isEqualTo(3);
    }

    @Test
    void keepsTheVersionsApart() {
        final Dispatcher v6Only = new Dispatcher(List.of(at("::", 53), at("::c000:235", 53)));
        assertThat(workerOf(v6Only, packetTo("192.0.2.53", 53))).isEqualTo(NOBODY);
        final Dispatcher v4Only = new Dispatcher(List.of(at("0.0.0.0", 53), at("192.0.2.53", 53)));
        assertThat(workerOf(v4Only, packetTo("2001:db8::53", 53))).isEqualTo(NOBODY);
    }

    @Test
    void givesPacketsWithoutADestinationToTheFirst() {
        assertThat(workerOf(dispatcher, new byte[] {1, 2, 3})).isZero();
    }

    @Test
    void givesResponsesToTheWorkerWhosePortTheyComeTo() {
        final Dispatcher forwarding =
                new Dispatcher(List.of(at("192.0.2.53", 53)), Map.of(40_000, 1, 40_001, 2, 65_535, 1));
        assertThat(workerOf(forwarding, packetTo("192.0.2.53", 53))).isZero();
        assertThat(workerOf(forwarding, packetTo("192.0.2.53", 40_000))).isEqualTo(1);
        assertThat(workerOf(forwarding, packetTo("2001:db8::1", 40_001))).isEqualTo(2);
        assertThat(workerOf(forwarding, packetTo("2001:db8::1", 65_535))).isEqualTo(1);
        assertThat(workerOf(forwarding, packetTo("192.0.2.53", 40_002))).isEqualTo(NOBODY);
    }

    private int workerOf(final String address, final int port) {
        return workerOf(dispatcher, packetTo(address, port));
    }

    private static int workerOf(final Dispatcher dispatcher, final byte[] packet) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment frame = arena.allocateFrom(ValueLayout.JAVA_BYTE, packet);
            return dispatcher.workerOf(frame.address(), packet.length);
        }
    }

    private static byte[] packetTo(final String address, final int port) {
        final InetSocketAddress server = at(address, port);
        final boolean v6 = server.getAddress().getAddress().length == 16;
        return new PacketBuilder(Queries.message(1).toWire())
                .from(v6 ? PacketBuilder.CLIENT_V6 : PacketBuilder.CLIENT_V4)
                .to(server)
                .build();
    }

    private static InetSocketAddress at(final String address, final int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }
}
