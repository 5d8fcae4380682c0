package io.ringway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.AnsweringBench;
import io.ringway.wire.AnsweringBench.Outcome;
import io.ringway.wire.Datagram;
import io.ringway.wire.FrameRoom;
import io.ringway.wire.PacketDefect;
import io.ringway.wire.SocketMessage;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Any bytes as an Ethernet frame, and as what a socket hands over: whoever verifies checksums refuses more and sees nothing else; an answer goes back to
 * where the query came from, with every length and checksum right.
 */
public final class FrameFuzzer {
    private static final int LONGEST = 4096;
    private static final AnsweringBench CHECKING = new AnsweringBench(true);
    private static final AnsweringBench CREDULOUS = new AnsweringBench(false);
    private static final FrameRoom ROOM = new FrameRoom();
    private static final Datagram DATAGRAM = new Datagram(true);

    private FrameFuzzer() {}

    /**
     * Tries one frame.
     *
     * @param data any bytes.
     */
    public static void fuzzerTestOneInput(final byte[] data) {
        final byte[] frame = data.length <= LONGEST ? data : Arrays.copyOf(data, LONGEST);
        final Outcome outcome = CREDULOUS.send(frame);
        AnsweringBench.verifyAnswer(frame, outcome, "a frame");
        final Outcome checked = CHECKING.send(frame);
        if (checked.defect() != PacketDefect.IP_CHECKSUM && checked.defect() != PacketDefect.UDP_CHECKSUM) {
            assertThat(checked).as(() -> HexFormat.of().formatHex(frame)).isEqualTo(outcome);
        }
        if (frame.length >= SocketMessage.HEADER_LENGTH) {
            message(frame);
        }
    }

    /** A socket's message has no headers of its own that could lie: only port 0 and its own address keep it from being looked at. */
    private static void message(final byte[] frame) {
        final long address = ROOM.place(frame, 0, 0) + SocketMessage.HEADER_LENGTH;
        final int length = frame.length - SocketMessage.HEADER_LENGTH;
        final PacketDefect defect = DATAGRAM.wrapMessage(address, length);
        final boolean fromItself = DATAGRAM.sourceHigh() == DATAGRAM.destinationHigh()
                && DATAGRAM.sourceLow() == DATAGRAM.destinationLow()
                && DATAGRAM.sourcePort() == DATAGRAM.destinationPort();
        assertThat(defect)
                .as(() -> HexFormat.of().formatHex(frame))
                .isEqualTo(fromItself || DATAGRAM.sourcePort() == 0 ? PacketDefect.SOURCE_INVALID : PacketDefect.NONE);
        assertThat(DATAGRAM.payloadLength()).isEqualTo(length);
        assertThat(DATAGRAM.payloadAddress()).isEqualTo(address);
        assertThat(ROOM.read(address - SocketMessage.HEADER_LENGTH, frame.length))
                .isEqualTo(frame);
    }
}
