package io.ringway.engine;

import io.ringway.stack.tcp.EndReason;
import io.ringway.stack.tcp.MessageHandler;
import io.ringway.stack.tcp.TcpBinding;
import io.ringway.stack.tcp.TcpExchange;
import io.ringway.stack.tcp.TcpLimits;
import io.ringway.stack.tcp.TcpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/** A server on the loopback interface that sends one message back, and a client of it. */
final class TcpTrainingRun implements MessageHandler {
    private static final int TIMEOUT_MS = 2_000;
    private static final int LENGTH = 12;
    private static final TcpLimits LIMITS = TcpLimits.ofSeconds(2, 2, 0, 0, 0, 1, LENGTH);

    private TcpTrainingRun() {}

    static void run() {
        final TcpBinding binding = TcpBinding.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try (TcpServer server = TcpServer.open(1, LIMITS, List.of(binding), ignored -> new TcpTrainingRun());
                Socket client = new Socket()) {
            client.setSoTimeout(TIMEOUT_MS);
            client.connect(server.addresses().getFirst(), TIMEOUT_MS);
            final byte[] message = new byte[Short.BYTES + LENGTH];
            message[1] = LENGTH;
            client.getOutputStream().write(message);
            client.getInputStream().readNBytes(message.length);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean admits(final long address) {
        return true;
    }

    @Override
    public void handle(final TcpExchange exchange, final long address, final int length) {
        exchange.answer(address, length);
    }

    @Override
    public void opened() {
        // Nothing is counted here, nor in the others below.
    }

    @Override
    public void closed() {}

    @Override
    public void ended(final EndReason reason) {}

    @Override
    public void sent(final int answers, final int relays, final long bytes) {}

    @Override
    public void lost(final int answers) {}

    @Override
    public void failed(final Throwable failure) {}
}
