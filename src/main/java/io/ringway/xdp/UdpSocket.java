package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringway.wire.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * A connected, non-blocking UDP socket of the kernel's stack on one interface. Each datagram that it receives carries the moment at which the
 * kernel got it ({@code SO_TIMESTAMPING}, software).
 *
 * <p>Not {@code SO_TIMESTAMPNS}: that one puts the moment of reading where the kernel took none, and nobody can tell. One thread; sending and
 * receiving allocate nothing.
 */
public final class UdpSocket implements AutoCloseable {
    /** The most datagrams that one {@link #receive()} brings. */
    public static final int BATCH = 32;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SO_BINDTODEVICE = 25;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_TIMESTAMPING = 37;
    private static final int SOF_TIMESTAMPING_RX_SOFTWARE = 1 << 3;
    private static final int SOF_TIMESTAMPING_SOFTWARE = 1 << 4;
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

    // struct mmsghdr: msghdr {name, namelen, iov at 16, iovlen at 24, control at 32, controllen at 40, flags}, received
    // length at 56
    private static final long HEADER_BYTES = 64;
    private static final int VECTOR_OFFSET = 16;
    private static final int CONTROL_OFFSET = 32;
    private static final int CONTROL_LENGTH_OFFSET = 40;
    private static final int LENGTH_OFFSET = 56;
    private static final long VECTOR_BYTES = 16;
    private static final long CONTROL_BYTES = 128;
    private static final long DATAGRAM_BYTES = 2048;
    // struct cmsghdr: length u64, level at 8, type at 12, data at 16
    private static final int CMSG_LEVEL_OFFSET = 8;
    private static final int CMSG_DATA_OFFSET = 16;
    private static final long NS_PER_S = 1_000_000_000L;

    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle BIND = LIBC.function("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CONNECT = LIBC.function("connect", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            LIBC.function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVMMSG =
            LIBC.plainFunction("recvmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);

    private final MemorySegment memory =
            Arena.ofAuto().allocate(BATCH * (HEADER_BYTES + VECTOR_BYTES + CONTROL_BYTES + DATAGRAM_BYTES), Long.BYTES);
    private final long headers = memory.address();
    private final long vectors = headers + BATCH * HEADER_BYTES;
    private final long controls = vectors + BATCH * VECTOR_BYTES;
    private final long datagrams = controls + BATCH * CONTROL_BYTES;
    private final int fd;

    private UdpSocket(final int fd) {
        this.fd = fd;
        for (int i = 0; i < BATCH; i++) {
            final long header = headers + i * HEADER_BYTES;
            final long vector = vectors + i * VECTOR_BYTES;
            Memory.putLong(vector, datagram(i));
            Memory.putLong(vector + Long.BYTES, DATAGRAM_BYTES);
            Memory.putLong(header + VECTOR_OFFSET, vector);
            Memory.putLong(header + VECTOR_OFFSET + Long.BYTES, 1);
            Memory.putLong(header + CONTROL_OFFSET, controls + i * CONTROL_BYTES);
            Memory.putLong(header + CONTROL_LENGTH_OFFSET, CONTROL_BYTES);
        }
    }

    /**
     * Opens, binds and connects.
     *
     * @param device the interface through which it sends and receives.
     * @param source own address and port, which nobody else may have.
     * @param target the other side; only its datagrams are received.
     * @return the socket.
     * @throws NativeException when the kernel refuses, with the reason.
     */
    public static UdpSocket open(
            final NetworkDevice device, final InetSocketAddress source, final InetSocketAddress target) {
        final String what = "UDP socket on " + device.name() + ", port " + source.getPort();
        final int fd = Libc.socket(
                target.getAddress() instanceof Inet4Address ? AF_INET : AF_INET6,
                SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
                0);
        check(what, fd);
        try (Arena arena = Arena.ofConfined()) {
            check(what, setDevice(fd, arena.allocateFrom(device.name(), StandardCharsets.US_ASCII)));
            // Where it is refused, the usual buffer holds some hundred replies.
            Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES);
            final int stamps = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
            check(what, Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_TIMESTAMPING, stamps));
            check(what, bind(fd, socketAddress(arena, source, device.index())));
            check(what, connect(fd, socketAddress(arena, target, device.index())));
            return new UdpSocket(fd);
        } catch (final NativeException e) {
            Libc.close(fd);
            throw e;
        }
    }

