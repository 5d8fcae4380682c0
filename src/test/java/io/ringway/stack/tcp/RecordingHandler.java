package io.ringway.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Sends every message back: at once, or when the test says so, in the order that it says. */
final class RecordingHandler implements MessageHandler {
    static final int TIMEOUT_S = 20;

    /** A message that the test answers. */
    static final class Waiting {
        private final TcpExchange exchange;
        private final byte[] message;

        Waiting(final TcpExchange exchange, final byte[] message) {
            this.exchange = exchange;
            this.message = message;
        }

        TcpExchange exchange() {
            return exchange;
        }

        void answer() {
            exchange.loop().execute(() -> {
                try (Arena arena = Arena.ofConfined()) {
                    final MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
                    exchange.answer(copy.address(), message.length);
                }
            });
        }

        int first() {
            return ((message[0] & 0xFF) << 8) | (message[1] & 0xFF);
        }
    }

    final Map<EndReason, AtomicInteger> reasons = new ConcurrentHashMap<>();
    final LinkedBlockingQueue<EndReason> ended = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
    final AtomicInteger handled = new AtomicInteger();
    final AtomicInteger sent = new AtomicInteger();
    final AtomicLong sentBytes = new AtomicLong();
    final AtomicInteger lost = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final List<Throwable> failures = new ArrayList<>();

    private final boolean atOnce;
    volatile boolean admitting = true;
    volatile boolean dropping;
    volatile boolean throwing;

    RecordingHandler(final boolean atOnce) {
        this.atOnce = atOnce;
    }

    @Override
    public boolean admits(final long address) {
        return admitting;
    }

    @Override
    public void handle(final TcpExchange exchange, final long address, final int length) {
        handled.incrementAndGet();
        if (throwing) {
            throw new IllegalStateException("the test's");
        } else if (dropping) {
            exchange.drop();
        } else if (atOnce) {
            exchange.answer(address, length);
        } else {
            final byte[] message = new byte[length];
            for (int i = 0; i < length; i++) {
                message[i] = (byte) Memory.byteAt(address + i);
            }
            waiting.add(new Waiting(exchange, message));
        }
    }

    @Override
    public void opened() {
        open.incrementAndGet();
    }

    @Override
    public void closed() {
        open.decrementAndGet();
    }

    @Override
    public void ended(final EndReason reason) {
        reasons.computeIfAbsent(reason, ignored -> new AtomicInteger()).incrementAndGet();
        ended.add(reason);
    }

    @Override
    public void sent(final int answers, final int relays, final long bytes) {
        sent.addAndGet(answers + relays);
        sentBytes.addAndGet(bytes);
    }

    @Override
    public void lost(final int answers) {
        lost.addAndGet(answers);
    }

    @Override
    public void failed(final Throwable failure) {
        synchronized (failures) {
            failures.add(failure);
        }
    }

    Waiting next() throws InterruptedException {
        final Waiting next = waiting.poll(TIMEOUT_S, TimeUnit.SECONDS);
        assertThat(next).as("a message").isNotNull();
        return next;
    }

    EndReason nextEnd() throws InterruptedException {
        return ended.poll(TIMEOUT_S, TimeUnit.SECONDS);
    }
}
