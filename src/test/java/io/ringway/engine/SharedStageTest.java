package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.observe.CounterDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router with several workers on one thread. */
class SharedStageTest {
    private static final InetSocketAddress ANY_V4 = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 53);
    private static final InetSocketAddress ANY_V6 = new InetSocketAddress(InetAddress.ofLiteral("::"), 53);

    @TempDir
    private Path folder;

    @Test
    void answersInOneDutyCycleWhatItReceives() {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            rig.deliver(0, 10);
            assertThat(rig.stage.hasWork()).isTrue();
            assertThat(rig.stage.doWork())
                    .as("received, decided, answered, completed")
                    .isEqualTo(40);
            rig.assertDrained();
            assertThat(rig.sent).hasSize(10).allMatch(WirePacket::isConsistent);
            assertThat(rig.stage.hasWork()).isFalse();
            assertThat(rig.stage.doWork()).isZero();
        }
    }

    @Test
    void givesEveryWorkerThePacketsOfItsDestination() {
        try (QueueRig rig = new QueueRig.Plan(folder)
                .destinations(ANY_V4, ANY_V6, PacketBuilder.SERVER_V4, PacketBuilder.SERVER_V6)
                .build()) {
            deliver(rig, PacketBuilder.CLIENT_V4, PacketBuilder.SERVER_V4, 1);
            deliver(rig, PacketBuilder.CLIENT_V6, PacketBuilder.SERVER_V6, 2);
            deliver(rig, PacketBuilder.CLIENT_V4, at("192.0.2.99", 53), 3);
            deliver(rig, PacketBuilder.CLIENT_V6, at("2001:db8::99", 53), 4);
            deliver(rig, PacketBuilder.CLIENT_V4, at("192.0.2.53", 54), 5);
            deliver(rig, PacketBuilder.CLIENT_V6, at("2001:db8::53", 54), 6);
            rig.stage.doWork();
            rig.assertDrained();
            assertThat(answeredBy(rig, 0)).as("0.0.0.0").isEqualTo(3);
            assertThat(answeredBy(rig, 1)).as("::").isEqualTo(4);
            assertThat(answeredBy(rig, 2)).as("exact IPv4").isEqualTo(1);
            assertThat(answeredBy(rig, 3)).as("exact IPv6").isEqualTo(2);
            assertThat(rig.sum(CounterDescriptor.DROP_NO_LISTENER)).isEqualTo(11);
        }
    }

    private static void deliver(
            final QueueRig rig, final InetSocketAddress client, final InetSocketAddress server, final int count) {
        for (int i = 0; i < count; i++) {
            final byte[] packet = new PacketBuilder(Queries.message(i).toWire())
                    .from(client)
                    .to(server)
                    .build();
            assertThat(rig.kernel.deliver(packet)).isTrue();
        }
    }

    private static long answeredBy(final QueueRig rig, final int worker) {
        return rig.workerCounters[worker].answeredByRule.get();
    }

    private static InetSocketAddress at(final String address, final int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    @Test
    void letsTheFirstWorkerCountPacketsThatHaveNoDestination() {
        try (QueueRig rig = new QueueRig.Plan(folder)
                .destinations(PacketBuilder.SERVER_V4, ANY_V4)
                .build()) {
            assertThat(rig.exchange(new byte[] {1, 2, 3})).isEmpty();
            assertThat(rig.workerCounters[0]
                            .of(io.ringway.wire.PacketDefect.ETHERNET_TRUNCATED)
                            .get())
                    .isEqualTo(1);
            assertThat(rig.sum(CounterDescriptor.DROP_NO_LISTENER)).isZero();
            rig.assertDrained();
        }
    }

    @Test
    void doesNotLookAtTheDestinationForASingleWorker() {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            final byte[] elsewhere = new PacketBuilder(Queries.message(1).toWire())
                    .to(at("192.0.2.54", 5353))
                    .build();
            assertThat(rig.exchange(elsewhere).orElseThrow().source()).isEqualTo(at("192.0.2.54", 5353));
        }
    }

    @Test
    void namesItsThreadsAfterQueueAndListener() {
        try (QueueRig rig =
                new QueueRig.Plan(folder).destinations(PacketBuilder.SERVER_V6).build()) {
            assertThat(rig.stage.roleName()).isEqualTo("queue fake0/0");
            assertThat(rig.router.roleName()).isEqualTo("router fake0/0");
            assertThat(rig.workers[0].roleName()).isEqualTo("worker fake0/0 [2001:db8::53]:53");
        }
    }
}
