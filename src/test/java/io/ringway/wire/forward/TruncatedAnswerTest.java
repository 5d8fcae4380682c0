package io.ringway.wire.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsMessageBuilder.Section;
import io.ringway.wire.FrameBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;

/** How long an answer may be, exact at the byte, and what a client gets that does not take as much. */
class TruncatedAnswerTest {
    private static final byte[] NAME = DnsMessageBuilder.name("wWw.example.COM");
    private static final int NO_EDNS = -1;
    private static final int LARGE_MTU = 9000;

    private final ForwardRoom queryRoom = new ForwardRoom();
    private final ForwardRoom responseRoom = new ForwardRoom();
    private final ForwardRoom recordRoom = new ForwardRoom();
    private final long record = recordRoom.frame(new byte[ClientRecord.LENGTH], 0);
    private final RelayedAnswer answer = new RelayedAnswer(1232);
    private final DnsResponse response = new DnsResponse();
    private final Datagram datagram = new Datagram(true);

    @AfterEach
    void leaveTheRooms() {
        queryRoom.close();
        responseRoom.close();
        recordRoom.close();
    }

    private static byte[] query(final int payloadSize) {
        final DnsMessageBuilder message = new DnsMessageBuilder().id(0xBEEF).question(NAME, 16, 1);
        return (payloadSize == NO_EDNS ? message : message.opt(payloadSize, 0, true, new byte[0])).build();
    }

    /** A response of exactly that length: one record of a type without shape, and an OPT record with upper bits of a response code. */
    private static byte[] response(final int length, final int extendedRcode) {
        final int data = length - 12 - NAME.length - 4 - 12 - 11;
        return new DnsMessageBuilder()
                .id(7)
                .flags(0x85B7)
                .question(NAME, 16, 1)
                .record(Section.ANSWER, 65_280, new byte[data])
                .record(Section.ADDITIONAL, DnsMessageBuilder.name(""), 41, 4096, extendedRcode << 24, new byte[0])
                .build();
    }

