package io.ringway.lab.prober;

import io.ringway.wire.Memory;
import io.ringway.xdp.ConsumerRing;
import io.ringway.xdp.Descriptor;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.ProducerRing;
import io.ringway.xdp.XdpLibraries;
import io.ringway.xdp.XskOptions;
import io.ringway.xdp.XskSocket;

/**
 * Sends on one queue of the interface through an AF_XDP socket. Sending takes no XDP program, so that whoever has one on the interface keeps it;
 * the socket stands in no XSKMAP and receives nothing.
 */
final class XskSender implements ProbeSender {
    private static final int FRAMES = 1024;
    private static final int FRAME_BYTES = 2048;
    private static final int BIND_TIMEOUT_MS = 2_000;
    private static final int MAX_WAKEUPS = 256;

    private final XskSocket socket;
    private final ProducerRing transmit;
    private final ConsumerRing completion;
    private final ProbeFrame frame;
    private final long umem;
    private final long[] free = new long[FRAMES];
    private int freeCount = FRAMES;
    private int count;

    private XskSender(final XskSocket socket, final ProbeFrame frame, final ProbeMessage message) {
        this.socket = socket;
        this.frame = frame;
        transmit = socket.rings().transmit();
        completion = socket.rings().completion();
        umem = socket.umem().address();
        for (int i = 0; i < FRAMES; i++) {
            free[i] = (long) i * FRAME_BYTES;
            frame.writeTemplate(umem + free[i]);
            message.writeTemplate(umem + free[i] + frame.messageOffset());
        }
    }

    /**
     * Binds a socket to the queue.
     *
     * @throws NativeException when there cannot be one: the queue does not exist or is another's, or the interface knows no AF_XDP.
     */
    static XskSender open(
            final String interfaceName, final int queue, final ProbeFrame frame, final ProbeMessage message) {
        XdpLibraries.require();
        return new XskSender(
                XskSocket.open(
                        new XskOptions(
                                interfaceName,
                                queue,
                                FRAMES,
                                FRAME_BYTES,
                                FRAMES,
                                XskOptions.ZeroCopy.PROBE,
                                false,
                                0,
                                BIND_TIMEOUT_MS),
                        null),
                frame,
                message);
    }

    @Override
    public long next() {
        if (freeCount == 0) {
            reclaim();
        }
        if (count == BATCH || freeCount == 0 || transmit.free(count + 1) <= count) {
            return 0;
        }
        return umem + free[freeCount - 1] + frame.messageOffset();
    }

    @Override
    public void add() {
        freeCount--;
        frame.writeChecksum(umem + free[freeCount]);
        Descriptor.write(transmit.entry(count), free[freeCount], frame.length());
        count++;
    }

    /** A probe that the kernel has not taken now goes with a later batch, as late as it then is: none is refused here. */
    @Override
    public int flush() {
        transmit.submit(count);
        count = 0;
        for (int i = 0; i < MAX_WAKEUPS && transmit.pending() > 0; i++) {
            final int ignored = socket.wakeTransmit();
        }
        reclaim();
        return 0;
    }

    /** In copy mode a frame comes back when the receiver has freed the packet. */
    private void reclaim() {
        final int completed = completion.available(FRAMES);
        for (int i = 0; i < completed; i++) {
            free[freeCount++] = Memory.longAt(completion.entry(i));
        }
        completion.release(completed);
    }

    @Override
    public String path() {
        return "af_xdp";
    }

    @Override
    public void close() {
        socket.close();
    }
}
