package io.ringway.lab.tcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One query: its bytes, and whether it has been answered. Its name is nobody else's. */
final class LoadQuery {
    private static final int HEADER_LENGTH = 12;
    private static final int TYPE_A = 1;
    private static final int CLASS_IN = 1;
    private static final int QR = 0x80;
    private static final int RCODE_MASK = 0x0F;
    private static final int REFUSED = 5;

    private final int id;
    private final byte[] message;
    long sentNs;
    boolean answered;

    LoadQuery(final int client, final int number) {
        // Different for each query of a client, and not the same for all clients.
        id = (client * 31 + number) & 0xFFFF;
        final byte[] label = ("c" + client + "q" + number).getBytes(StandardCharsets.US_ASCII);
        final ByteBuffer bytes = ByteBuffer.allocate(HEADER_LENGTH + 1 + label.length + 1 + 4);
        bytes.putShort((short) id)
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(0)
                .put((byte) label.length)
                .put(label)
                .put((byte) 0)
                .putShort((short) TYPE_A)
                .putShort((short) CLASS_IN);
        message = bytes.array();
    }

    int id() {
        return id;
    }

    byte[] framed() {
        return ByteBuffer.allocate(Short.BYTES + message.length)
                .putShort((short) message.length)
                .put(message)
                .array();
    }

    /** Whether an answer with this query's identity is the right one. */
    boolean isAnsweredBy(final byte[] answer) {
        return answer.length == message.length
                && (answer[2] & QR) != 0
                && (answer[3] & RCODE_MASK) == REFUSED
                && Arrays.equals(answer, 4, answer.length, message, 4, message.length);
    }
}
