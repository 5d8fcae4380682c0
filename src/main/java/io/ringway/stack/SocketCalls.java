package io.ringway.stack;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringway.xdp.ErrnoCapture;
import io.ringway.xdp.NativeLibrary;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The system calls of datagram sockets, {@code socket(7)}, {@code socketpair(2)}, {@code recvmmsg(2)}, {@code sendmmsg(2)}. Any thread. */
final class SocketCalls {
    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle BIND = LIBC.function("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CONNECT = LIBC.function("connect", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKNAME =
            LIBC.function("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SHUTDOWN = LIBC.function("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SOCKETPAIR =
            LIBC.function("socketpair", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final MethodHandle RECVMMSG =
            LIBC.plainFunction("recvmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SENDMMSG =
            LIBC.plainFunction("sendmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);

    private SocketCalls() {}

    /** Returns 0, or the negative errno. */
    static int bind(final int fd, final MemorySegment address, final int length) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int result = (int) BIND.invokeExact(capture.segment(), fd, address.address(), length);
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Returns 0, or the negative errno. */
    static int connect(final int fd, final MemorySegment address, final int length) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int result = (int) CONNECT.invokeExact(capture.segment(), fd, address.address(), length);
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Writes the descriptors of two datagram sockets that are connected with each other. Returns 0, or the negative errno. */
    static int pair(final MemorySegment fds) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int result = (int) SOCKETPAIR.invokeExact(
                    capture.segment(), AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds.address());
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Writes the address that a socket is bound to; {@code length} is read and written. Returns 0, or the negative errno. */
    static int name(final int fd, final MemorySegment address, final MemorySegment length) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int result =
                    (int) GETSOCKNAME.invokeExact(capture.segment(), fd, address.address(), length.address());
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** An unconnected socket answers ENOTCONN, and wakes who waits for it all the same. */
    static void shutdown(final int fd, final int how) {
        try {
            final int ignored = (int) SHUTDOWN.invokeExact(new ErrnoCapture().segment(), fd, how);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the number of messages, or -1. Allocates nothing. */
    static int receive(final int fd, final long headers, final int count, final int flags) {
        try {
            return (int) RECVMMSG.invokeExact(fd, headers, count, flags, 0L);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the number of messages, or -1. Allocates nothing. */
    static int send(final int fd, final long headers, final int count, final int flags) {
        try {
            return (int) SENDMMSG.invokeExact(fd, headers, count, flags);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }
}
