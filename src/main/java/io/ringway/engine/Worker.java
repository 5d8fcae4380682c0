package io.ringway.engine;

import io.ringway.engine.forward.BackendSockets;
import io.ringway.engine.forward.Forwarder;
import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FrameEvent;
import io.ringway.engine.frame.FrameProducer;

/**
 * Takes the packets of one listener off a ring, has its {@link Responder} decide, and gives them back; and with a {@link Forwarder} takes in the
 * responses to its queries, from the routers of AF_XDP sockets and from sockets of its own.
 *
 * <p>Every packet leaves as exactly one event towards a router: an answer, a query to a backend, or a free frame whose reason is counted. It takes
 * no packet before every ring that it may leave by has room for it.
 *
 * <p>Runs on its own thread, or in {@code shared} placement on the router's.
 */
final class Worker implements Stage {
    private static final int OWN = 0;

    /** How long its thread may sleep while a time-out is to come, milliseconds. */
    private static final int WAITING_SLEEP_MS = 10;

    private final String name;
    private final FrameConsumer fromRouter;
    private final Responder responder;
    private final Forwarder forwarder;
    private final BackendSockets sockets;

    /** Rings to routers, that of the clients first. */
    private final FrameProducer[] toRouters;

    /** Responses, from the routers that send this worker's queries; from each of them back by {@code toRouters[i + 1]}. */
    private final FrameConsumer[] responses;

    /** Whether those routers run on other threads. */
    private final boolean[] elsewhere;

    private final long[] waitingFrames = new long[Router.BATCH];
    private final boolean[] relayed = new boolean[Router.BATCH];
    private int waiting;
    private DelayedAnswers delayed = new DelayedAnswers(0);

    /**
     * Makes a worker that forwards nothing.
     *
     * @param name       for messages: queue and listening address.
     * @param fromRouter packets.
     * @param toRouter   answers and free frames.
     * @param responder  decides; used by this worker alone.
     */
    Worker(final String name, final FrameConsumer fromRouter, final FrameProducer toRouter, final Responder responder) {
        this(name, fromRouter, new FrameProducer[] {toRouter}, new FrameConsumer[0], new boolean[0], responder);
    }

    /**
     * Makes a worker.
     *
     * @param name       for messages: queue and listening address.
     * @param fromRouter packets.
     * @param toRouters  answers, queries and free frames; to the clients' router first, then to those that {@code responses} come from.
     * @param responses  of backends.
     * @param elsewhere  for each of those whether its router runs on another thread.
     * @param responder  decides; used by this worker alone.
     */
    Worker(
            final String name,
            final FrameConsumer fromRouter,
            final FrameProducer[] toRouters,
            final FrameConsumer[] responses,
            final boolean[] elsewhere,
            final Responder responder) {
        this.name = name;
        this.fromRouter = fromRouter;
        this.toRouters = toRouters.clone();
        this.responses = responses.clone();
        this.elsewhere = elsewhere.clone();
        this.responder = responder;
        forwarder = responder.forwarder();
        sockets = forwarder == null ? null : forwarder.sockets();
    }

    /** Lets rules keep so many answers waiting, in their frames; before it is used. Its thread must not sleep longer than {@link #longestSleepMs}. */
    void delayUpTo(final int answers) {
        delayed = new DelayedAnswers(answers);
    }

    @Override
    public int doWork() {
        if (forwarder == null) {
            return delayed.size() > 0 ? sendDelayed(System.nanoTime()) + answer(0) : answer(0);
        }
        forwarder.follow();
        final long nowNs = System.nanoTime();
        // What waits for an answer comes before what is new.
        int work = delayed.size() > 0 ? sendDelayed(nowNs) : 0;
        for (int i = 0; i < responses.length; i++) {
            work += relay(i, nowNs);
        }
        if (forwarder.waitsAtSockets()) {
            work += relayFromSockets(nowNs);
        }
        forwarder.expire(nowNs);
        work += answer(nowNs);
        // Late responses would keep the thread awake that does not read them.
        return work > 0 ? work : relayFromSockets(nowNs);
    }

    private int answer(final long nowNs) {
        final int count = fromRouter.available(room());
        if (count > 0) {
            responder.beginBatch(nowNs);
            for (int i = 0; i < count; i++) {
                final FrameEvent event = fromRouter.event(i);
                handle(event.address, event.length, nowNs);
            }
            fromRouter.release(count);
            if (waiting > 0) {
                flushSockets();
            }
            flush();
        }
        return count;
    }

