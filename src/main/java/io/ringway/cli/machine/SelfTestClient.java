package io.ringway.cli.machine;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Asks a server over UDP, one query after the other: RFC 1035 sections 4.1.1 and 4.1.2. */
final class SelfTestClient {
    /** How many are asked. */
    static final int QUERIES = 100;

    private static final int ATTEMPTS = 3;
    private static final int MOST_UNANSWERED = 3;
    private static final int DNS_PORT = 53;
    private static final int TIMEOUT_MS = 500;
    private static final int HEADER_BYTES = 12;
    private static final int FLAGS = 2;
    private static final int QR = 0x8000;
    private static final int RD = 0x0100;
    private static final int RCODE_MASK = 0xF;
    private static final int REFUSED = 5;
    private static final int RESPONSE_BYTES = 512;

    private SelfTestClient() {}

    /** How many were answered with REFUSED; a query is sent up to three times, and with three unanswered ones it ends. */
    static int ask(final InetAddress server) throws IOException {
        int answered = 0;
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(server, DNS_PORT));
            socket.setSoTimeout(TIMEOUT_MS);
            for (int id = 1; id <= QUERIES && id - answered <= MOST_UNANSWERED; id++) {
                if (ask(socket, id)) {
                    answered++;
                }
            }
        }
        return answered;
    }

    private static boolean ask(final DatagramSocket socket, final int id) throws IOException {
        final byte[] query = query(id);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            socket.send(new DatagramPacket(query, query.length));
            if (isAnswered(socket, id)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] query(final int id) {
        final byte[] label = "ringway".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(HEADER_BYTES + 1 + label.length + 1 + 4)
                .putShort((short) id)
                .putShort((short) RD)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(0)
                .put((byte) label.length)
                .put(label)
                .put((byte) 0)
                .putShort((short) 1)
                .putShort((short) 1)
                .array();
    }

    private static boolean isAnswered(final DatagramSocket socket, final int id) throws IOException {
        final byte[] bytes = new byte[RESPONSE_BYTES];
        final DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        try {
            do {
                socket.receive(packet);
            } while (packet.getLength() < HEADER_BYTES || ByteBuffer.wrap(bytes).getShort(0) != id);
            final int flags = ByteBuffer.wrap(bytes).getShort(FLAGS);
            return (flags & QR) != 0 && (flags & RCODE_MASK) == REFUSED;
        } catch (final SocketTimeoutException e) {
            return false;
        }
    }
}
