package io.ringway.network;

import io.ringway.lab.Namespace;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server in a namespace that says what a test has it say, over TCP alone. */
final class StreamBackend implements AutoCloseable {
    private static final int BACKLOG = 500;
    private static final int WAIT_S = 10;

    final AtomicInteger connections = new AtomicInteger();

    private final List<ServerSocket> listeners = new ArrayList<>();
    private final List<Socket> open = new ArrayList<>();
    private final BlockingQueue<Query> queries = new LinkedBlockingQueue<>();
    private final int headerLength;
    private volatile Script script = query -> query.send(ScriptedBackend.response(query.message()));

    /** What is done with a query; on the thread of its connection. */
    interface Script {
        void received(Query query) throws IOException;
    }

    /** A query, what stood in front of the first one of its connection, and the connection. */
    @SuppressWarnings("ArrayRecordComponent")
    record Query(byte[] header, byte[] message, Socket socket) {
        void send(final byte[] response) throws IOException {
            final byte[] framed = new byte[2 + response.length];
            framed[0] = (byte) (response.length >> 8);
            framed[1] = (byte) response.length;
            System.arraycopy(response, 0, framed, 2, response.length);
            synchronized (socket) {
                socket.getOutputStream().write(framed);
            }
        }
    }

    private StreamBackend(final int headerLength) {
        this.headerLength = headerLength;
    }

    /** Listens on port 53 of these addresses, and takes so many bytes in front of the first query of a connection for a header. */
    static StreamBackend open(final Namespace namespace, final int headerLength, final String... addresses)
            throws Exception {
        final StreamBackend backend = new StreamBackend(headerLength);
        for (final String address : addresses) {
            backend.listeners.add(NamespaceThread.call(
                    namespace, () -> new ServerSocket(53, BACKLOG, InetAddress.ofLiteral(address))));
        }
        backend.listeners.forEach(listener -> Thread.ofVirtual().start(() -> backend.accept(listener)));
        return backend;
    }

    private void accept(final ServerSocket listener) {
        try {
            while (true) {
                final Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                connections.incrementAndGet();
                synchronized (open) {
                    open.add(socket);
                }
                Thread.ofVirtual().start(() -> read(socket));
            }
        } catch (final IOException e) {
            // The end of the test.
        }
    }

    private void read(final Socket socket) {
        try (socket;
                DataInputStream in = new DataInputStream(socket.getInputStream())) {
            final byte[] header = in.readNBytes(headerLength);
            while (true) {
                final byte[] message = new byte[in.readUnsignedShort()];
                in.readFully(message);
                final Query query = new Query(header, message, socket);
                queries.add(query);
                script.received(query);
            }
        } catch (final IOException e) {
            // Closed by the other end, or the end of the test.
        }
    }

    void script(final Script wanted) {
        script = wanted;
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
    public void close() throws IOException {
        for (final ServerSocket listener : listeners) {
            listener.close();
        }
        synchronized (open) {
            for (final Socket socket : open) {
                socket.close();
            }
        }
    }
}
