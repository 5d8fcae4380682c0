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

/**
 * Tells which of many sockets have something to read, and reads it ({@code epoll(7)}, level-triggered). Its own descriptor is readable whenever one of
 * them is.
 *
 * <p>Made and closed on the control thread, which may {@link #add} sockets at any time; one that is closed is watched no longer. Everything else
 * belongs to one thread and allocates nothing.
 *
 * <p>What the kernel keeps for each socket, 64 bits:
 * <pre>
 *    63                            32 31                             0
 *   +--------------------------------+--------------------------------+
 *   |           descriptor           |       number of the socket     |
 *   +--------------------------------+--------------------------------+
 * </pre>
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
    private final MessageVector received;

    /**
     * Watches nothing yet.
     *
     * @param vectorSize messages of one {@link #receive}.
     * @throws NativeException when the kernel refuses.
     */
    public ReadySockets(final int vectorSize) {
        received = new MessageVector(vectorSize);
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            epoll = (int) EPOLL_CREATE1.invokeExact(capture.segment(), EPOLL_CLOEXEC);
            if (epoll < 0) {
                throw new NativeException("epoll", capture.errno());
            }
        } catch (final NativeException e) {
            throw e;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Watches another socket, until it is closed. Control thread.
     *
     * @param socket which.
     * @param number what {@link #ready} calls it.
     * @throws NativeException when the kernel refuses.
     */
    public void add(final BackendSocket socket, final int number) {
        final ErrnoCapture capture = new ErrnoCapture();
        try (Arena arena = Arena.ofConfined()) {
            final long event = arena.allocate(EVENT_BYTES, Long.BYTES).address();
            Memory.putInt(event, EPOLLIN);
            Memory.putLong(event + DATA_OFFSET, ((long) socket.fd() << Integer.SIZE) | number);
            final int result = (int) EPOLL_CTL.invokeExact(capture.segment(), epoll, EPOLL_CTL_ADD, socket.fd(), event);
            if (result < 0) {
                throw new NativeException("epoll of a backend's socket", capture.errno());
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
     * @return its number, as {@link #add} was told.
     */
    public int ready(final int index) {
        return (int) data(index);
    }

    private long data(final int index) {
        return Memory.longAt(address + (long) index * EVENT_BYTES + DATA_OFFSET);
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
     * Receives what a socket of the last {@link #poll} has, without waiting.
     *
     * @param index from 0.
     * @param limit  messages at most; as many frames must be lent.
     * @return messages; 0 also where the socket had an error to tell.
     */
    public int receive(final int index, final int limit) {
        final int fd = (int) (data(index) >>> Integer.SIZE);
        return Math.max(0, SocketCalls.receive(fd, received.address(0), limit, Libc.MSG_DONTWAIT));
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