    private static ForwardClient client(final String name) {
        return ForwardClient.all().stream()
                .filter(it -> it.name().startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    /** The answer's message, by the response's own frame or copied into another. */
    private byte[] relay(
            final ForwardClient client,
            final int payloadSize,
            final int length,
            final int mtu,
            final int capacity,
            final boolean inPlace) {
        final byte[] asked = client.ask(queryRoom, query(payloadSize), record);
        final byte[] bytes = FrameBuilder.ipv4().payload(response(length, 1)).build();
        datagram.wrap(responseRoom.frame(bytes, 0), bytes.length);
        assertThat(response.wrap(datagram.payloadAddress(), datagram.payloadLength()))
                .isEqualTo(ResponseDefect.NONE);
        if (inPlace) {
            answer.write(datagram, response, record, mtu);
        } else {
            answer.copyInto(datagram, response, record, queryRoom.frame(new byte[capacity], 0), capacity, mtu);
        }
        final ForwardRoom room = inPlace ? responseRoom : queryRoom;
        final byte[] sent = room.read(answer.frameAddress(), answer.frameLength());
        room.verifyCanaries();
        return client.payload(sent, asked);
    }

    @ParameterizedTest
    @CsvSource({
        // client, announced, MTU, capacity, longest answer
        "IPv4, -1, 9000, 8000, 512",
        "IPv4, 0, 9000, 8000, 512",
        "IPv4, 511, 9000, 8000, 512",
        "IPv4, 513, 9000, 8000, 513",
        "IPv4, 1232, 9000, 8000, 1232",
        "IPv4, 4096, 9000, 8000, 4096",
        "IPv4, 4096, 1500, 8000, 1472",
        "IPv4, 65535, 1400, 8000, 1372",
        "IPv6, 4096, 1500, 8000, 1452",
        "IPv6, 1232, 1500, 8000, 1232",
        "IPv6, 1232, 1280, 8000, 1232",
        "IPv6, 1233, 1280, 8000, 1232",
    })
    void takesExactlyAsMuch(
            final String name, final int payloadSize, final int mtu, final int capacity, final int longest)
            throws IOException {
        final ForwardClient client = client(name);
        for (final boolean inPlace : List.of(true, false)) {
            assertThat(relay(client, payloadSize, longest, mtu, capacity, inPlace))
                    .hasSize(longest);
            assertThat(answer.isTruncated()).isFalse();
            verifyTruncated(relay(client, payloadSize, longest + 1, mtu, capacity, inPlace), payloadSize);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "IPv4, 4096, 1000, 1000",
        "'socket, IPv4', 4096, 1000, 1000",
        "'socket, IPv4', -1, 1000, 512",
        "'socket, IPv6', 1232, 8000, 1232",
        "'TCP, IPv4', -1, 6000, 6000",
        "'TCP, IPv6', 512, 6000, 6000",
    })
    void takesNoMoreThanTheOtherPlaceHas(
            final String name, final int payloadSize, final int capacity, final int longest) throws IOException {
        final ForwardClient client = client(name);
        assertThat(relay(client, payloadSize, longest, LARGE_MTU, capacity, false))
                .hasSize(longest);
        verifyTruncated(relay(client, payloadSize, longest + 1, LARGE_MTU, capacity, false), payloadSize);
    }

    private void verifyTruncated(final byte[] bytes, final int payloadSize) throws IOException {
        assertThat(answer.isTruncated()).isTrue();
        final Message message = new Message(bytes);
        assertThat(message.getHeader().getID()).isEqualTo(0xBEEF);
        assertThat(message.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(bytes[2] & 0xFF).isEqualTo(0x87);
        assertThat(bytes[3] & 0xFF).isEqualTo(0xB7);
        assertThat(Arrays.copyOfRange(bytes, 12, 12 + NAME.length)).isEqualTo(NAME);
        assertThat(message.getHeader().getCount(1)).isZero();
        assertThat(message.getHeader().getCount(2)).isZero();
        final OPTRecord opt = message.getOPT();
        if (payloadSize == NO_EDNS) {
            assertThat(opt).isNull();
            assertThat(bytes).hasSize(12 + NAME.length + 4);
        } else {
            assertThat(opt.getPayloadSize()).isEqualTo(1232);
            assertThat(opt.getExtendedRcode()).isEqualTo(1);
            assertThat(opt.getFlags()).isEqualTo(0x8000);
            assertThat(bytes).hasSize(12 + NAME.length + 4 + 11);
        }
    }

    @Test
    void truncatesAnErrorWithoutAQuestionToItsHeader() {
        final ForwardClient client = client("IPv6");
        final byte[] asked = client.ask(queryRoom, query(NO_EDNS), record);
        final byte[] message = new DnsMessageBuilder()
                .id(9)
                .flags(0x8005)
                .trailing(new byte[600])
                .build();
        final byte[] bytes = FrameBuilder.ipv4().payload(message).build();
        datagram.wrap(responseRoom.frame(bytes, 0), bytes.length);
        assertThat(response.wrap(datagram.payloadAddress(), datagram.payloadLength()))
                .isEqualTo(ResponseDefect.NONE);
        answer.write(datagram, response, record, LARGE_MTU);
        assertThat(client.payload(responseRoom.read(answer.frameAddress(), answer.frameLength()), asked))
                .isEqualTo(new byte[] {(byte) 0xBE, (byte) 0xEF, (byte) 0x82, 5, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    /** Without one in the response, and with one that cannot be found, the response code is what the header says. */
    @Test
    void truncatesAResponseWhoseRecordsAreBroken() throws IOException {
        final ForwardClient client = client("IPv4");
        final byte[] asked = client.ask(queryRoom, query(512), record);
        final byte[] message = response(600, 1);
        message[7] = 9;
        final byte[] bytes = FrameBuilder.ipv6().payload(message).build();
        datagram.wrap(responseRoom.frame(bytes, 0), bytes.length);
        response.wrap(datagram.payloadAddress(), datagram.payloadLength());
        answer.write(datagram, response, record, LARGE_MTU);
        final byte[] sent = client.payload(responseRoom.read(answer.frameAddress(), answer.frameLength()), asked);
        assertThat(new Message(sent).getOPT().getExtendedRcode()).isZero();
    }
}
