package io.ringway.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Random;

/** A client that sends bytes exactly as a test says, and reads messages. */
final class TcpClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final DataInputStream in;

    TcpClient(final InetSocketAddress server) throws IOException {
        this(server, 0);
    }

    /** With a receive buffer of that many bytes, 0 for the system's. */
    TcpClient(final InetSocketAddress server, final int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(server, TIMEOUT_MS);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
    }

    /** A message that begins with a number and is random behind it. */
    static byte[] message(final int number, final int length) {
        final byte[] message = new byte[length];
        new Random(number).nextBytes(message);
        message[0] = (byte) (number >> 8);
        message[1] = (byte) number;
        return message;
    }

    static byte[] framed(final byte[]... messages) {
        int length = 0;
        for (final byte[] message : messages) {
            length += 2 + message.length;
        }
        final byte[] bytes = new byte[length];
        int at = 0;
        for (final byte[] message : messages) {
            bytes[at] = (byte) (message.length >> 8);
            bytes[at + 1] = (byte) message.length;
            System.arraycopy(message, 0, bytes, at + 2, message.length);
            at += 2 + message.length;
        }
        return bytes;
    }

    void send(final byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void send(final byte[] bytes, final int from, final int length) throws IOException {
        out.write(bytes, from, length);
        out.flush();
    }

    byte[] receive() throws IOException {
        final byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return message;
    }

    int receiveNumber() throws IOException {
        final byte[] message = receive();
        return ((message[0] & 0xFF) << 8) | (message[1] & 0xFF);
    }

    void ask(final byte[] message) throws IOException {
        send(framed(message));
        assertThat(receive()).isEqualTo(message);
    }

    /** Whether the server has ended the connection: nothing more comes. */
    boolean isEnded() throws IOException {
        try {
            return in.read() < 0;
        } catch (final EOFException | java.net.SocketException e) {
            return true;
        }
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    void end() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        end();
    }
}
