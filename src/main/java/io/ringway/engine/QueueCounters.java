package io.ringway.engine;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import org.agrona.concurrent.status.AtomicCounter;

/** The counters of one queue, or of one socket, that its router's thread writes. */
final class QueueCounters {
    final AtomicCounter framesFree;
    final AtomicCounter framesFill;
    final AtomicCounter framesWorker;
    final AtomicCounter framesTransmit;
    final AtomicCounter received;
    final AtomicCounter receivedBytes;
    final AtomicCounter answered;
    final AtomicCounter answeredBytes;
    final AtomicCounter forwarded;
    final AtomicCounter relayed;
    final AtomicCounter completed;
    final AtomicCounter dropNoListener;
    final AtomicCounter dropWorkerRingFull;
    final AtomicCounter dropTransmitRingFull;
    final AtomicCounter dropSendFailed;
    final AtomicCounter dropMessageTruncated;
    final AtomicCounter dropNoFrame;
    final AtomicCounter wakeups;
    final AtomicCounter again;
    final AtomicCounter busy;
    final AtomicCounter noBuffers;
    final AtomicCounter linkDown;
    final AtomicCounter errors;

    QueueCounters(final CountersFile file, final String scope, final int frameCount) {
        file.counter(CounterDescriptor.FRAMES_ALL, scope).setRelease(frameCount);
        framesFree = file.counter(CounterDescriptor.FRAMES_FREE, scope);
        framesFill = file.counter(CounterDescriptor.FRAMES_FILL, scope);
        framesWorker = file.counter(CounterDescriptor.FRAMES_WORKER, scope);
        framesTransmit = file.counter(CounterDescriptor.FRAMES_TRANSMIT, scope);
        received = file.counter(CounterDescriptor.RECEIVED, scope);
        receivedBytes = file.counter(CounterDescriptor.RECEIVED_BYTES, scope);
        answered = file.counter(CounterDescriptor.ANSWERED, scope);
        answeredBytes = file.counter(CounterDescriptor.ANSWERED_BYTES, scope);
        forwarded = file.counter(CounterDescriptor.FORWARDED, scope);
        relayed = file.counter(CounterDescriptor.RELAYED, scope);
        completed = file.counter(CounterDescriptor.COMPLETED, scope);
        dropNoListener = file.counter(CounterDescriptor.DROP_NO_LISTENER, scope);
        dropWorkerRingFull = file.counter(CounterDescriptor.DROP_WORKER_RING_FULL, scope);
        dropTransmitRingFull = file.counter(CounterDescriptor.DROP_TRANSMIT_RING_FULL, scope);
        dropSendFailed = file.counter(CounterDescriptor.DROP_SEND_FAILED, scope);
        dropMessageTruncated = file.counter(CounterDescriptor.DROP_MESSAGE_TRUNCATED, scope);
        dropNoFrame = file.counter(CounterDescriptor.DROP_NO_FRAME, scope);
        wakeups = file.counter(CounterDescriptor.TRANSMIT_WAKEUPS, scope);
        again = file.counter(CounterDescriptor.TRANSMIT_AGAIN, scope);
        busy = file.counter(CounterDescriptor.TRANSMIT_BUSY, scope);
        noBuffers = file.counter(CounterDescriptor.TRANSMIT_NO_BUFFERS, scope);
        linkDown = file.counter(CounterDescriptor.TRANSMIT_LINK_DOWN, scope);
        errors = file.counter(CounterDescriptor.TRANSMIT_ERRORS, scope);
    }
}
