package io.ringway.lab.prober;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import io.ringway.wire.PacketChecker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Type;

/** Every probe is a packet that a receiver has nothing to object to, and a query as dnsjava reads it. */
class ProbeFrameTest {
    private static final byte[] CLIENT_MAC = {2, 0, 0, 0, 0, 2};
    private static final byte[] SERVER_MAC = {2, 0, 0, 0, 0, 1};
    private static final int PROBES = 2_000;

    @ParameterizedTest
    @CsvSource({"192.0.2.2, 192.0.2.1, example.com", "2001:db8::2, 2001:db8::1, even.example.com."})
    void makesWholePackets(final String source, final String target, final String domain) throws IOException {
        final ProbeMessage message = new ProbeMessage(domain);
        final ProbeFrame frame = new ProbeFrame(
                CLIENT_MAC,
                SERVER_MAC,
                new InetSocketAddress(InetAddress.ofLiteral(source), 1053),
                new InetSocketAddress(InetAddress.ofLiteral(target), 5300),
                message.length());
        final NativeBytes memory = new NativeBytes();
        frame.writeTemplate(memory.address());
        message.writeTemplate(memory.address() + frame.messageOffset());
        final SplittableRandom random = new SplittableRandom(7);
        for (int number = 0; number < PROBES; number++) {
            final int id = random.nextInt(1 << 16);
            final long nonce = random.nextLong();
            message.write(memory.address() + frame.messageOffset(), id, number, nonce);
            frame.writeChecksum(memory.address());
            final byte[] bytes = memory.bytes(0, frame.length());
            assertThat(Arrays.copyOf(bytes, 12)).isEqualTo(HexFormat.of().parseHex("020000000001" + "020000000002"));
            final PacketChecker packet = PacketChecker.parse(bytes);
            assertThat(packet.isIpChecksumRight()).isTrue();
            assertThat(packet.isUdpChecksumRight())
                    .as("checksum of probe " + number)
                    .isTrue();
            assertThat(packet.source()).isEqualTo(InetAddress.ofLiteral(source).getAddress());
            assertThat(packet.destination())
                    .isEqualTo(InetAddress.ofLiteral(target).getAddress());
            assertThat(packet.sourcePort()).isEqualTo(1053);
            assertThat(packet.destinationPort()).isEqualTo(5300);
            assertThat(packet.timeToLive()).isEqualTo(64);
            final Message query = new Message(packet.payload());
            assertThat(query.getHeader().getID()).isEqualTo(id);
            assertThat(query.getHeader().getOpcode()).isEqualTo(Opcode.QUERY);
            assertThat(query.getHeader().getFlag(Flags.QR)).isFalse();
            assertThat(query.getHeader().getFlag(Flags.RD)).isTrue();
            assertThat(query.getQuestion().getType()).isEqualTo(Type.A);
            assertThat(query.getQuestion().getDClass()).isEqualTo(DClass.IN);
            assertThat(query.getQuestion().getName().toString(true))
                    .isEqualTo(HexFormat.of().toHexDigits(number)
                            + HexFormat.of().toHexDigits(nonce) + "." + domain.replaceFirst("\\.$", ""));
            assertThat(query.toWire()).as("nothing behind the question").hasSameSizeAs(packet.payload());
        }
    }

    @Test
    void asksBelowTheRoot() throws IOException {
        final ProbeMessage message = new ProbeMessage(".");
        final NativeBytes memory = new NativeBytes();
        message.writeTemplate(memory.address());
        message.write(memory.address(), 1, 2, 3);
        final Message query = new Message(memory.bytes(0, message.length()));
        assertThat(query.getQuestion().getName()).hasToString("000000020000000000000003.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", ".a", "0123456789012345678901234567890123456789012345678901234567890123.example"})
    void refusesWhatIsNoName(final String domain) {
        assertThatThrownBy(() -> new ProbeMessage(domain))
                .isInstanceOf(SetupException.class)
                .hasMessageStartingWith("--name " + domain + ": ");
    }

    @Test
    void refusesANameThatLeavesNoRoom() {
        final String domain = "a23456789.".repeat(23);
        assertThatThrownBy(() -> new ProbeMessage(domain)).hasMessageContaining("too long");
    }
}
