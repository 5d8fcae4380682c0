package io.ringway.fuzz;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.FrameRoom;
import io.ringway.wire.Memory;
import io.ringway.wire.PacketDefect;
import io.ringway.wire.SocketMessage;
import java.util.Arrays;

/** A message as one of the kernel's sockets hands it over, in a room where nobody may step over its walls. One thread. */
final class MessageInHand {
    /** Bytes behind a message by which it may grow. */
    static final int ROOM_TO_GROW = 64;

    static final int PORT = 53;

    private static final int CLIENT_PORT = 4_000;
    private static final int LONGEST = 65_535;

    private final FrameRoom room = new FrameRoom();
    final Datagram datagram = new Datagram(false);
    final DnsQuery query = new DnsQuery();

    /** As much of the bytes as a message may have. */
    static byte[] message(final byte[] data) {
        return data.length <= LONGEST ? data : Arrays.copyOf(data, LONGEST);
    }

    /** Puts a message into the hand, all around it a byte; what is wrong with it comes back. */
    PacketDefect take(final byte[] message, final byte[] client, final boolean tcp, final int fill) {
        final byte[] frame = new byte[SocketMessage.HEADER_LENGTH + message.length + ROOM_TO_GROW];
        Arrays.fill(frame, (byte) fill);
        System.arraycopy(message, 0, frame, SocketMessage.HEADER_LENGTH, message.length);
        final long address = room.place(frame, 0, fill) + SocketMessage.HEADER_LENGTH;
        SocketMessage.putSocketAddress(address + SocketMessage.SOURCE_OFFSET, client, CLIENT_PORT);
        SocketMessage.putAddress(address + SocketMessage.DESTINATION_OFFSET, new byte[client.length]);
        Memory.putShortBigEndian(address + SocketMessage.DESTINATION_PORT_OFFSET, PORT);
        Memory.putInt(address + SocketMessage.FLAGS_OFFSET, tcp ? SocketMessage.TCP : 0);
        final PacketDefect defect = datagram.wrapMessage(address, message.length);
        return defect == PacketDefect.NONE ? query.wrap(address, message.length) : defect;
    }

    /** Bytes of the room. */
    byte[] read(final long address, final int length) {
        return room.read(address, length);
    }

    /** The message as it is now. */
    byte[] message() {
        return read(datagram.payloadAddress(), datagram.payloadLength());
    }

    void verifyWalls() {
        room.verifyCanaries();
    }
}
