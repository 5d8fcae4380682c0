package io.ringway.lab.prober;

import io.ringway.stack.TimestampingSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Sends through the kernel's stack, which chooses the queue: for interfaces on which no AF_XDP socket can be had. */
final class SocketSender implements ProbeSender {
    private static final int TRIES = 2;

    private final TimestampingSocket socket;
    private final MemorySegment messages;
    private final int messageLength;
    private int count;

    /** The socket stays the caller's. */
    SocketSender(final TimestampingSocket socket, final ProbeMessage message) {
        this.socket = socket;
        messageLength = message.length();
        messages = Arena.ofAuto().allocate((long) BATCH * messageLength);
        for (int i = 0; i < BATCH; i++) {
            message.writeTemplate(address(i));
        }
    }

    private long address(final int index) {
        return messages.address() + (long) index * messageLength;
    }

    @Override
    public long next() {
        return count < BATCH ? address(count) : 0;
    }

    @Override
    public void add() {
        count++;
    }

    @Override
    public int flush() {
        int sent = 0;
        while (sent < count && send(sent)) {
            sent++;
        }
        final int failed = count - sent;
        count = 0;
        return failed;
    }

    /** The first try may only fetch the ICMP error that came for an earlier probe. */
    private boolean send(final int index) {
        boolean taken = false;
        for (int i = 0; i < TRIES && !taken; i++) {
            taken = socket.send(address(index), messageLength);
        }
        return taken;
    }

    @Override
    public String path() {
        return "socket";
    }

    @Override
    public void close() {
        count = 0;
    }
}
