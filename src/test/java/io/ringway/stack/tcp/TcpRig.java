package io.ringway.stack.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A server on the loopback interface with one thread, whose clock the test turns. */
final class TcpRig implements AutoCloseable {
    static final long RECEIVE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
    static final long SEND_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(3);

    final AtomicLong nowNs = new AtomicLong(1);
    final RecordingHandler handler;
    final TcpServer server;

    TcpRig(final RecordingHandler handler, final int maxInFlight) {
        this(handler, maxInFlight, 0, UnaryOperator.identity());
    }

    TcpRig(
            final RecordingHandler handler,
            final int maxInFlight,
            final int maxConnections,
            final UnaryOperator<TcpLimits> limits) {
        this.handler = handler;
        final TcpLimits plain = new TcpLimits(
                RECEIVE_TIMEOUT_NS, SEND_TIMEOUT_NS, 0, 0, 0, 1_000, 2, TcpLimits.DEFAULT_BUFFER_BYTES, nowNs::get);
        server = TcpServer.open(
                1,
                limits.apply(plain),
                List.of(new TcpBinding(loopback(), false, "", 0, 0, maxInFlight, maxConnections)),
                number -> handler);
    }

    static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    }

    InetSocketAddress address() {
        return server.addresses().getFirst();
    }

    TcpClient connect() throws IOException {
        return new TcpClient(address());
    }

    /** Lets time go by, and has the server look. */
    void pass(final long ns) {
        nowNs.addAndGet(ns);
        server.sweep();
    }

    static void await(final String what, final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordingHandler.TIMEOUT_S);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError(what + " did not come true");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    void end() {
        server.close();
    }

    @Override
    public void close() {
        end();
    }
}
