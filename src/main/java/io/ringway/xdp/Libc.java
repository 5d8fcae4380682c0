package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The functions of libc that AF_XDP and netlink need. Failures come back as the negative errno, as in the kernel, but for the four that packet
 * threads call: those allocate nothing.
 *
 * <p>No call is marked critical: each may block or enter the kernel for long. Any thread.
 */
public final class Libc {
    /** {@code POLLIN} of {@code poll.h}. */
    public static final short POLLIN = 1;

    /** {@code MSG_DONTWAIT} of {@code sys/socket.h}. */
    public static final int MSG_DONTWAIT = 0x40;
    /** {@code SOL_SOCKET}. */
    public static final int SOL_SOCKET = 1;

    static final int SOL_XDP = 283;

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int MAP_POPULATE = 0x8000;
    private static final int MAP_HUGETLB = 0x40000;
    private static final int RLIMIT_MEMLOCK = 8;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x80000;

    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle STRERROR = LIBC.function("strerror", JAVA_LONG, JAVA_INT);
    private static final MethodHandle MMAP =
            LIBC.function("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = LIBC.function("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle POLL = LIBC.plainFunction("poll", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SENDTO =
            LIBC.plainFunction("sendto", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            LIBC.function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            LIBC.function("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle EVENTFD = LIBC.function("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle READ = LIBC.plainFunction("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle WRITE = LIBC.plainFunction("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle ERRNO_LOCATION = LIBC.plainFunction("__errno_location", JAVA_LONG);
    private static final MethodHandle CLOSE = LIBC.function("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle SETRLIMIT = LIBC.function("setrlimit", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle IF_NAMETOINDEX = LIBC.function("if_nametoindex", JAVA_INT, JAVA_LONG);
    private static final MethodHandle SOCKET = LIBC.function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle IOCTL =
            LIBC.variadicFunction("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

    private Libc() {}

    /**
     * What an errno means.
     *
     * @param errno a number of {@code errno.h}.
     * @return the C library's text.
     */
    @SuppressWarnings("restricted")
    public static String errorText(final int errno) {
        try {
            final long text = (long) STRERROR.invokeExact(new ErrnoCapture().segment(), errno);
            return MemorySegment.ofAddress(text).reinterpret(256).getString(0, StandardCharsets.UTF_8);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Anonymous memory, present from the start; returns its address or the negative errno. */
    static long mapAnonymous(final long length, final boolean hugePages) {
        final ErrnoCapture capture = new ErrnoCapture();
        final int flags = MAP_PRIVATE_ANONYMOUS | MAP_POPULATE | (hugePages ? MAP_HUGETLB : 0);
        try {
            final long address = (long) MMAP.invokeExact(capture.segment(), 0L, length, PROT_READ_WRITE, flags, -1, 0L);
            return address == -1 ? -capture.errno() : address;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void unmap(final long address, final long length) {
        try {
            final int ignored = (int) MUNMAP.invokeExact(new ErrnoCapture().segment(), address, length);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Waits for events, {@code poll(2)}. Allocates nothing.
     *
     * @param pollFds   address of an array of {@code struct pollfd}: i32 fd, i16 events, i16 revents.
     * @param count     its length.
     * @param timeoutMs milliseconds, -1 for ever.
     * @return descriptors with events, 0 after the timeout, -1 for a failure.
     */
    public static int poll(final long pollFds, final int count, final int timeoutMs) {
        try {
            return (int) POLL.invokeExact(pollFds, (long) count, timeoutMs);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * An empty, non-blocking {@code sendto}: what makes the kernel look at a TX ring. Allocates nothing.
     *
     * @param fd an AF_XDP socket.
     * @return 0, or -1 for a failure, of which the thread's {@code errno} tells.
     */
    public static int sendEmpty(final int fd) {
        try {
            return (int) (long) SENDTO.invokeExact(fd, 0L, 0L, MSG_DONTWAIT, 0L, 0);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Where the calling thread's {@code errno} is for as long as the thread lives.
     *
     * @return address of an i32.
     */
    public static long errnoAddress() {
        try {
            return (long) ERRNO_LOCATION.invokeExact();
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Sets an option that is a number.
     *
     * @param fd     a socket.
     * @param level  {@code SOL_…} or {@code IPPROTO_…}.
     * @param option its number at that level.
     * @param value  what to set.
     * @return 0, or the negative errno.
     */
    public static int setSocketOption(final int fd, final int level, final int option, final int value) {
        try (Arena arena = Arena.ofConfined()) {
            return setSocketOption(fd, level, option, arena.allocateFrom(JAVA_INT, value));
        }
    }

    /**
     * Sets an option that is a structure or a text.
     *
     * @param fd     a socket.
     * @param level  {@code SOL_…} or {@code IPPROTO_…}.
     * @param option its number at that level.
     * @param value  what to set.
     * @return 0, or the negative errno.
     */
    public static int setSocketOption(final int fd, final int level, final int option, final MemorySegment value) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int result = (int) SETSOCKOPT.invokeExact(
                    capture.segment(), fd, level, option, value.address(), (int) value.byteSize());
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Reads an option.
     *
     * @param fd     a socket.
     * @param level  {@code SOL_…} or {@code IPPROTO_…}.
     * @param option its number at that level.
     * @param value  receives it.
     * @return its length, or the negative errno.
     */
    public static int socketOption(final int fd, final int level, final int option, final MemorySegment value) {
        final ErrnoCapture capture = new ErrnoCapture();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
            final int result = (int)
                    GETSOCKOPT.invokeExact(capture.segment(), fd, level, option, value.address(), length.address());
            return result < 0 ? -capture.errno() : length.get(JAVA_INT, 0);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int eventFd() {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int fd = (int) EVENTFD.invokeExact(capture.segment(), 0, EFD_NONBLOCK | EFD_CLOEXEC);
            return fd < 0 ? -capture.errno() : fd;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the number of bytes, or -1. Allocates nothing. */
    static long read(final int fd, final long address, final long length) {
        try {
            return (long) READ.invokeExact(fd, address, length);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Writes, {@code write(2)}. Allocates nothing.
     *
     * @param fd      a descriptor.
     * @param address where the bytes are.
     * @param length  how many.
     * @return how many were written, or -1.
     */
    public static long write(final int fd, final long address, final long length) {
        try {
            return (long) WRITE.invokeExact(fd, address, length);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Closes a descriptor.
     *
     * @param fd the descriptor.
     */
    public static void close(final int fd) {
        try {
            final int ignored = (int) CLOSE.invokeExact(new ErrnoCapture().segment(), fd);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Lifts the limit of locked memory, against which kernels charge UMEMs and maps.
     *
     * @return false where {@code CAP_SYS_RESOURCE} is missing: a warning, since small UMEMs may still fit.
     */
    public static boolean liftMemlockLimit() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment limit = arena.allocateFrom(JAVA_LONG, -1L, -1L);
            return (int) SETRLIMIT.invokeExact(new ErrnoCapture().segment(), RLIMIT_MEMLOCK, limit.address()) == 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** The index of an interface in the network namespace of the calling thread, or 0 when it has none of that name. */
    static int interfaceIndex(final String name) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) IF_NAMETOINDEX.invokeExact(
                    new ErrnoCapture().segment(), arena.allocateFrom(name).address());
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Makes a socket.
     *
     * @param domain   {@code AF_…}.
     * @param type     {@code SOCK_…}.
     * @param protocol 0 for the usual one.
     * @return a descriptor, or the negative errno.
     */
    public static int socket(final int domain, final int type, final int protocol) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int fd = (int) SOCKET.invokeExact(capture.segment(), domain, type, protocol);
            return fd < 0 ? -capture.errno() : fd;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Gives a socket its own address, {@code bind(2)}.
     *
     * @param fd   a socket.
     * @param name a {@code sockaddr} of its family, exactly.
     * @return 0, or the negative errno.
     */
    public static int bind(final int fd, final MemorySegment name) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int result =
                    (int) SocketHandles.BIND.invokeExact(capture.segment(), fd, name.address(), (int) name.byteSize());
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * The address that a socket is bound to, {@code getsockname(2)}.
     *
     * @param fd   a socket.
     * @param name receives it.
     * @return its length, or the negative errno.
     */
    public static int socketName(final int fd, final MemorySegment name) {
        final ErrnoCapture capture = new ErrnoCapture();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment length = arena.allocateFrom(JAVA_INT, (int) name.byteSize());
            final int result = (int)
                    SocketHandles.GETSOCKNAME.invokeExact(capture.segment(), fd, name.address(), length.address());
            return result < 0 ? -capture.errno() : length.get(JAVA_INT, 0);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Sends one message, {@code send(2)}.
     *
     * @param fd      a socket that needs no destination.
     * @param message its bytes.
     * @return how many were sent, or the negative errno.
     */
    public static long send(final int fd, final MemorySegment message) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final long sent = (long)
                    SocketHandles.SEND.invokeExact(capture.segment(), fd, message.address(), message.byteSize(), 0);
            return sent < 0 ? -capture.errno() : sent;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Receives one message, {@code recvfrom(2)}.
     *
     * @param fd     a socket.
     * @param buffer receives it.
     * @param flags  {@code MSG_…}.
     * @param sender receives the sender's {@code sockaddr}.
     * @return its length, which with {@code MSG_TRUNC} may be more than the buffer holds, or the negative errno.
     */
    public static long receiveFrom(
            final int fd, final MemorySegment buffer, final int flags, final MemorySegment sender) {
        final ErrnoCapture capture = new ErrnoCapture();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment senderLength = arena.allocateFrom(JAVA_INT, (int) sender.byteSize());
            final long length = (long) SocketHandles.RECVFROM.invokeExact(
                    capture.segment(),
                    fd,
                    buffer.address(),
                    buffer.byteSize(),
                    flags,
                    sender.address(),
                    senderLength.address());
            return length < 0 ? -capture.errno() : length;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int ioctl(final int fd, final long request, final long argument) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int result = (int) IOCTL.invokeExact(capture.segment(), fd, request, argument);
            return result < 0 ? -capture.errno() : result;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Made when first used: a start without backends does not pay for them. */
    private static final class SocketHandles {
        static final MethodHandle BIND = LIBC.function("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
        static final MethodHandle GETSOCKNAME = LIBC.function("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
        static final MethodHandle SEND = LIBC.function("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
        static final MethodHandle RECVFROM =
                LIBC.function("recvfrom", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    }
}
