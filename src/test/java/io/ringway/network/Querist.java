package io.ringway.network;

import io.ringway.lab.Namespace;
import io.ringway.wire.DnsMessageBuilder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Keeps asking over a plain UDP socket of the client's namespace, a few thousand times a second, whatever happens to link and server. */
final class Querist implements AutoCloseable {
    private static final long PAUSE_NS = 300_000;
    private static final int RECEIVE_TIMEOUT_MS = 50;

    private final DatagramSocket socket;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final Thread asking;
    private final Thread listening;
    private volatile boolean running = true;

    Querist(final Namespace client, final String server) throws Exception {
        socket = NamespaceThread.call(client, () -> new DatagramSocket(new InetSocketAddress(0)));
        socket.setSoTimeout(RECEIVE_TIMEOUT_MS);
        final byte[] query = new DnsMessageBuilder()
                .question(DnsMessageBuilder.name("example.com"), 1, 1)
                .build();
        final DatagramPacket packet = new DatagramPacket(query, query.length, InetAddress.ofLiteral(server), 53);
        asking = Thread.ofPlatform().daemon().name("querist").start(() -> ask(packet));
        listening = Thread.ofPlatform().daemon().name("querist's ear").start(this::listen);
    }

    private void ask(final DatagramPacket packet) {
        while (running) {
            try {
                socket.send(packet);
                asked.incrementAndGet();
            } catch (final IOException e) {
                // No route while the link is down: go on asking.
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    private void listen() {
        final DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        while (running) {
            try {
                socket.receive(packet);
                if ((packet.getData()[3] & 0xF) == 5) {
                    answered.incrementAndGet();
                }
            } catch (final SocketTimeoutException e) {
                Thread.onSpinWait();
            } catch (final IOException e) {
                // ICMP unreachable while nobody serves.
                Thread.onSpinWait();
            }
        }
    }

    long asked() {
        return asked.get();
    }

    /** Waits until {@code more} further REFUSED have come. */
    void awaitAnswers(final int more) {
        final long wanted = answered.get() + more;
        Until.isTrue(
                more + " more answers",
                () -> answered.get() >= wanted,
                () -> asked.get() + " asked, " + answered.get() + " answered");
    }

    /** Stops asking. */
    void stop() {
        running = false;
        try {
            asking.join();
            listening.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        socket.close();
    }
}
