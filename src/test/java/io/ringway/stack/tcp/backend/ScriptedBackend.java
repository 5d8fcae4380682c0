package io.ringway.stack.tcp.backend;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on the loopback interface that hands every query to the test, which answers as it likes. */
final class ScriptedBackend implements AutoCloseable {
    private static final int TIMEOUT_S = 20;
    private static final int QR = 0x80;

    /** A query that came. */
    @SuppressWarnings("ArrayRecordComponent")
    record Arrival(byte[] message, int connection, Reply reply, java.io.Closeable way) {
        /** Answers with the query and QR=1. */
        void answer() throws IOException {
            reply.send(response());
        }

        byte[] response() {
            final byte[] response = message.clone();
            response[2] |= (byte) QR;
            return response;
        }

        int id() {
            return ((message[0] & 0xFF) << 8) | (message[1] & 0xFF);
        }

        void send(final byte[] response) throws IOException {
            reply.send(response);
        }

        void hangUp() throws IOException {
            way.close();
        }
    }

    /** Sends a response the way that its query came. */
    interface Reply {
        void send(byte[] response) throws IOException;
    }

    final LinkedBlockingQueue<Arrival> overTcp = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Arrival> overUdp = new LinkedBlockingQueue<>();
    final AtomicInteger connections = new AtomicInteger();

    private final List<Socket> open = new ArrayList<>();
    private final ServerSocket listener;
    private final DatagramSocket datagrams;
    private final int headerLength;

    /** With TCP or without, and with as many bytes in front of the first message of a connection. */
    ScriptedBackend(final boolean withTcp, final int headerLength) throws IOException {
        this.headerLength = headerLength;
        datagrams = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        listener = withTcp ? new ServerSocket() : null;
        Thread.ofVirtual().start(this::receive);
        if (withTcp) {
            listener.bind(datagrams.getLocalSocketAddress());
            Thread.ofVirtual().start(this::accept);
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) datagrams.getLocalSocketAddress();
    }

    Arrival nextOverTcp() throws InterruptedException {
        return next(overTcp);
    }

    Arrival nextOverUdp() throws InterruptedException {
        return next(overUdp);
    }

    private static Arrival next(final LinkedBlockingQueue<Arrival> from) throws InterruptedException {
        final Arrival next = from.poll(TIMEOUT_S, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no query came");
        }
        return next;
    }

    private void receive() {
        try {
            while (true) {
                final DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
                datagrams.receive(packet);
                final byte[] message = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
                overUdp.add(new Arrival(
                        message,
                        0,
                        response -> datagrams.send(
                                new DatagramPacket(response, response.length, packet.getSocketAddress())),
                        () -> {}));
            }
        } catch (final SocketException e) {
            // The end of the test.
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                final Socket socket = listener.accept();
                synchronized (open) {
                    open.add(socket);
                }
                final int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> read(socket, number));
            }
        } catch (final SocketException e) {
            // The end of the test.
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void read(final Socket socket, final int number) {
        try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
            final byte[] header = in.readNBytes(headerLength);
            while (true) {
                final byte[] message = new byte[in.readUnsignedShort()];
                in.readFully(message);
                final byte[] withHeader = new byte[header.length + message.length];
                System.arraycopy(header, 0, withHeader, 0, header.length);
                System.arraycopy(message, 0, withHeader, header.length, message.length);
                overTcp.add(new Arrival(
                        headerLength == 0 ? message : withHeader,
                        number,
                        response -> {
                            final byte[] framed = new byte[2 + response.length];
                            framed[0] = (byte) (response.length >> 8);
                            framed[1] = (byte) response.length;
                            System.arraycopy(response, 0, framed, 2, response.length);
                            synchronized (socket) {
                                socket.getOutputStream().write(framed);
                            }
                        },
                        socket));
            }
        } catch (final EOFException | SocketException e) {
            // The other end closed, or the test has ended.
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        if (listener != null) {
            listener.close();
        }
        synchronized (open) {
            for (final Socket socket : open) {
                socket.close();
            }
        }
    }
}
