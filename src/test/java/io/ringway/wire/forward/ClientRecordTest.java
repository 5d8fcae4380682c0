package io.ringway.wire.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.FrameBuilder;
import io.ringway.wire.Memory;
import io.ringway.wire.PacketDefect;
import io.ringway.wire.SocketMessage;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientRecordTest {
    private static final byte[] NAME = DnsMessageBuilder.name("www.example.com");

    private final ForwardRoom room = new ForwardRoom();
    private final ForwardRoom recordRoom = new ForwardRoom();
    private final byte[] garbage = new byte[ClientRecord.LENGTH];
    private final Datagram datagram = new Datagram(true);
    private final DnsQuery query = new DnsQuery();
    private final long record;

    ClientRecordTest() {
        new Random(1).nextBytes(garbage);
        record = recordRoom.frame(garbage, 0);
    }

    @AfterEach
    void leaveTheRooms() {
        room.close();
        recordRoom.close();
    }

    private void save(final byte[] frame) {
        assertThat(datagram.wrap(room.frame(frame, 0), frame.length)).isEqualTo(PacketDefect.NONE);
        assertThat(query.wrap(datagram.payloadAddress(), datagram.payloadLength()))
                .isEqualTo(PacketDefect.NONE);
        ClientRecord.save(record, datagram, query);
        recordRoom.verifyCanaries();
    }

    @Test
    void keepsWhatAFrameSays() {
        final byte[] message = new DnsMessageBuilder()
                .id(0x8001)
                .flags(0x2130)
                .question(NAME, 255, 3)
                .opt(65_535, 0, true, new byte[0])
                .build();
        save(FrameBuilder.ipv6()
                .vlan(0x8100, 7)
                .traffic(46, 1)
                .from("2001:db8::ffff:1", 65_535)
                .to("fe80::2", 5353)
                .payload(message)
                .build());
        assertThat(ClientRecord.linkLength(record)).isEqualTo(18);
        assertThat(ClientRecord.isIpv6(record)).isTrue();
        assertThat(ClientRecord.isFramed(record)).isTrue();
        assertThat(ClientRecord.dscp(record)).isEqualTo(46);
        assertThat(ClientRecord.clientHigh(record)).isEqualTo(0x20010DB800000000L);
        assertThat(ClientRecord.clientLow(record)).isEqualTo(0xFFFF0001L);
        assertThat(ClientRecord.ownHigh(record)).isEqualTo(0xFE80000000000000L);
        assertThat(ClientRecord.ownLow(record)).isEqualTo(2);
        assertThat(ClientRecord.clientPort(record)).isEqualTo(65_535);
        assertThat(ClientRecord.ownPort(record)).isEqualTo(5353);
        assertThat(ClientRecord.id(record)).isEqualTo(0x8001);
        assertThat(ClientRecord.hasEdns(record)).isTrue();
        assertThat(ClientRecord.dnssecOk(record)).isTrue();
        assertThat(ClientRecord.ednsPayloadSize(record)).isEqualTo(65_535);
    }

    @Test
    void keepsWhatThereIsNotInOldMemory() {
        save(FrameBuilder.ipv4()
                .payload(new DnsMessageBuilder().question(NAME, 1, 1).build())
                .build());
        assertThat(ClientRecord.linkLength(record)).isEqualTo(14);
        assertThat(ClientRecord.isIpv6(record)).isFalse();
        assertThat(ClientRecord.dscp(record)).isZero();
        assertThat(ClientRecord.clientHigh(record)).isZero();
        assertThat(ClientRecord.clientLow(record)).isEqualTo(0xC0000207L);
        assertThat(ClientRecord.ownHigh(record)).isZero();
        assertThat(ClientRecord.hasEdns(record)).isFalse();
        assertThat(ClientRecord.dnssecOk(record)).isFalse();
        assertThat(ClientRecord.ednsPayloadSize(record)).isZero();
        assertThat(ClientRecord.isSubnetAdded(record)).isFalse();
        ClientRecord.markSubnetAdded(record);
        assertThat(ClientRecord.isSubnetAdded(record)).isTrue();
        assertThat(ClientRecord.isFramed(record)).isTrue();
    }

    /** What stood in front of the query stands in front of the answer, in whatever memory that is. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.1, 0, 16",
        "192.0.2.7, 192.0.2.1, 32, 16",
        "fe80::7, fe80::1, 40, 28",
        "2001:db8::7, 2001:db8::1, 48, 28"
    })
    void restoresTheHeaderOfASocketsMessage(
            final String client, final String own, final int controlLength, final int sourceLength) {
        final Random random = new Random(controlLength);
        final byte[] message = new DnsMessageBuilder().question(NAME, 1, 1).build();
        final long asked = room.socketMessage(message, 0, client, 1234, own, 53, false);
        final byte[] control = new byte[controlLength];
        random.nextBytes(control);
        Memory.putShortBigEndian(asked + SocketMessage.CONTROL_LENGTH_OFFSET, controlLength);
        SocketMessage.putAddress(asked + SocketMessage.CONTROL_OFFSET, control);
        // sin6_scope_id, without which a link-local address means nothing.
        Memory.putInt(asked + SocketMessage.SOURCE_OFFSET + 24, client.startsWith("fe80") ? 3 : 0);
        final byte[] header = room.read(asked - SocketMessage.HEADER_LENGTH, SocketMessage.HEADER_LENGTH);
        datagram.wrapMessage(asked, message.length);
        query.wrap(asked, message.length);
        ClientRecord.save(record, datagram, query);
        recordRoom.verifyCanaries();
        assertThat(ClientRecord.isFramed(record)).isFalse();
        assertThat(ClientRecord.clientPort(record)).isEqualTo(1234);
        final long answer = room.socketMessage(new byte[50], 0, "2001:db8:f::f", 9, own, 53, false);
        Memory.putShortBigEndian(answer + SocketMessage.CONTROL_LENGTH_OFFSET, 64);
        ClientRecord.restore(record, answer);
        final byte[] restored = room.read(answer - SocketMessage.HEADER_LENGTH, SocketMessage.HEADER_LENGTH);
        assertThat(Arrays.copyOf(restored, sourceLength)).isEqualTo(Arrays.copyOf(header, sourceLength));
        assertThat(Arrays.copyOfRange(restored, 32, 64 + controlLength))
                .isEqualTo(Arrays.copyOfRange(header, 32, 64 + controlLength));
    }
}