    private static int setDevice(final int fd, final MemorySegment name) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int result = (int) SETSOCKOPT.invokeExact(
                    capture.segment(), fd, Libc.SOL_SOCKET, SO_BINDTODEVICE, name.address(), (int) name.byteSize());
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static int bind(final int fd, final MemorySegment source) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int result = (int) BIND.invokeExact(capture.segment(), fd, source.address(), (int) source.byteSize());
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static int connect(final int fd, final MemorySegment target) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int result =
                    (int) CONNECT.invokeExact(capture.segment(), fd, target.address(), (int) target.byteSize());
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void check(final String what, final int result) {
        if (result < 0) {
            throw new NativeException(what, -result);
        }
    }

    /** {@code struct sockaddr_in} or {@code sockaddr_in6}; the interface is the scope of addresses that need one. */
    private static MemorySegment socketAddress(
            final Arena arena, final InetSocketAddress socketAddress, final int interfaceIndex) {
        final byte[] bytes = socketAddress.getAddress().getAddress();
        final boolean isIpv4 = bytes.length == 4;
        final MemorySegment result = arena.allocate(isIpv4 ? 16 : 28, Integer.BYTES);
        Memory.putInt(result.address(), isIpv4 ? AF_INET : AF_INET6);
        Memory.putShortBigEndian(result.address() + 2, socketAddress.getPort());
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, result, isIpv4 ? 4 : 8, bytes.length);
        if (socketAddress.getAddress().isLinkLocalAddress() && !isIpv4) {
            Memory.putInt(result.address() + 24, interfaceIndex);
        }
        return result;
    }

    /**
     * Sends one datagram.
     *
     * @param address where its bytes are.
     * @param length  how many.
     * @return false when the kernel did not take it: the buffer is full, or an ICMP error came for an earlier one.
     */
    public boolean send(final long address, final int length) {
        return Libc.write(fd, address, length) == length;
    }

    /**
     * Receives what has come, without waiting. An ICMP error that came counts as nothing.
     *
     * @return datagrams, 0 to {@link #BATCH}.
     */
    public int receive() {
        final int count;
        try {
            count = (int) RECVMMSG.invokeExact(fd, headers, BATCH, Libc.MSG_DONTWAIT, 0L);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
        return Math.max(0, count);
    }

    /**
     * A datagram of the last {@link #receive()}.
     *
     * @param index from 0.
     * @return the address of its first byte.
     */
    public long datagram(final int index) {
        return datagrams + index * DATAGRAM_BYTES;
    }

    /**
     * The length of a datagram of the last {@link #receive()}.
     *
     * @param index from 0.
     * @return bytes, cut to what a buffer holds.
     */
    public int length(final int index) {
        return Memory.intAt(headers + index * HEADER_BYTES + LENGTH_OFFSET);
    }

    /**
     * When the kernel got a datagram of the last {@link #receive()}. To be asked once for each: it makes the buffer ready for the next one.
     *
     * @param index from 0.
     * @return nanoseconds since 1970, or 0 when the kernel does not tell.
     */
    public long takeTimestampNs(final int index) {
        final long header = headers + index * HEADER_BYTES;
        final long control = controls + index * CONTROL_BYTES;
        final boolean told = Memory.longAt(header + CONTROL_LENGTH_OFFSET) >= CMSG_DATA_OFFSET
                && Memory.intAt(control + CMSG_LEVEL_OFFSET) == Libc.SOL_SOCKET
                && Memory.intAt(control + CMSG_LEVEL_OFFSET + Integer.BYTES) == SO_TIMESTAMPING;
        Memory.putLong(header + CONTROL_LENGTH_OFFSET, CONTROL_BYTES);
        return told
                ? Memory.longAt(control + CMSG_DATA_OFFSET) * NS_PER_S
                        + Memory.longAt(control + CMSG_DATA_OFFSET + Long.BYTES)
                : 0;
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
