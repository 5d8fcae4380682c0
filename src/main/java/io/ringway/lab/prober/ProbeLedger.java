package io.ringway.lab.prober;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Every probe of a run: when it was to be sent, by what its reply is known, and what became of it. The first probes warm the path up and are
 * not counted.
 *
 * <p>One thread. {@link #sent} and {@link #replied} allocate nothing.
 */
final class ProbeLedger {
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final long MAX_LAG_NS = TimeUnit.MINUTES.toNanos(5);
    private static final byte OPEN = 0;
    private static final byte ANSWERED = 1;
    private static final byte LATE = 2;

    private final ProbeMessage message;
    private final long timeoutNs;
    private final int warmUp;
    private final long[] intendedNs;
    private final long[] nonces;
    private final char[] ids;
    private final byte[] states;
    private final Histogram latencies;
    private final Histogram sendLags = new Histogram(MAX_LAG_NS, SIGNIFICANT_DIGITS);
    private int warmUpReplies;
    private long answered;
    private long duplicates;
    private long unmatched;
    private long late;
    private long unsent;
    private long unstamped;

    /**
     * A ledger of probes that are yet to be sent.
     *
     * @param warmUp  how many of the first are not counted
     * @param secrets where IDs and nonces come from
     */
    ProbeLedger(
            final ProbeMessage message,
            final int warmUp,
            final int count,
            final int timeoutMs,
            final SplittableRandom secrets) {
        this.message = message;
        this.warmUp = warmUp;
        timeoutNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        intendedNs = new long[count];
        states = new byte[count];
        nonces = secrets.longs(count).toArray();
        ids = new char[count];
        for (int i = 0; i < count; i++) {
            ids[i] = (char) secrets.nextInt();
        }
        latencies = new Histogram(Math.max(2, timeoutNs), SIGNIFICANT_DIGITS);
    }

    /** Fixes the moments of the probes from {@code first} on. */
    void schedule(final int first, final long startNs, final long[] offsetsNs) {
        for (int i = 0; i < offsetsNs.length; i++) {
            intendedNs[first + i] = startNs + offsetsNs[i];
        }
    }

    long intendedNs(final int number) {
        return intendedNs[number];
    }

    /** Writes a probe over the template. */
    void write(final int number, final long address) {
        message.write(address, ids[number], number, nonces[number]);
    }

    /** A probe left the prober at this moment. */
    void sent(final int number, final long sentNs) {
        if (number >= warmUp) {
            sendLags.recordValue(Math.clamp(sentNs - intendedNs[number], 0, MAX_LAG_NS));
        }
    }

    /** A probe could not leave; it stays without an answer. */
    void notSent(final int number) {
        if (number >= warmUp) {
            unsent++;
        }
    }

    /**
     * A datagram came.
     *
     * @param receivedNs when
     * @param stamped    whether the kernel told when
     */
    void replied(final long address, final int length, final long receivedNs, final boolean stamped) {
        final int number = message.numberIn(address, length);
        if (number < 0 || number >= ids.length || !message.matches(address, ids[number], number, nonces[number])) {
            unmatched++;
            return;
        }
        final boolean first = states[number] == OPEN;
        final long latencyNs = receivedNs - intendedNs[number];
        if (first) {
            states[number] = latencyNs <= timeoutNs ? ANSWERED : LATE;
        }
        if (number < warmUp) {
            warmUpReplies += first ? 1 : 0;
            return;
        }
        if (!first) {
            duplicates++;
        } else if (states[number] == LATE) {
            late++;
        } else {
            answered++;
            unstamped += stamped ? 0 : 1;
            latencies.recordValue(Math.max(0, latencyNs));
        }
    }

    /** Whether no more replies are to come to the warm-up. */
    boolean isWarmUpReplied() {
        return warmUpReplies == warmUp;
    }

    /** Whether no more replies are to come to the probes that count. */
    boolean isReplied() {
        return answered + late == probes();
    }

    /** Probes that count. */
    long probes() {
        return (long) ids.length - warmUp;
    }

    long answered() {
        return answered;
    }

    long duplicates() {
        return duplicates;
    }

    long unmatched() {
        return unmatched;
    }

    long late() {
        return late;
    }

    long unsent() {
        return unsent;
    }

    /** Whether every answer that counts was stamped by the kernel. */
    boolean isStamped() {
        return unstamped == 0;
    }

    Histogram latencies() {
        return latencies;
    }

    Histogram sendLags() {
        return sendLags;
    }
}
