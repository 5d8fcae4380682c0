package io.ringway.wire.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsQuery;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The header of HAProxy's specification, byte by byte. */
class ProxyHeaderTest {
    private static final byte[] MESSAGE = new DnsMessageBuilder()
            .question(DnsMessageBuilder.name("a.b"), 1, 1)
            .build();

    private final ForwardRoom room = new ForwardRoom();
    private final ForwardRoom recordRoom = new ForwardRoom();

    @AfterEach
    void leaveTheRooms() {
        room.close();
        recordRoom.close();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 198.51.100.53, false, 12 000c c0000207 c6336435 04d2 14e9",
        "192.0.2.7, 198.51.100.53, true, 11 000c c0000207 c6336435 04d2 14e9",
        "2001:db8:1::7, ff00::5, false, "
                + "22 0024 20010db8000100000000000000000007 ff000000000000000000000000000005 04d2 14e9",
        "2001:db8:1::7, ff00::5, true, "
                + "21 0024 20010db8000100000000000000000007 ff000000000000000000000000000005 04d2 14e9",
    })
    void tellsWhoAskedWhom(final String client, final String own, final boolean tcp, final String behind) {
        final byte[] expected = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "21" + behind.replace(" ", ""));
        final Datagram datagram = new Datagram(true);
        final DnsQuery query = new DnsQuery();
        final long record = recordRoom.frame(new byte[ClientRecord.LENGTH], 0);
        final long message = room.socketMessage(MESSAGE, 0, client, 1234, own, 5353, tcp);
        datagram.wrapMessage(message, MESSAGE.length);
        query.wrap(message, MESSAGE.length);
        ClientRecord.save(record, datagram, query);
        final byte[] header = room.read(message - ForwardRoom.HEADROOM, ForwardRoom.HEADROOM);

        assertThat(ProxyHeader.write(message, datagram)).isEqualTo(expected.length);
        verify(message, expected, header);
        assertThat(ProxyHeader.length(message - expected.length)).isEqualTo(expected.length);
        if (!tcp) {
            final long elsewhere = room.frame(MESSAGE, 0);
            assertThat(ProxyHeader.write(elsewhere, record)).isEqualTo(expected.length);
            verify(elsewhere, expected, new byte[ForwardRoom.HEADROOM]);
        }
    }

    /** The header, the message behind it, and the same as before in front of it. */
    private void verify(final long message, final byte[] expected, final byte[] before) {
        final byte[] bytes = room.read(message - ForwardRoom.HEADROOM, ForwardRoom.HEADROOM + MESSAGE.length);
        final int start = ForwardRoom.HEADROOM - expected.length;
        assertThat(Arrays.copyOf(bytes, start)).isEqualTo(Arrays.copyOf(before, start));
        assertThat(Arrays.copyOfRange(bytes, start, ForwardRoom.HEADROOM)).isEqualTo(expected);
        assertThat(Arrays.copyOfRange(bytes, ForwardRoom.HEADROOM, bytes.length))
                .isEqualTo(MESSAGE);
    }
}
