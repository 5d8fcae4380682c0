package io.ringway.engine;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.XskSocket;
import io.ringway.xdp.XskStatistics;
import org.agrona.concurrent.status.AtomicCounter;

/** Copies the kernel's statistics of one socket into the counters file. Control thread. */
final class CounterMirror {
    private final XskSocket socket;
    private final AtomicCounter rxDropped;
    private final AtomicCounter rxInvalidDescriptors;
    private final AtomicCounter txInvalidDescriptors;
    private final AtomicCounter rxRingFull;
    private final AtomicCounter rxFillRingEmpty;
    private final AtomicCounter txRingEmpty;

    CounterMirror(final CountersFile file, final String scope, final XskSocket socket) {
        this.socket = socket;
        rxDropped = file.counter(CounterDescriptor.XSK_RX_DROPPED, scope);
        rxInvalidDescriptors = file.counter(CounterDescriptor.XSK_RX_INVALID_DESCRIPTORS, scope);
        txInvalidDescriptors = file.counter(CounterDescriptor.XSK_TX_INVALID_DESCRIPTORS, scope);
        rxRingFull = file.counter(CounterDescriptor.XSK_RX_RING_FULL, scope);
        rxFillRingEmpty = file.counter(CounterDescriptor.XSK_RX_FILL_RING_EMPTY, scope);
        txRingEmpty = file.counter(CounterDescriptor.XSK_TX_RING_EMPTY, scope);
    }

    void update() {
        final XskStatistics statistics;
        try {
            statistics = socket.statistics();
        } catch (final NativeException e) {
            // The interface is gone: the last values stand, and the supervisor reports it.
            return;
        }
        rxDropped.setRelease(statistics.rxDropped());
        rxInvalidDescriptors.setRelease(statistics.rxInvalidDescriptors());
        txInvalidDescriptors.setRelease(statistics.txInvalidDescriptors());
        rxRingFull.setRelease(statistics.rxRingFull());
        rxFillRingEmpty.setRelease(statistics.rxFillRingEmpty());
        txRingEmpty.setRelease(statistics.txRingEmpty());
    }
}
