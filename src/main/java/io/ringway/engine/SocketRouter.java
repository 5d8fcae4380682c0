package io.ringway.engine;

import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FrameEvent;
import io.ringway.engine.frame.FrameHomes;
import io.ringway.engine.frame.FrameLedger;
import io.ringway.engine.frame.FramePool;
import io.ringway.engine.frame.FrameProducer;
import io.ringway.stack.UdpSocket;
import io.ringway.wire.SocketMessage;
import io.ringway.xdp.NativeException;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Owns one UDP socket of the kernel's own stack and the frames that its messages come in: what {@link Router} is for AF_XDP.
 *
 * <p>Frames wander vector → worker → vector → pool. A frame that is lent to the kernel for the next message counts as {@code frames-fill}.
 * {@link #receive()} sleeps in {@code recvmmsg} until there is a message, so that a query alone costs two system calls.
 *
 * <p>Runs on one thread together with its worker; that thread is the only one that touches any of it.
 */
final class SocketRouter implements Port {
    private final String name;
    private final UdpSocket socket;
    private final long frames;
    private final int frameSize;
    private final FramePool pool;
    private final FrameLedger ledger;
    private final FrameProducer toWorker;
    private final FrameConsumer fromWorker;
    private final FrameConsumer[] fromHomes;
    private final FrameHomes homes;
    private final QueueCounters counters;
    private final int vectorSize;
    private final long framesEnd;
    private long framesWorker;

    /**
     * Makes the router and lends the socket a frame for every message of a call.
     *
     * @param name       for messages: the socket's address.
     * @param socket     bound.
     * @param wiring     its frames, at least twice the socket's vector; where those of others go, and its own come back.
     * @param toWorker   ring to the worker.
     * @param fromWorker ring back from it.
     * @param counters   written by this router alone.
     */
    SocketRouter(
            final String name,
            final UdpSocket socket,
            final RouterWiring wiring,
            final FrameProducer toWorker,
            final FrameConsumer fromWorker,
            final QueueCounters counters) {
        this.name = name;
        this.socket = socket;
        this.toWorker = toWorker;
        this.fromWorker = fromWorker;
        this.counters = counters;
        homes = wiring.homes();
        fromHomes = wiring.fromHomes();
        frames = wiring.framesStart();
        framesEnd = wiring.framesEnd();
        frameSize = wiring.frameSize();
        final int frameCount = wiring.frameCount();
        vectorSize = socket.vectorSize();
        pool = new FramePool(0, frameCount, frameSize);
        ledger = new FrameLedger(0, frameCount, frameSize);
        for (int i = 0; i < frameCount; i++) {
            socket.prepare(payload((long) i * frameSize));
        }
        for (int i = 0; i < vectorSize; i++) {
            lend(i);
        }
        publishFrames();
    }

    private long payload(final long offset) {
        return frames + offset + SocketMessage.HEADER_LENGTH;
    }

    /** The offset of the frame that an address lies in. */
    private long offset(final long address) {
        return (address - frames) & -frameSize;
    }

    private void lend(final int index) {
        final long offset = pool.take();
        ledger.move(offset, FrameLedger.FREE, FrameLedger.FILL);
        socket.lend(index, payload(offset), SocketPipeline.FRAME_SIZE - SocketMessage.HEADER_LENGTH);
    }

    @Override
    public int receive() {
        final int count = socket.receive();
        if (count == 0) {
            return 0;
        }
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            final long payload = socket.payload(i);
            final int length = socket.length(i);
            bytes += length;
            ledger.move(offset(payload), FrameLedger.FILL, FrameLedger.ROUTER);
            handOver(payload, length, socket.isTruncated(i));
            lend(i);
        }
        toWorker.flush();
        counters.received.getAndAddRelease(count);
        counters.receivedBytes.getAndAddRelease(bytes);
        publishFrames();
        return count;
    }

    private void handOver(final long payload, final int length, final boolean truncated) {
        if (truncated) {
            counters.dropMessageTruncated.incrementRelease();
        } else if (pool.size() == 0) {
            // All others are on their way through AF_XDP sockets, whose link may be down: this one must receive the
            // next message.
            counters.dropNoFrame.incrementRelease();
        } else if (toWorker.offer(payload, length)) {
            ledger.move(offset(payload), FrameLedger.ROUTER, FrameLedger.WORKER);
            framesWorker++;
            return;
        } else {
            counters.dropWorkerRingFull.incrementRelease();
        }
        free(payload, FrameLedger.ROUTER);
    }

    @Override
    public int transmit() {
        int moved = 0;
        int count = fromWorker.available(vectorSize);
        while (count > 0) {
            transmit(count);
            moved += count;
            count = fromWorker.available(vectorSize);
        }
        moved += takeHome();
        if (moved > 0) {
            homes.flush();
            publishFrames();
        }
        return moved;
    }

    private void transmit(final int count) {
        int put = 0;
        int relays = 0;
        for (int i = 0; i < count; i++) {
            final FrameEvent event = fromWorker.event(i);
            if (event.length > 0) {
                socket.put(put++, event.address, event.length);
                relays += event.kind == FrameEvent.RELAY ? 1 : 0;
            }
        }
        send(put, relays);
        // The kernel has copied what it sent: every frame is free again.
        for (int i = 0; i < count; i++) {
            final long payload = fromWorker.event(i).address;
            if (payload >= frames && payload < framesEnd) {
                free(payload, FrameLedger.WORKER);
                framesWorker--;
            } else {
                homes.give(payload);
            }
        }
        fromWorker.release(count);
    }

    /** Frames whose query left by an AF_XDP socket come back here. */
    private int takeHome() {
        int taken = 0;
        for (int h = 0; h < fromHomes.length; h++) {
            final FrameConsumer fromHome = fromHomes[h];
            final int count = fromHome.available(Integer.MAX_VALUE);
            for (int i = 0; i < count; i++) {
                free(fromHome.event(i).address, FrameLedger.WORKER);
            }
            if (count > 0) {
                fromHome.release(count);
                framesWorker -= count;
                taken += count;
            }
        }
        return taken;
    }

    /**
     * A message that the kernel refuses is dropped, and those behind it are tried. Which kind was refused is not told apart: refusals are taken from
     * the answers of our own first.
     */
    private void send(final int count, final int relays) {
        int done = 0;
        int sent = 0;
        long bytes = 0;
        while (done < count) {
            counters.wakeups.incrementRelease();
            final int result = socket.send(done, count - done);
            if (result > 0) {
                for (int i = done; i < done + result; i++) {
                    bytes += socket.sentLength(i);
                }
                sent += result;
                done += result;
            } else {
                count(-result);
                done++;
            }
        }
        final int relayed = Math.min(relays, sent);
        counters.answered.getAndAddRelease(sent - relayed);
        counters.answeredBytes.getAndAddRelease(bytes);
        if (relayed > 0) {
            counters.relayed.getAndAddRelease(relayed);
        }
        counters.completed.getAndAddRelease(sent);
    }

    private void count(final int errno) {
        final AtomicCounter counter = switch (errno) {
            case NativeException.EAGAIN -> counters.again;
            case NativeException.ENOBUFS -> counters.noBuffers;
            case NativeException.ENETDOWN -> counters.linkDown;
            default -> counters.errors;
        };
        counter.incrementRelease();
        counters.dropSendFailed.incrementRelease();
    }

    private void free(final long payload, final byte owner) {
        final long offset = offset(payload);
        ledger.move(offset, owner, FrameLedger.FREE);
        pool.give(offset);
    }

    private void publishFrames() {
        counters.framesFree.setRelease(pool.size());
        counters.framesFill.setRelease(vectorSize);
        counters.framesWorker.setRelease(framesWorker);
    }

    @Override
    public int doWork() {
        return receive() + transmit();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String roleName() {
        return name;
    }

    /** A thread that sleeps in {@link #receive()} alone is never asked. Frames that came home alone wake nobody. */
    @Override
    public boolean hasWork() {
        return fromWorker.available(1) > 0;
    }

    @Override
    public boolean transmitLags() {
        return false;
    }
}