    private void handle(final long address, final int length, final long nowNs) {
        final int outcome = responder.handle(address, length, nowNs);
        if (outcome == Responder.ANSWERED) {
            send(responder.answerAddress(), responder.answerLength(), FrameEvent.ANSWER, responder.delayMs(), nowNs);
        } else if (outcome == Responder.NOTHING) {
            toRouters[OWN].offer(address, 0);
        } else if (outcome == Forwarder.TO_SOCKET) {
            waitingFrames[waiting++] = address;
        } else {
            toRouters[outcome].offer(forwarder.frameAddress(), forwarder.frameLength(), FrameEvent.FORWARD);
        }
    }

    /** To the client, now or later; where no more may wait, now. */
    private void send(final long address, final int length, final int kind, final int delayMs, final long nowNs) {
        if (delayMs > 0) {
            if (delayed.hold(address, length, kind, nowNs == 0 ? System.nanoTime() : nowNs, delayMs)) {
                return;
            }
            responder.noteNotDelayed();
        }
        toRouters[OWN].offer(address, length, kind);
    }

    private int sendDelayed(final long nowNs) {
        final int room = toRouters[OWN].free(Router.BATCH);
        int count = 0;
        while (count < room && delayed.next(nowNs)) {
            toRouters[OWN].offer(delayed.address(), delayed.length(), delayed.kind());
            count++;
        }
        if (count > 0) {
            flush();
        }
        return count;
    }

    /** The kernel has copied what it sent: every frame is free again. */
    private void flushSockets() {
        sockets.flush(waiting);
        for (int i = 0; i < waiting; i++) {
            toRouters[OWN].offer(waitingFrames[i], 0);
        }
        waiting = 0;
    }

    private int relay(final int router, final long nowNs) {
        final FrameConsumer from = responses[router];
        final FrameProducer back = toRouters[router + 1];
        final int count = from.available(Math.min(relayRoom(), back.free(Router.BATCH)));
        if (count > 0) {
            for (int i = 0; i < count; i++) {
                final FrameEvent event = from.event(i);
                if (forwarder.relaysFrame(event.address, event.length, elsewhere[router], nowNs)) {
                    sendRelayed(nowNs);
                } else {
                    back.offer(event.address, 0);
                }
            }
            from.release(count);
            flush();
        }
        return count;
    }

    private int relayFromSockets(final long nowNs) {
        int room = relayRoom();
        if (room == 0 || !sockets.poll()) {
            return 0;
        }
        int work = 0;
        int count = sockets.receive(room);
        while (count >= 0) {
            for (int i = 0; i < count; i++) {
                final int length = sockets.length(i);
                relayed[i] = length > 0 && forwarder.relaysMessage(sockets.payload(i), length, nowNs);
                if (relayed[i]) {
                    sendRelayed(nowNs);
                }
            }
            sockets.release(count, relayed);
            work += count;
            room = relayRoom();
            // What there is no room for waits in its socket, and the kernel is not asked about it.
            count = room > 0 ? sockets.receive(room) : -1;
        }
        flush();
        return work;
    }

    private void sendRelayed(final long nowNs) {
        send(forwarder.frameAddress(), forwarder.frameLength(), FrameEvent.RELAY, forwarder.delayMs(), nowNs);
    }

    /** What fits into the ring to the clients' router and leaves room for a batch of queries, which would be lost otherwise. */
    private int relayRoom() {
        return Math.clamp(toRouters[OWN].free(2 * Router.BATCH) - Router.BATCH, 0, Router.BATCH);
    }

    /** What fits into every ring that a packet may leave by. */
    private int room() {
        int room = Router.BATCH;
        for (int i = 0; i < toRouters.length; i++) {
            room = toRouters[i].free(room);
        }
        return room;
    }

    private void flush() {
        for (int i = 0; i < toRouters.length; i++) {
            toRouters[i].flush();
        }
    }

    /** What its thread waits for besides its rings. */
    int[] socketFds() {
        return sockets == null ? new int[0] : new int[] {sockets.fd()};
    }

    @Override
    public String roleName() {
        return "worker " + name;
    }

    @Override
    public boolean hasWork() {
        if (fromRouter.available(1) > 0) {
            return true;
        }
        for (int i = 0; i < responses.length; i++) {
            if (responses[i].available(1) > 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean transmitLags() {
        return false;
    }

    @Override
    public int longestSleepMs() {
        final int mostMs = forwarder != null && forwarder.isWaiting() ? WAITING_SLEEP_MS : LONGEST_SLEEP_MS;
        return delayed.size() > 0 ? delayed.sleepMs(System.nanoTime(), mostMs) : mostMs;
    }
}
