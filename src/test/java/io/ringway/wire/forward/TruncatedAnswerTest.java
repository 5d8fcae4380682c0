package io.ringway.wire.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsMessageBuilder.Section;
import io.ringway.wire.FrameBuilder;
import java.io.IOException;
import java.util.Arrays;
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

    private final RelayRig rig = new RelayRig();

    @AfterEach
    void leave() {
        rig.close();
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

    private byte[] relay(final ForwardClient client, final int payloadSize, final byte[] response, final int mtu) {
        return rig.relay(
                client, rig.ask(client, query(payloadSize)), new Datagram(true), FrameBuilder.ipv4(), response, mtu);
    }

    @ParameterizedTest
    @CsvSource({
        // client, announced, MTU, longest answer
        "IPv4, -1, 9000, 512",
        "IPv4, 0, 9000, 512",
        "IPv4, 511, 9000, 512",
        "IPv4, 513, 9000, 513",
        "IPv4, 1232, 9000, 1232",
        "IPv4, 4096, 9000, 4096",
        "IPv4, 4096, 1500, 1472",
        "IPv4, 65535, 1400, 1372",
        "IPv6, 4096, 1500, 1452",
        "IPv6, 1232, 1500, 1232",
        "IPv6, 1232, 1280, 1232",
        "IPv6, 1233, 1280, 1232",
        "'socket, IPv4', 4096, 1500, 4096",
        "'socket, IPv4', -1, 1500, 512",
        "'socket, IPv6', 1232, 1280, 1232",
    })
    void takesExactlyAsMuch(final String name, final int payloadSize, final int mtu, final int longest)
            throws IOException {
        final ForwardClient client = client(name);
        assertThat(relay(client, payloadSize, response(longest, 1), mtu)).hasSize(longest);
        assertThat(rig.answer.isTruncated()).isFalse();
        verifyTruncated(relay(client, payloadSize, response(longest + 1, 1), mtu), payloadSize);
    }

    private void verifyTruncated(final byte[] bytes, final int payloadSize) throws IOException {
        assertThat(rig.answer.isTruncated()).isTrue();
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
        final byte[] message = new DnsMessageBuilder()
                .id(9)
                .flags(0x8005)
                .trailing(new byte[600])
                .build();
        assertThat(relay(client("IPv6"), NO_EDNS, message, LARGE_MTU))
                .isEqualTo(new byte[] {(byte) 0xBE, (byte) 0xEF, (byte) 0x82, 5, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    /** Without one in the response, and with one that cannot be found, the response code is what the header says. */
    @Test
    void truncatesAResponseWhoseRecordsAreBroken() throws IOException {
        final byte[] message = response(600, 1);
        message[7] = 9;
        final byte[] sent = relay(client("IPv4"), 512, message, LARGE_MTU);
        assertThat(new Message(sent).getOPT().getExtendedRcode()).isZero();
    }
}
