package io.ringway.stack.route.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetlinkMessageTest {
    private static final int SEED = 4;

    private static byte[] two() {
        final byte[] first = new NetlinkRequest("first", 28, 0)
                .putInt(1)
                .attribute(1, new byte[] {1, 2, 3})
                .encode(7, 0);
        final byte[] second =
                new NetlinkRequest("second", 29, 0).putInt(2).attribute(2, 5).encode(7, 0);
        final byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void takesADatagramApart() {
        final List<NetlinkMessage> messages = NetlinkMessage.parse(ByteBuffer.wrap(two()));
        assertThat(messages).extracting(NetlinkMessage::type).containsExactly(28, 29);
        assertThat(messages).extracting(NetlinkMessage::sequence).containsOnly(7);
        assertThat(messages.getFirst().attributes(4).bytes(1)).contains(new byte[] {1, 2, 3});
        assertThat(messages.getLast().attributes(4).number(2)).hasValue(5);
        assertThat(messages.getLast().attributes(4).number(1)).isEmpty();
    }

    @Test
    void endsWhereAMessageIsCutShort() {
        final byte[] both = two();
        final int firstBytes =
                ByteBuffer.wrap(both).order(ByteOrder.nativeOrder()).getInt(0);
        for (int length = 0; length < both.length; length++) {
            assertThat(NetlinkMessage.parse(ByteBuffer.wrap(both, 0, length).slice()))
                    .as("%d bytes of %d", length, both.length)
                    .hasSize(length < firstBytes ? 0 : 1);
        }
    }

    @Test
    void endsWhereALengthIsImpossible() {
        for (final int length : new int[] {0, 1, 15, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            final byte[] both = two();
            ByteBuffer.wrap(both).order(ByteOrder.nativeOrder()).putInt(0, length);
            assertThat(NetlinkMessage.parse(ByteBuffer.wrap(both)))
                    .as("length %d", length)
                    .isEmpty();
        }
    }

    @Test
    void endsAttributesWhereOneIsImpossible() {
        for (final int length : new int[] {0, 3, 200, 0xFFFF}) {
            final byte[] message = new NetlinkRequest("attributes", 28, 0)
                    .attribute(1, 11)
                    .attribute(2, 22)
                    .encode(0, 0);
            ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putShort(NetlinkMessage.HEADER_BYTES + 8, (short)
                    length);
            final NetlinkAttributes attributes =
                    NetlinkMessage.parse(ByteBuffer.wrap(message)).getFirst().attributes(0);
            assertThat(attributes.number(1)).as("length %d", length).hasValue(11);
            assertThat(attributes.bytes(2)).as("length %d", length).isEmpty();
        }
    }

    @Test
    void survivesAnyBytes() {
        final Random random = new Random(SEED);
        for (int i = 0; i < 50_000; i++) {
            final byte[] datagram = two();
            for (int j = random.nextInt(6); j >= 0; j--) {
                datagram[random.nextInt(datagram.length)] = (byte) random.nextInt();
            }
            assertThatCode(() -> NetlinkMessage.parse(ByteBuffer.wrap(datagram)).forEach(message -> {
                        message.attributes(4).address(1);
                        message.attributes(4).text(2);
                        message.attributes(400);
                    }))
                    .as(() -> Arrays.toString(datagram))
                    .doesNotThrowAnyException();
        }
    }
}
