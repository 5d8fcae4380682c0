package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.observe.CounterDescriptor;
import io.ringway.wire.PacketDefect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** What a worker makes of one packet, and what it counts. */
class WorkerTest {
    private static final Set<PacketDefect> ANSWERED = EnumSet.of(
            PacketDefect.DNS_NO_QUESTION, PacketDefect.DNS_SEVERAL_QUESTIONS, PacketDefect.DNS_RECORDS_INVALID);

    @TempDir
    private Path folder;

    @Test
    void answersAsTheRuleSays() {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            final Message query = Queries.edns(4711, 0);
            final WirePacket answer = rig.exchange(Queries.packet(query)).orElseThrow();
            assertThat(answer.isConsistent()).isTrue();
            assertThat(answer.linkAddresses()).containsExactly(2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0x53);
            assertThat(answer.source()).isEqualTo(PacketBuilder.SERVER_V4);
            assertThat(answer.destination()).isEqualTo(PacketBuilder.CLIENT_V4);
            final Message message = answer.message();
            assertThat(message.getHeader().getID()).isEqualTo(4711);
            assertThat(message.getHeader().getFlag(Flags.QR)).isTrue();
            assertThat(message.getHeader().getFlag(Flags.RD)).isTrue();
            assertThat(message.getHeader().getFlag(Flags.RA)).as("as RD").isTrue();
            assertThat(message.getHeader().getFlag(Flags.AA)).isFalse();
            assertThat(message.getHeader().getOpcode()).isEqualTo(Opcode.QUERY);
            assertThat(message.getRcode()).isEqualTo(Rcode.REFUSED);
            assertThat(message.getQuestion()).isEqualTo(query.getQuestion());
            assertThat(message.getSection(Section.ANSWER)).isEmpty();
            assertThat(message.getOPT().getPayloadSize()).isEqualTo(QueuePipeline.UDP_PAYLOAD_SIZE);
            assertThat(rig.sum(CounterDescriptor.ANSWERED_BY_RULE)).isEqualTo(1);
        }
    }

    @Test
    void answersOverIpv6AsWell() {
        try (QueueRig rig =
                new QueueRig.Plan(folder).destinations(PacketBuilder.SERVER_V6).build()) {
            final WirePacket answer = rig.exchange(
                            new PacketBuilder(Queries.message(1).toWire())
                                    .ipv6()
                                    .ipv6ExtensionHeaders(2)
                                    .build())
                    .orElseThrow();
            assertThat(answer.isConsistent()).isTrue();
            assertThat(answer.source()).isEqualTo(PacketBuilder.SERVER_V6);
            assertThat(answer.destination()).isEqualTo(PacketBuilder.CLIENT_V6);
            assertThat(answer.message().getRcode()).isEqualTo(Rcode.REFUSED);
            assertThat(answer.message().getOPT()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(value = PacketDefect.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void countsEveryDefectByItsReason(final PacketDefect defect) {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            final Optional<WirePacket> answer = rig.exchange(Queries.defective(defect, 99));
            rig.assertDrained();
            assertThat(answer.isPresent()).isEqualTo(ANSWERED.contains(defect));
            assertThat(rig.workerCounters[0].of(defect).get()).isEqualTo(1);
            final CounterDescriptor descriptor = WorkerCounters.descriptorOf(defect);
            assertThat(rig.sum(descriptor)).isEqualTo(1);
            assertThat(rig.snapshot().sumOfDrops()).isEqualTo(descriptor.isDrop() ? 1 : 0);
            assertThat(rig.sum(CounterDescriptor.ANSWERED_BY_RULE)).isZero();
        }
    }

    @Test
    void answersAMessageWithoutAQuestionNotimp() {
        assertError(Queries.defective(PacketDefect.DNS_NO_QUESTION, 5), Rcode.NOTIMP, 0);
    }

    @Test
    void answersSeveralQuestionsFormerr() {
        assertError(Queries.defective(PacketDefect.DNS_SEVERAL_QUESTIONS, 5), Rcode.FORMERR, 0);
    }

    @Test
    void answersRecordsThatDoNotParseFormerr() {
        assertError(Queries.defective(PacketDefect.DNS_RECORDS_INVALID, 5), Rcode.FORMERR, 1);
    }

    @Test
    void answersALaterEdnsVersionBadvers() {
        assertError(Queries.packet(Queries.edns(5, 1)), Rcode.BADVERS, 1);
    }

    private void assertError(final byte[] packet, final int rcode, final int questions) {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            final WirePacket answer = rig.exchange(packet).orElseThrow();
            assertThat(answer.isConsistent()).isTrue();
            final Message message = answer.message();
            assertThat(message.getRcode()).isEqualTo(rcode);
            assertThat(message.getHeader().getID()).isEqualTo(5);
            assertThat(message.getSection(Section.QUESTION)).hasSize(questions);
            assertThat(rig.sum(CounterDescriptor.ANSWERED_BAD_VERSION)).isEqualTo(rcode == Rcode.BADVERS ? 1 : 0);
            rig.assertDrained();
        }
    }

    @Test
    void dropsSourcesOutsideTheAccessControlListBeforeItReadsDns() {
        try (QueueRig rig = new QueueRig.Plan(folder).build()) {
            final InetSocketAddress stranger = new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 40_000);
            final byte[] query = new PacketBuilder(Queries.message(1).toWire())
                    .from(stranger)
                    .build();
            final byte[] garbage =
                    new PacketBuilder(new byte[] {1, 2, 3}).from(stranger).build();
            assertThat(rig.exchange(query)).isEmpty();
            assertThat(rig.exchange(garbage)).isEmpty();
            assertThat(rig.sum(CounterDescriptor.DROP_ACL)).isEqualTo(2);
            assertThat(rig.snapshot().sumOfDrops()).isEqualTo(2);
            rig.assertDrained();
        }
    }

    @Test
    void dropsWhatNoRuleAnswers() {
        try (QueueRig rig = new QueueRig.Plan(folder).rules(List.of()).build()) {
            assertThat(rig.exchange(Queries.packet(1))).isEmpty();
            assertThat(rig.sum(CounterDescriptor.DROP_NO_POLICY)).isEqualTo(1);
            assertThat(rig.snapshot().sumOfDrops()).isEqualTo(1);
            rig.assertDrained();
        }
    }

    @Test
    void takesNoPacketBeforeTheRingBackHasRoomForIt() {
        try (QueueRig rig = new QueueRig.Plan(folder).workerRingSize(8).build()) {
            rig.deliver(0, 8);
            rig.router.receive();
            assertThat(rig.workers[0].doWork()).isEqualTo(8);
            rig.deliver(8, 8);
            rig.router.receive();
            assertThat(rig.workers[0].hasWork()).isTrue();
            assertThat(rig.workers[0].doWork()).as("the ring back is full").isZero();
            rig.assertAddsUp();
            rig.router.transmit();
            assertThat(rig.workers[0].doWork()).isEqualTo(8);
            rig.router.transmit();
            rig.assertDrained();
            assertThat(rig.counters.answered.get()).isEqualTo(16);
            assertThat(rig.workers[0].hasWork()).isFalse();
            assertThat(rig.workers[0].transmitLags()).isFalse();
        }
    }
}
