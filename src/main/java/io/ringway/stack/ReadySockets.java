package io.ringway.stack;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringway.wire.Memory;
import io.ringway.xdp.ErrnoCapture;
import io.ringway.xdp.Libc;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Tells which of many sockets have something to read, and reads it ({@code epoll(7)}, level-triggered). Its own descriptor is readable whenever one of
 * them is.
 *
 * <p>Made and closed on the control thread; everything else belongs to one thread and allocates nothing.
 */
public final class ReadySockets implements AutoCloseable {
    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle EPOLL_CREATE1 = LIBC.function("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CTL =
            LIBC.function("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EPOLL_WAIT =
            LIBC.plainFunction("epoll_wait", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;
    private static final int MAX_EVENTS = 64;

    /** {@code struct epoll_event} is packed on x86-64 alone: u32 events, u64 data. */
    private static final boolean PACKED = !System.getProperty("os.arch").equals("aarch64");

    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int DATA_OFFSET = PACKED ? 4 : 8;

    private final MemorySegment events = Arena.ofAuto().allocate((long) MAX_EVENTS * EVENT_BYTES, Long.BYTES);
    private final long address = events.address();
    private final int epoll;
    private final int[] fds;
    private final MessageVector received;

    /**
     * Watches sockets.
     *
     * @param sockets    which.
     * @param vectorSize messages of one {@link #receive}.
     * @throws NativeException when the kernel refuses.
     */
    public ReadySockets(final List<BackendSocket> sockets, final int vectorSize) {
        fds = sockets.stream().mapToInt(BackendSocket::fd).toArray();
        received = new MessageVector(vectorSize);
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            epoll = (int) EPOLL_CREATE1.invokeExact(capture.segment(), EPOLL_CLOEXEC);
            if (epoll < 0) {
                throw new NativeException("epoll", capture.errno());
            }
            for (int i = 0; i < fds.length; i++) {
                Memory.putInt(address, EPOLLIN);
                Memory.putLong(address + DATA_OFFSET, i);
                final int result =
                        (int) EPOLL_CTL.invokeExact(capture.segment(), epoll, EPOLL_CTL_ADD, fds[i], address);
                if (result < 0) {
                    throw new NativeException("epoll of a backend's socket", capture.errno());
                }
            }
        } catch (final NativeException e) {
            throw e;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * The descriptor to sleep on.
     *
     * @return readable while a socket is.
     */
    public int fd() {
        return epoll;
    }

    /**
     * Asks which sockets can be read, without waiting.
     *
     * @return how many, 64 at most; they are {@link #ready} 0 to that less one.
     */
    public int poll() {
        try {
            return Math.max(0, (int) EPOLL_WAIT.invokeExact(epoll, address, MAX_EVENTS, 0));
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * A socket of the last {@link #poll}.
     *
     * @param index from 0.
     * @return its number in the list that this was made with.
     */
    public int ready(final int index) {
        return (int) Memory.longAt(address + (long) index * EVENT_BYTES + DATA_OFFSET);
    }

    /**
     * Lends a frame for the next message.
     *
     * @param index    its place in the vector.
     * @param payload  where the message is to begin, behind room for a {@link io.ringway.wire.SocketMessage} header.
     * @param capacity bytes from there.
     */
    public void lend(final int index, final long payload, final int capacity) {
        received.lend(index, payload, capacity, false);
    }

    /**
     * Receives what a socket has, without waiting.
     *
     * @param socket its number.
     * @param limit  messages at most; as many frames must be lent.
     * @return messages; 0 also where the socket had an error to tell.
     */
    public int receive(final int socket, final int limit) {
        return Math.max(0, SocketCalls.receive(fds[socket], received.address(0), limit, Libc.MSG_DONTWAIT));
    }

    /**
     * Where a message of the last {@link #receive} begins.
     *
     * @param index its place.
     * @return as lent.
     */
    public long payload(final int index) {
        return received.payload(index);
    }

    /**
     * The length of a message of the last {@link #receive}.
     *
     * @param index its place.
     * @return bytes.
     */
    public int length(final int index) {
        return received.length(index);
    }

    /**
     * Whether a message of the last {@link #receive} was longer than its frame.
     *
     * @param index its place.
     * @return true when its end is lost.
     */
    public boolean isTruncated(final int index) {
        return received.isTruncated(index);
    }

    @Override
    public void close() {
        Libc.close(epoll);
    }
}
