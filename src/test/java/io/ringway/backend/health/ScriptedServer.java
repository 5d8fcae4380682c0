package io.ringway.backend.health;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** A server on one port of loopback, over UDP and TCP, that does to each query what a test says; stepped by hand, on the test's thread. */
final class ScriptedServer implements AutoCloseable {
    private static final int PROXY_HEADER_LENGTH = 16;

    /** Queries as they came, a header of the PROXY protocol included. */
    final List<byte[]> queries = new ArrayList<>();

    final List<SocketAddress> clients = new ArrayList<>();
    boolean expectsProxyHeader;
    /** Makes the messages that are sent back, in order. */
    Function<byte[], List<byte[]>> script = query -> List.of(answer(query, Rcode.NOERROR));
    /** Answers go out from another port. */
    boolean otherPort;
    /** Bytes that one step sends on a connection. */
    int chunk = Integer.MAX_VALUE;
    /** Connections are closed after so many bytes of an answer. */
    int closeAfter = Integer.MAX_VALUE;

    private final DatagramChannel udp;
    private final DatagramChannel other = DatagramChannel.open();
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final List<Connection> connections = new ArrayList<>();

    private static final class Connection {
        final SocketChannel channel;
        final ByteBuffer input = ByteBuffer.allocate(65_535);
        ByteBuffer output = ByteBuffer.allocate(0);

        Connection(final SocketChannel channel) {
            this.channel = channel;
        }
    }

    ScriptedServer() throws IOException {
        this("127.0.0.1");
    }

    ScriptedServer(final String address) throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        udp = DatagramChannel.open().bind(listener.getLocalAddress());
        other.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        udp.configureBlocking(false);
        listener.configureBlocking(false);
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    /** An answer without records. */
    static byte[] answer(final byte[] query, final int rcode) {
        try {
            final Message message = new Message(query);
            message.getHeader().setFlag(Flags.QR);
            message.getHeader().setRcode(rcode);
            return message.toWire();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] lastMessage() {
        return message(queries.getLast());
    }

    private byte[] message(final byte[] query) {
        return expectsProxyHeader ? Arrays.copyOfRange(query, PROXY_HEADER_LENGTH, query.length) : query;
    }

    void step() throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocate(65_535);
        for (SocketAddress client = udp.receive(buffer); client != null; client = udp.receive(buffer)) {
            final byte[] query = Arrays.copyOf(buffer.array(), buffer.position());
            buffer.clear();
            queries.add(query);
            clients.add(client);
            for (final byte[] answer : script.apply(message(query))) {
                (otherPort ? other : udp).send(ByteBuffer.wrap(answer), client);
            }
        }
        for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
            channel.configureBlocking(false);
            clients.add(channel.getRemoteAddress());
            connections.add(new Connection(channel));
        }
        for (final Connection connection : connections) {
            if (connection.channel.isOpen()) {
                step(connection);
            }
        }
    }

    private void step(final Connection connection) throws IOException {
        if (connection.channel.read(connection.input) < 0) {
            connection.channel.close();
            return;
        }
        final int header = expectsProxyHeader ? PROXY_HEADER_LENGTH : 0;
        final ByteBuffer input = connection.input;
        if (input.position() >= header + 2 && input.position() == header + 2 + input.getShort(header)) {
            final byte[] query = new byte[input.position() - 2];
            input.get(0, query, 0, header);
            input.get(header + 2, query, header, query.length - header);
            input.clear();
            queries.add(query);
            final List<byte[]> answers = script.apply(message(query));
            final ByteBuffer output = ByteBuffer.allocate(65_535);
            answers.forEach(answer -> output.putShort((short) answer.length).put(answer));
            connection.output = output.flip();
        }
        send(connection);
    }

    private void send(final Connection connection) throws IOException {
        final ByteBuffer output = connection.output;
        final int length = Math.min(Math.min(output.remaining(), chunk), closeAfter - output.position());
        connection.channel.write(output.slice(output.position(), length));
        output.position(output.position() + length);
        if (output.position() >= closeAfter) {
            connection.channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        other.close();
        listener.close();
        for (final Connection connection : connections) {
            connection.channel.close();
        }
    }
}
