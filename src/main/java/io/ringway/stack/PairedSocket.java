package io.ringway.stack;

import io.ringway.wire.SocketMessage;
import io.ringway.xdp.Libc;
import io.ringway.xdp.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The far end of a pair of connected datagram sockets ({@code socketpair(2)}) whose near end a worker uses as a {@link BackendSocket}: messages keep
 * their bounds, either end can sleep on its descriptor, and what does not fit into the sender's buffer is refused, so that the sender can count it.
 *
 * <p>Belongs to the thread that reads it; opened and closed by any.
 */
public final class PairedSocket implements AutoCloseable {
    /** The most messages of one {@link #receive()}. */
    public static final int BATCH = 16;

    /** Longer ones are cut: a worker's query stands in a frame of 4,096 bytes at most. */
    private static final int CAPACITY = 4096;

    private static final int SLOT_BYTES = SocketMessage.HEADER_LENGTH + CAPACITY;

    private final int fd;
    private final MemorySegment memory = Arena.ofAuto().allocate((long) BATCH * SLOT_BYTES, Long.BYTES);
    private final MessageVector received = new MessageVector(BATCH);
    private final MessageVector sent = new MessageVector(1);

    private PairedSocket(final int fd) {
        this.fd = fd;
    }

    /**
     * Both ends of a pair.
     *
     * @param near a worker's
     * @param far  that of the thread that serves it
     */
    public record Pair(BackendSocket near, PairedSocket far) {}

    /**
     * Opens a pair.
     *
     * @return both ends, which never wait.
     * @throws NativeException when the process has no descriptor left.
     */
    public static Pair open() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment fds = arena.allocate(2L * Integer.BYTES, Integer.BYTES);
            final int result = SocketCalls.pair(fds);
            if (result < 0) {
                throw new NativeException("socketpair", -result);
            }
            return new Pair(
                    BackendSocket.ofPair(fds.getAtIndex(java.lang.foreign.ValueLayout.JAVA_INT, 0)),
                    new PairedSocket(
                            BackendSocket.withLargeBuffer(fds.getAtIndex(java.lang.foreign.ValueLayout.JAVA_INT, 1))));
        }
    }

    /**
     * What to sleep on.
     *
     * @return readable while a message is there.
     */
    public int fd() {
        return fd;
    }

    /**
     * Receives what is there, without waiting.
     *
     * @return messages, 0 to {@link #BATCH}.
     */
    public int receive() {
        for (int i = 0; i < BATCH; i++) {
            received.lend(i, memory.address() + (long) i * SLOT_BYTES + SocketMessage.HEADER_LENGTH, CAPACITY, false);
        }
        return Math.max(0, SocketCalls.receive(fd, received.address(0), BATCH, Libc.MSG_DONTWAIT));
    }

    /**
     * Where a message of the last {@link #receive()} begins.
     *
     * @param index its place.
     * @return valid until the next one.
     */
    public long payload(final int index) {
        return received.payload(index);
    }

    /**
     * The length of a message of the last {@link #receive()}.
     *
     * @param index its place.
     * @return bytes.
     */
    public int length(final int index) {
        return received.length(index);
    }

    /**
     * Sends a message to the near end, without waiting.
     *
     * @param payload first byte.
     * @param length  bytes.
     * @return false when there is no room for it.
     */
    public boolean send(final long payload, final int length) {
        sent.putConnected(0, payload, length);
        return SocketCalls.send(fd, sent.address(0), 1, Libc.MSG_DONTWAIT) == 1;
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
