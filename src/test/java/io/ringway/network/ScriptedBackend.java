package io.ringway.network;

import io.ringway.lab.Namespace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A name server in a namespace that says what a test has it say, over plain UDP sockets. Health checks, which ask for {@link #CHECK_NAME}, it answers
 * by itself for as long as it is not {@link #healthy healthy(false)}, and does not show to the script.
 */
final class ScriptedBackend implements AutoCloseable {
    /** What dnsdist asks a server for to see whether it is up. */
    static final String CHECK_NAME = "a.root-servers.net";

    private static final byte[] CHECK_QUESTION = io.ringway.wire.DnsMessageBuilder.name(CHECK_NAME);
    private static final int HEADER = 12;
    private static final int LONGEST = 4_096;
    private static final int WAIT_S = 10;

    private final List<DatagramSocket> sockets = new ArrayList<>();
    private final BlockingQueue<Query> queries = new LinkedBlockingQueue<>();
    private volatile Script script = Query::answer;
    private volatile boolean healthy = true;

    /** What is done with a query; on the thread of the socket that it came to. */
    interface Script {
        void received(Query query) throws IOException;
    }

    /** A query, the socket that it came to, and where it came from. */
    @SuppressWarnings("ArrayRecordComponent")
    record Query(byte[] message, DatagramSocket socket, InetSocketAddress source) {
        /** Sends something to where the query came from. */
        void send(final byte[] response) throws IOException {
            sendFrom(socket, response);
        }

        /** The same from another socket. */
        void sendFrom(final DatagramSocket other, final byte[] response) throws IOException {
            other.send(new DatagramPacket(response, response.length, source));
        }

        void answer() throws IOException {
            send(response(message));
        }

        int id() {
            return ((message[0] & 0xFF) << 8) | (message[1] & 0xFF);
        }
    }

    private ScriptedBackend() {}

    /** Listens on port 53 of these addresses. */
    static ScriptedBackend open(final Namespace namespace, final String... addresses) throws Exception {
        final ScriptedBackend backend = new ScriptedBackend();
        for (final String address : addresses) {
            backend.sockets.add(NamespaceThread.call(
                    namespace, () -> new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), 53))));
        }
        for (final DatagramSocket socket : backend.sockets) {
            Thread.ofPlatform().daemon().name("scripted backend").start(() -> backend.serve(socket));
        }
        return backend;
    }

    private void serve(final DatagramSocket socket) {
        final DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        while (!socket.isClosed()) {
            try {
                packet.setLength(LONGEST);
                socket.receive(packet);
                final byte[] message = Arrays.copyOf(packet.getData(), packet.getLength());
                final Query query = new Query(message, socket, (InetSocketAddress) packet.getSocketAddress());
                if (!isCheck(message)) {
                    queries.add(query);
                    script.received(query);
                } else if (healthy) {
                    query.answer();
                }
            } catch (final IOException e) {
                // Closed, or nobody there for what was sent.
                Thread.onSpinWait();
            }
        }
    }

    private static boolean isCheck(final byte[] message) {
        return message.length >= HEADER + CHECK_QUESTION.length
                && Arrays.equals(
                        message, HEADER, HEADER + CHECK_QUESTION.length, CHECK_QUESTION, 0, CHECK_QUESTION.length);
    }

    /** The query with QR and RA set, an address record 203.0.113.7, and whatever records it had. */
    static byte[] response(final byte[] query) {
        return response(query, 1);
    }

    /** The same with more of these records. */
    static byte[] response(final byte[] query, final int records) {
        int end = HEADER;
        while (query[end] != 0) {
            end += query[end] + 1;
        }
        end += 5;
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(query, 0, end);
        for (int i = 0; i < records; i++) {
            bytes.writeBytes(new byte[] {(byte) 0xC0, HEADER, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, (byte) 203, 0, 113, 7});
        }
        bytes.write(query, end, query.length - end);
        final byte[] response = bytes.toByteArray();
        response[2] |= (byte) 0x80;
        response[3] |= (byte) 0x80;
        response[6] = (byte) (records >> 8);
        response[7] = (byte) records;
        return response;
    }

    void script(final Script wanted) {
        script = wanted;
    }

    /** Whether health checks are answered. */
    void healthy(final boolean wanted) {
        healthy = wanted;
    }

    /** The next query that came, waited for. */
    Query next() throws InterruptedException {
        final Query query = queries.poll(WAIT_S, TimeUnit.SECONDS);
        if (query == null) {
            throw new AssertionError("no query came to the backend in " + WAIT_S + " s");
        }
        return query;
    }

    int queryCount() {
        return queries.size();
    }

    void forget() {
        queries.clear();
    }

    @Override
    public void close() {
        sockets.forEach(DatagramSocket::close);
    }
}
