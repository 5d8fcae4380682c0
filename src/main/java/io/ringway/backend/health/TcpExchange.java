package io.ringway.backend.health;

import io.ringway.settings.backend.BackendSettings;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** A check over TCP (RFC 7766): a connection of its own, messages behind two bytes of length, a header of the PROXY protocol in front of all. */
final class TcpExchange extends Exchange {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final CheckQuery query;
    private final ByteBuffer output;
    private final ByteBuffer length = ByteBuffer.allocate(Short.BYTES);
    private ByteBuffer answer;

    private TcpExchange(
            final SocketChannel channel, final SelectionKey key, final CheckQuery query, final ByteBuffer output) {
        super(channel);
        this.channel = channel;
        this.key = key;
        this.query = query;
        this.output = output;
    }

    /**
     * Begins to connect.
     *
     * @param backend  what is checked.
     * @param query    what is asked.
     * @param selector where the socket is registered.
     * @param owner    attached to its key.
     * @return connecting.
     * @throws IOException when it cannot.
     */
    static TcpExchange start(
            final BackendSettings backend, final CheckQuery query, final Selector selector, final Object owner)
            throws IOException {
        final InetAddress address = backend.address().getAddress();
        final SocketChannel channel = SocketChannel.open(
                address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            SourceAddress.bind(channel, backend.source(), address);
            // A connection that is there at once is announced as writable.
            final boolean connected = channel.connect(backend.address());
            final SelectionKey key =
                    channel.register(selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, owner);
            final byte[] header = backend.useProxyProtocol() ? ProxyHeader.local() : new byte[0];
            final byte[] message = query.message();
            final ByteBuffer output = ByteBuffer.allocate(header.length + Short.BYTES + message.length)
                    .put(header)
                    .putShort((short) message.length)
                    .put(message)
                    .flip();
            return new TcpExchange(channel, key, query, output);
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    Optional<Outcome> tryProceed() throws IOException {
        if (!channel.finishConnect()) {
            return Optional.empty();
        }
        if (output.hasRemaining()) {
            channel.write(output);
            key.interestOps(output.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
        return output.hasRemaining() ? Optional.empty() : receive();
    }

    private Optional<Outcome> receive() throws IOException {
        if (answer == null) {
            if (isEnded(length)) {
                return Optional.of(Outcome.failure("it closed the connection without an answer"));
            }
            if (length.hasRemaining()) {
                return Optional.empty();
            }
            answer = ByteBuffer.allocate(length.getShort(0) & 0xFFFF);
        }
        if (answer.hasRemaining() && isEnded(answer)) {
            return Optional.of(Outcome.failure("it closed the connection within an answer"));
        }
        if (answer.hasRemaining()) {
            return Optional.empty();
        }
        answer.flip();
        return Optional.of(query.mismatch(answer).map(Outcome::failure).orElseGet(() -> query.judge(answer)));
    }

    private boolean isEnded(final ByteBuffer destination) throws IOException {
        return channel.read(destination) < 0;
    }

    @Override
    String progress() {
        if (!channel.isConnected()) {
            return ", the TCP connection was not made";
        }
        return answer == null ? "" : ", only %d of its %d bytes".formatted(answer.position(), answer.capacity());
    }
}
