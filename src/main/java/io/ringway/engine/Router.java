package io.ringway.engine;

import io.ringway.engine.frame.FrameConsumer;
import io.ringway.engine.frame.FrameEvent;
import io.ringway.engine.frame.FrameHomes;
import io.ringway.engine.frame.FrameLedger;
import io.ringway.engine.frame.FramePool;
import io.ringway.engine.frame.FrameProducer;
import io.ringway.wire.Memory;
import io.ringway.xdp.ConsumerRing;
import io.ringway.xdp.Descriptor;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.ProducerRing;
import io.ringway.xdp.TransmitWakeup;
import io.ringway.xdp.XskRings;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Owns the four rings and the frame pool of one AF_XDP socket, and moves frame addresses between the kernel and the workers.
 *
 * <p>One duty cycle is {@link #receive()} and then {@link #transmit()}; {@code shared} placement runs the workers between the two. Frames wander
 * FILL → RX → worker → TX → COMPLETION → pool; a frame that finds no room goes back to the pool and is counted, nothing ever waits.
 *
 * <p>Runs on the router's thread, which is the only one that touches any of it.
 */
final class Router implements Port {
    /** Packets per duty cycle: as many as the kernel's NAPI takes in one round, so that the two take turns and neither waits for the other. */
    static final int BATCH = 64;

    /** Answers, queries and responses together that are taken from one worker at a time. */
    static final int TRANSMIT_BATCH = 256;

    private static final int MAX_WAKEUPS = 128;

    private final String name;
    private final ConsumerRing receiveRing;
    private final ProducerRing transmitRing;
    private final ProducerRing fillRing;
    private final ConsumerRing completionRing;
    private final TransmitWakeup wakeup;
    private final boolean drainOnWakeup;
    private final long umemAddress;
    private final long frameMask;
    private final FramePool pool;
    private final FrameLedger ledger;
    private final Dispatcher dispatcher;
    private final FrameProducer[] toWorkers;
    private final FrameConsumer[] fromWorkers;
    private final QueueCounters counters;
    private final FrameConsumer[] fromHomes;
    private final FrameHomes homes;
    private final long ownFirst;
    private final long ownEnd;
    private long framesFill;
    private long framesWorker;
    private long framesTransmit;
    private boolean transmitLags;

    /**
     * Makes the router and lends the kernel as many frames as the FILL ring holds.
     *
     * @param name          for messages: interface and queue.
     * @param rings         the socket's rings.
     * @param wakeup        drives the TX ring.
     * @param drainOnWakeup whether to go on until the TX ring is empty: copy mode sends within the call, zero-copy later.
     * @param umemAddress   where offset 0 of the UMEM is.
     * @param first         the offset of this router's first frame; the UMEM may hold those of others, too.
     * @param frameCount    frames, a power of two.
     * @param frameSize     bytes per frame, a power of two.
     * @param dispatcher    chooses the worker.
     * @param toWorkers     rings to the workers, by the dispatcher's index.
     * @param fromWorkers   rings back from them.
     * @param fromHomes     rings over which others give frames of this router back.
     * @param homes         where frames of others go.
     * @param counters      written by this router alone.
     */
    Router(
            final String name,
            final XskRings rings,
            final TransmitWakeup wakeup,
            final boolean drainOnWakeup,
            final long umemAddress,
            final long first,
            final int frameCount,
            final int frameSize,
            final Dispatcher dispatcher,
            final FrameProducer[] toWorkers,
            final FrameConsumer[] fromWorkers,
            final FrameConsumer[] fromHomes,
            final FrameHomes homes,
            final QueueCounters counters) {
        this.name = name;
        this.wakeup = wakeup;
        this.drainOnWakeup = drainOnWakeup;
        this.umemAddress = umemAddress;
        this.dispatcher = dispatcher;
        this.toWorkers = toWorkers.clone();
        this.fromWorkers = fromWorkers.clone();
        this.fromHomes = fromHomes.clone();
        this.homes = homes;
        ownFirst = first;
        ownEnd = first + (long) frameCount * frameSize;
        this.counters = counters;
        receiveRing = rings.receive();
        transmitRing = rings.transmit();
        fillRing = rings.fill();
        completionRing = rings.completion();
        frameMask = -frameSize;
        pool = new FramePool(first, frameCount, frameSize);
        ledger = new FrameLedger(first, frameCount, frameSize);
        refill();
        publishFrames();
    }

    @Override
    public int doWork() {
        return receive() + transmit();
    }

    @Override
    public String roleName() {
        return "router " + name;
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * Takes a batch from the RX ring, hands each packet to its worker and refills the FILL ring.
     *
     * @return packets taken.
     */
    @Override
    public int receive() {
        final int count = receiveRing.available(BATCH);
        if (count == 0) {
            return 0;
        }
        int handedOver = 0;
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            final long entry = receiveRing.entry(i);
            final long offset = Descriptor.address(entry);
            final int length = Descriptor.length(entry);
            bytes += length;
            ledger.move(offset, FrameLedger.FILL, FrameLedger.ROUTER);
            if (handOver(offset, length)) {
                handedOver++;
            } else {
                free(offset, FrameLedger.ROUTER);
            }
        }
        receiveRing.release(count);
        for (int i = 0; i < toWorkers.length; i++) {
            toWorkers[i].flush();
        }
        framesFill -= count;
        framesWorker += handedOver;
        counters.received.getAndAddRelease(count);
        counters.receivedBytes.getAndAddRelease(bytes);
        refill();
        publishFrames();
        return count;
    }

    private boolean handOver(final long offset, final int length) {
        final long address = umemAddress + offset;
        checkInOneFrame(offset, length);
        final int worker = dispatcher.workerOf(address, length);
        if (worker < 0) {
            counters.dropNoListener.incrementRelease();
            return false;
        }
        if (!toWorkers[worker].offer(address, length)) {
            counters.dropWorkerRingFull.incrementRelease();
            return false;
        }
        ledger.move(offset, FrameLedger.ROUTER, FrameLedger.WORKER);
        return true;
    }

    /**
     * Puts what the workers answered on the TX ring, drives it, and takes back what was sent.
     *
     * @return frames moved.
     */
    @Override
    public int transmit() {
        int moved = 0;
        int submitted = 0;
        for (int w = 0; w < fromWorkers.length; w++) {
            final FrameConsumer fromWorker = fromWorkers[w];
            final int count = fromWorker.available(TRANSMIT_BATCH);
            if (count > 0) {
                submitted += submit(fromWorker, count);
                fromWorker.release(count);
                moved += count;
            }
        }
        if (submitted > 0 || transmitLags) {
            moved += wake();
        }
        moved += reclaim();
        moved += takeHome();
        if (moved > 0) {
            homes.flush();
            refill();
            publishFrames();
        }
        return moved;
    }

    private int submit(final FrameConsumer fromWorker, final int count) {
        final int room = transmitRing.free(count);
        int submitted = 0;
        int answered = 0;
        int forwarded = 0;
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            final FrameEvent event = fromWorker.event(i);
            final long offset = event.address - umemAddress;
            final int length = event.length;
            if (length > 0 && submitted < room) {
                checkInOneFrame(offset, length);
                if (isOwn(offset)) {
                    ledger.move(offset, FrameLedger.WORKER, FrameLedger.TRANSMIT);
                    framesWorker--;
                    framesTransmit++;
                }
                Descriptor.write(transmitRing.entry(submitted), offset, length);
                submitted++;
                bytes += length;
                answered += event.kind == FrameEvent.ANSWER ? 1 : 0;
                forwarded += event.kind == FrameEvent.FORWARD ? 1 : 0;
            } else {
                if (length > 0) {
                    counters.dropTransmitRingFull.incrementRelease();
                }
                freeOfWorker(offset);
            }
        }
        if (submitted > 0) {
            transmitRing.submit(submitted);
            counters.answered.getAndAddRelease(answered);
            counters.answeredBytes.getAndAddRelease(bytes);
            if (submitted > answered) {
                counters.forwarded.getAndAddRelease(forwarded);
                counters.relayed.getAndAddRelease(submitted - answered - forwarded);
            }
        }
        return submitted;
    }

    private boolean isOwn(final long offset) {
        return offset >= ownFirst && offset < ownEnd;
    }

    private void freeOfWorker(final long offset) {
        if (isOwn(offset)) {
            free(offset, FrameLedger.WORKER);
            framesWorker--;
        } else {
            homes.give(umemAddress + offset);
        }
    }

    /** Frames that left by another router's ring, or by a socket, come back here. */
    private int takeHome() {
        int taken = 0;
        for (int h = 0; h < fromHomes.length; h++) {
            final FrameConsumer fromHome = fromHomes[h];
            final int count = fromHome.available(Integer.MAX_VALUE);
            for (int i = 0; i < count; i++) {
                free(fromHome.event(i).address - umemAddress, FrameLedger.WORKER);
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
     * One call sends at most the kernel's budget, so calls go on while the ring is not empty; else frames would be stuck. A call that did not get
     * far may have found the COMPLETION ring full, so that is emptied in between; returns how many frames came back.
     */
    private int wake() {
        int completed = 0;
        boolean lags = transmitRing.pending() > 0;
        for (int i = 0; lags && i < MAX_WAKEUPS && transmitRing.needsWakeup(); i++) {
            counters.wakeups.incrementRelease();
            final boolean goOn = count(wakeup.wakeTransmit());
            lags = transmitRing.pending() > 0;
            if (!goOn || !drainOnWakeup) {
                break;
            }
            if (lags) {
                completed += reclaim();
            }
        }
        transmitLags = lags;
        return completed;
    }

    /** Counts the outcome of a wake-up; false when calling again at once is of no use. */
    private boolean count(final int result) {
        if (result == 0) {
            return true;
        }
        final AtomicCounter counter = switch (-result) {
            case NativeException.EAGAIN -> counters.again;
            case NativeException.EBUSY -> counters.busy;
            case NativeException.ENOBUFS -> counters.noBuffers;
            case NativeException.ENETDOWN -> counters.linkDown;
            default -> counters.errors;
        };
        counter.incrementRelease();
        return result == -NativeException.EAGAIN || result == -NativeException.EBUSY;
    }

    private int reclaim() {
        final int count = completionRing.available(completionRing.size());
        if (count > 0) {
            for (int i = 0; i < count; i++) {
                final long offset = Memory.longAt(completionRing.entry(i));
                if (isOwn(offset)) {
                    free(offset, FrameLedger.TRANSMIT);
                    framesTransmit--;
                } else {
                    homes.give(umemAddress + offset);
                }
            }
            completionRing.release(count);
            counters.completed.getAndAddRelease(count);
        }
        return count;
    }

    /** Fills the FILL ring to its full depth: topping up by what was received starves it when completions come late. */
    private void refill() {
        final int count = Math.min(fillRing.free(fillRing.size()), pool.size());
        if (count > 0) {
            for (int i = 0; i < count; i++) {
                final long frame = pool.take();
                ledger.move(frame, FrameLedger.FREE, FrameLedger.FILL);
                Memory.putLong(fillRing.entry(i), frame);
            }
            fillRing.submit(count);
            framesFill += count;
        }
    }

    /** A packet that leaves its frame would be somebody else's: of a broken answer, or of a kernel that was told wrong sizes. */
    private void checkInOneFrame(final long offset, final int length) {
        Memory.check(offset & frameMask, -frameMask, offset, length);
    }

    private void free(final long offset, final byte owner) {
        final long frame = offset & frameMask;
        ledger.move(frame, owner, FrameLedger.FREE);
        pool.give(frame);
    }

    private void publishFrames() {
        counters.framesFree.setRelease(pool.size());
        counters.framesFill.setRelease(framesFill);
        counters.framesWorker.setRelease(framesWorker);
        counters.framesTransmit.setRelease(framesTransmit);
    }

    /** True as well while no frame is left to receive into: a completion ends that, and nothing announces completions. */
    @Override
    public boolean transmitLags() {
        return transmitLags || framesFill == 0;
    }

    @Override
    public boolean hasWork() {
        if (receiveRing.available(1) > 0) {
            return true;
        }
        return holdsAny(fromWorkers) || holdsAny(fromHomes);
    }

    private static boolean holdsAny(final FrameConsumer[] consumers) {
        for (int i = 0; i < consumers.length; i++) {
            if (consumers[i].available(1) > 0) {
                return true;
            }
        }
        return false;
    }
}
