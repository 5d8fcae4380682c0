package io.ringway.lab.prober;

import io.ringway.stack.TimestampingSocket;
import io.ringway.xdp.RealtimeClock;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The probing itself: sleep until a probe is due, send what is due, take in what came. It never spins, because the load generator and the
 * kernel's work for both may need the same processor; since the kernel stamps replies, it does not matter when they are taken in.
 *
 * <p>One thread; makes no objects.
 */
final class ProbeLoop {
    /** How often it looks for replies once all probes have left. */
    private static final long LOOK_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ProbeLedger ledger;
    private final ProbeSender sender;
    private final TimestampingSocket socket;
    private final RealtimeClock clock;

    ProbeLoop(
            final ProbeLedger ledger,
            final ProbeSender sender,
            final TimestampingSocket socket,
            final RealtimeClock clock) {
        this.ledger = ledger;
        this.sender = sender;
        this.socket = socket;
        this.clock = clock;
    }

    /** Sends the probes from {@code first} up to {@code end}; returns when all are replied to, or {@code timeoutNs} after the last is due. */
    void run(final int first, final int end, final long timeoutNs, final BooleanSupplier replied) {
        final long lastMomentNs = ledger.intendedNs(end - 1) + timeoutNs;
        int next = first;
        while (true) {
            next = sendDue(next, end);
            takeReplies();
            final long nowNs = clock.nowNs();
            if (next < end) {
                clock.sleepUntil(ledger.intendedNs(next));
            } else if (replied.getAsBoolean() || nowNs >= lastMomentNs) {
                return;
            } else {
                clock.sleepUntil(Math.min(lastMomentNs, nowNs + LOOK_EVERY_NS));
            }
        }
    }

    /** Returns the first probe that is not due. */
    private int sendDue(final int first, final int end) {
        final long nowNs = clock.nowNs();
        int next = first;
        while (next < end && next - first < ProbeSender.BATCH && ledger.intendedNs(next) <= nowNs) {
            final long message = sender.next();
            if (message == 0) {
                break;
            }
            ledger.write(next, message);
            sender.add();
            next++;
        }
        if (next > first) {
            final long sentNs = clock.nowNs();
            final int failed = sender.flush();
            for (int number = first; number < next - failed; number++) {
                ledger.sent(number, sentNs);
            }
            for (int number = next - failed; number < next; number++) {
                ledger.notSent(number);
            }
        } else if (next < end && ledger.intendedNs(next) <= nowNs) {
            ledger.notSent(next);
            next++;
        }
        return next;
    }

    private void takeReplies() {
        int count;
        do {
            count = socket.receive();
            for (int i = 0; i < count; i++) {
                final long stampNs = socket.takeTimestampNs(i);
                ledger.replied(
                        socket.datagram(i), socket.length(i), stampNs == 0 ? clock.nowNs() : stampNs, stampNs != 0);
            }
        } while (count == TimestampingSocket.BATCH);
    }
}
