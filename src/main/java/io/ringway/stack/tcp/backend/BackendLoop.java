package io.ringway.stack.tcp.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.ResponseDefect;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * What the ways to all backends share on one event loop: where responses are looked at, and the round that looks for time-outs.
 *
 * <p>Made by any thread, then the loop's.
 */
public final class BackendLoop {
    /** Distance of the rounds that look for time-outs, milliseconds. */
    static final int SWEEP_INTERVAL_MS = 100;

    private static final int MAX_MESSAGE_LENGTH = 65_535;

    /** A flyweight may read a word that begins within the message. */
    private static final int ROOM_BEHIND = 64;

    private static final int PAGE_SIZE = 8192;
    private static final int CHUNK_ORDER = 5;

    final LongSupplier clock;
    final ByteBufAllocator allocator = new PooledByteBufAllocator(true, 0, 1, PAGE_SIZE, CHUNK_ORDER, 0, 0, false);

    private final ResponseListener listener;
    private final IntSupplier ids;
    private final DnsResponse response = new DnsResponse();
    private final ByteBuf responses =
            Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(MAX_MESSAGE_LENGTH + ROOM_BEHIND));
    private final long responseAddress =
            MemorySegment.ofBuffer(responses.nioBuffer(0, responses.capacity())).address();
    private final List<BackendConnections> backends = new ArrayList<>();
    private EventLoop eventLoop;
    private Future<?> sweeps;
    private boolean closed;

    /**
     * Nothing is sent yet.
     *
     * @param clock    nanoseconds.
     * @param ids      numbers from 0 to 65535 that nobody can predict.
     * @param listener told of responses.
     */
    public BackendLoop(final LongSupplier clock, final IntSupplier ids, final ResponseListener listener) {
        this.clock = clock;
        this.ids = ids;
        this.listener = listener;
    }

    /**
     * Says which event loop it is. By its thread, before anything is sent; repeated calls do nothing.
     *
     * @param loop that of the clients' connections.
     */
    public void attach(final EventLoop loop) {
        eventLoop = loop;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    boolean isClosed() {
        return closed;
    }

    void add(final BackendConnections backend) {
        backends.add(backend);
    }

    /**
     * Closes every socket to a backend that nothing waits at. By the loop's thread.
     *
     * @param backend one of this loop's.
     */
    public void remove(final BackendConnections backend) {
        backends.remove(backend);
        backend.close();
    }

    int nextId() {
        return ids.getAsInt() & 0xFFFF;
    }

    /** Has the rounds run: something is open. */
    void watch() {
        if (sweeps == null) {
            sweeps = eventLoop.scheduleAtFixedRate(
                    this::sweep, SWEEP_INTERVAL_MS, SWEEP_INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void sweep() {
        final long nowNs = clock.getAsLong();
        boolean busy = false;
        for (final BackendConnections backend : backends) {
            backend.sweep(nowNs);
            busy |= backend.isOpen();
        }
        if (!busy && sweeps != null) {
            sweeps.cancel(false);
            sweeps = null;
        }
    }

    /**
     * Takes a response out of what was received and finds its query.
     *
     * @param source   read from.
     * @param length   bytes of the message.
     * @param inFlight the query with an ID, null when there is none.
     * @return what {@link BackendQuery#answered} is to be called for, with {@link #responseAddress}; null when it answers nothing, and is counted.
     */
    BackendQuery take(final ByteBuf source, final int length, final IntFunction<BackendQuery> inFlight) {
        source.readBytes(responses, 0, length);
        listener.received();
        final ResponseDefect defect = response.wrap(responseAddress, length);
        final BackendQuery query = defect == ResponseDefect.NONE || defect == ResponseDefect.QUESTION_COUNT
                ? inFlight.apply(response.id())
                : null;
        if (defect != ResponseDefect.NONE && (query == null || !query.goesOnWith(response))) {
            listener.invalid();
            return null;
        }
        if (query == null) {
            listener.unmatched();
            return null;
        }
        if (!query.isAnsweredBy(response)) {
            listener.questionDiffers();
            return null;
        }
        return query;
    }

    /** The message that was taken last. */
    DnsResponse response() {
        return response;
    }

    /** Where the message that was taken last stands. */
    long responseAddress() {
        return responseAddress;
    }

    /** Closes every socket; queries on their way are told nothing. By the event loop's thread. */
    public void close() {
        closed = true;
        if (sweeps != null) {
            sweeps.cancel(false);
            sweeps = null;
        }
        backends.forEach(BackendConnections::close);
    }
}
