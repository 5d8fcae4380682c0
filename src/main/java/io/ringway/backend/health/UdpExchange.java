package io.ringway.backend.health;

import io.ringway.settings.backend.BackendSettings;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Optional;

/**
 * A check over UDP. The socket is connected, so that the kernel drops what comes from elsewhere.
 *
 * <p>A message that is not the answer is passed over, and what it was is told with the time-out: were it to fail the check, anybody who guesses
 * a port could take a backend down (RFC 5452).
 */
final class UdpExchange extends Exchange {
    /** Read at a time, so that a flood on one socket does not keep the thread from the others. */
    private static final int MAX_MESSAGES = 64;

    private final DatagramChannel channel;
    private final CheckQuery query;
    private final ByteBuffer buffer;
    private String passedOver = "";

    private UdpExchange(final DatagramChannel channel, final CheckQuery query, final ByteBuffer buffer) {
        super(channel);
        this.channel = channel;
        this.query = query;
        this.buffer = buffer;
    }

    /**
     * Sends the query.
     *
     * @param backend  what is checked.
     * @param query    what is asked.
     * @param selector where the socket is registered.
     * @param owner    attached to its key.
     * @param buffer   what messages are received into, as large as they get.
     * @return waiting for the answer.
     * @throws IOException when it cannot be sent.
     */
    static UdpExchange start(
            final BackendSettings backend,
            final CheckQuery query,
            final Selector selector,
            final Object owner,
            final ByteBuffer buffer)
            throws IOException {
        final InetAddress address = backend.address().getAddress();
        final DatagramChannel channel = DatagramChannel.open(
                address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            SourceAddress.bind(channel, backend.source(), address);
            channel.connect(backend.address());
            channel.register(selector, SelectionKey.OP_READ, owner);
            final byte[] header = backend.useProxyProtocol() ? ProxyHeader.local() : new byte[0];
            final byte[] message = query.message();
            channel.write(ByteBuffer.allocate(header.length + message.length)
                    .put(header)
                    .put(message)
                    .flip());
            return new UdpExchange(channel, query, buffer);
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    Optional<Outcome> tryProceed() throws IOException {
        try {
            for (int i = 0; i < MAX_MESSAGES && channel.read(buffer.clear()) > 0; i++) {
                final Optional<String> mismatch = query.mismatch(buffer.flip());
                if (mismatch.isEmpty()) {
                    return Optional.of(query.judge(buffer));
                }
                passedOver = mismatch.get();
            }
        } catch (final PortUnreachableException e) {
            return Optional.of(Outcome.failure("nothing listens there (ICMP port unreachable)"));
        }
        return Optional.empty();
    }

    @Override
    String progress() {
        return passedOver.isEmpty() ? "" : ", but " + passedOver;
    }
}
