package io.ringway.engine.forward;

import io.ringway.backend.UnpredictableNumbers;
import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FramePool;
import io.ringway.stack.BackendSocket;
import io.ringway.stack.ReadySockets;
import io.ringway.wire.SocketMessage;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The sockets of one worker to its backends on the kernel's stack: several for each backend, each with a port of its own, and the frames that
 * responses come in.
 *
 * <p>Belongs to the worker's thread; the control thread opens and closes the sockets ({@link WorkerServers}). Which sockets there are changes between batches.
 */
public final class BackendSockets implements AutoCloseable {
    /** Messages of one call. */
    static final int BATCH = 64;

    private Table table = Table.NONE;
    private final ReadySockets ready = new ReadySockets(BATCH);
    private final long frames;
    private final int frameSize;
    private final FramePool pool;
    private final FrameConsumer fromHome;

    /** Sockets that have queries to send, no more than one for each of a batch, and how many those are. */
    private final BackendSocket[] waiting = new BackendSocket[BATCH];

    private int waitingCount;
    private int lent;
    private int readyCount;
    private int readyNext;
    private int current;
    final AtomicCounter received;
    final AtomicCounter forwarded;
    final AtomicCounter dropSendFailed;
    final AtomicCounter dropMessageTruncated;

    /** Which sockets there are at one time. Never changes. */
    static final class Table {
        private static final Table NONE = new Table(new BackendSocket[0], new int[0], new int[0]);

        private final BackendSocket[] sockets;
        private final int[] first;
        private final int[] counts;

        /**
         * Takes the arrays over.
         *
         * @param sockets by number, null for numbers that are not in use.
         * @param first   by number of the backend, the number of its first one; the others follow.
         * @param counts  by number of the backend, how many it has; 0 for none.
         */
        Table(final BackendSocket[] sockets, final int[] first, final int[] counts) {
            this.sockets = sockets;
            this.first = first;
            this.counts = counts;
        }
    }

    /**
     * No socket yet.
     *
     * @param frames   address of the first frame.
     * @param count    frames, a power of two.
     * @param size     bytes of a frame, a power of two.
     * @param fromHome ring over which others give frames back.
     * @param counters this worker's alone.
     */
    BackendSockets(
            final long frames,
            final int count,
            final int size,
            final FrameConsumer fromHome,
            final SocketCounters counters) {
        this.frames = frames;
        frameSize = size;
        this.fromHome = fromHome;
        pool = new FramePool(0, count, size);
        received = counters.received();
        forwarded = counters.forwarded();
        dropSendFailed = counters.dropSendFailed();
        dropMessageTruncated = counters.dropMessageTruncated();
    }

    /**
     * The counters of these sockets.
     *
     * @param received             responses
     * @param forwarded            queries sent
     * @param dropSendFailed       queries that the kernel refused
     * @param dropMessageTruncated responses longer than a frame
     */
    record SocketCounters(
            AtomicCounter received,
            AtomicCounter forwarded,
            AtomicCounter dropSendFailed,
            AtomicCounter dropMessageTruncated) {}

    /**
     * What its worker's thread sleeps on.
     *
     * @return readable while a response is there.
     */
    public int fd() {
        return ready.fd();
    }

    /** Those that the worker uses now. By its thread, and before that by the control thread. */
    Table table() {
        return table;
    }

    /** Uses other ones; between batches. */
    void use(final Table others) {
        table = others;
    }

    /** Has responses of a socket come in. Control thread, before the worker uses it. */
    void watch(final BackendSocket socket, final int number) {
        ready.add(socket, number);
    }

    /** The number of a socket of a backend, chosen at random; negative when it has none. */
    int choose(final int backend, final UnpredictableNumbers numbers) {
        final int count = table.counts[backend];
        return count == 0 ? -1 : table.first[backend] + numbers.below(count);
    }

    /** Puts a query into a socket's batch, which is sent first when it is full. */
    void put(final int socket, final long payload, final int length) {
        final BackendSocket chosen = table.sockets[socket];
        if (chosen.isEmpty()) {
            waiting[waitingCount++] = chosen;
        }
        // A batch of the worker is no larger than one of a socket: there is room.
        chosen.put(payload, length);
    }

    /** A query of that socket was answered or given up. */
    void ended(final int socket) {
        table.sockets[socket].ended();
    }

    /**
     * Sends all batches.
     *
     * @param queries how many queries were put.
     */
    public void flush(final int queries) {
        int sent = 0;
        for (int i = 0; i < waitingCount; i++) {
            sent += waiting[i].flush();
        }
        waitingCount = 0;
        forwarded.getAndAddRelease(sent);
        if (sent < queries) {
            dropSendFailed.getAndAddRelease(queries - sent);
        }
    }

    /** Looks for responses; whether there is any. */
    public boolean poll() {
        takeHome();
        readyNext = 0;
        readyCount = ready.poll();
        return readyCount > 0;
    }

    /**
     * Receives from the next socket that has something.
     *
     * @param limit responses at most, above 0.
     * @return responses, to be taken one by one with {@link #payload}; -1 when no socket is left, or no frame.
     */
    public int receive(final int limit) {
        if (readyNext == readyCount) {
            return -1;
        }
        lend();
        if (lent == 0) {
            return -1;
        }
        current = ready.ready(readyNext);
        final int count = ready.receive(readyNext++, Math.min(lent, limit));
        received.getAndAddRelease(count);
        return count;
    }

    /** Has a frame lent at every place of the vector, as far as there are any. */
    private void lend() {
        while (lent < BATCH && pool.size() > 0) {
            ready.lend(
                    lent++,
                    frames + pool.take() + SocketMessage.HEADER_LENGTH,
                    frameSize - SocketMessage.HEADER_LENGTH);
        }
    }

    /** The number of the socket that {@link #receive} read from. */
    int current() {
        return current;
    }

    /**
     * Where a response begins.
     *
     * @param index its place.
     * @return address of the DNS message.
     */
    public long payload(final int index) {
        return ready.payload(index);
    }

    /**
     * The length of a response.
     *
     * @param index its place.
     * @return bytes; 0 for one that was longer than its frame, which is counted.
     */
    public int length(final int index) {
        if (ready.isTruncated(index)) {
            dropMessageTruncated.incrementRelease();
            return 0;
        }
        return ready.length(index);
    }

    /**
     * Ends a batch: frames of which the worker made answers are theirs until they come home, all others are lent again.
     *
     * @param count    what {@link #receive} returned.
     * @param relayed  by place, whether an answer stands in the frame.
     */
    public void release(final int count, final boolean[] relayed) {
        for (int i = 0; i < count; i++) {
            if (!relayed[i]) {
                pool.give(ready.payload(i) - SocketMessage.HEADER_LENGTH - frames);
            }
        }
        // What was lent behind those stays lent, at places from 0 on.
        for (int i = count; i < lent; i++) {
            ready.lend(i - count, ready.payload(i), frameSize - SocketMessage.HEADER_LENGTH);
        }
        lent -= count;
    }

    private void takeHome() {
        final int count = fromHome.available(Integer.MAX_VALUE);
        for (int i = 0; i < count; i++) {
            pool.give((fromHome.event(i).address - frames) & -frameSize);
        }
        if (count > 0) {
            fromHome.release(count);
        }
    }

    /** Looks for responses no more; whoever opened the sockets closes them. */
    @Override
    public void close() {
        ready.close();
    }
}
