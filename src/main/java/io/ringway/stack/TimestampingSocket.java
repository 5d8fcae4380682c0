package io.ringway.stack;

import io.ringway.wire.Memory;
import io.ringway.wire.SocketMessage;
import io.ringway.xdp.Libc;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.NetworkDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;

/**
 * A connected, non-blocking UDP socket of the kernel's stack on one interface. Each datagram that it receives carries the moment at which the
 * kernel got it ({@code SO_TIMESTAMPING}, software).
 *
 * <p>Not {@code SO_TIMESTAMPNS}: that one puts the moment of reading where the kernel took none, and nobody can tell. One thread; sending and
 * receiving allocate nothing.
 */
public final class TimestampingSocket implements AutoCloseable {
    /** The most datagrams that one {@link #receive()} brings. */
    public static final int BATCH = 32;

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

    private final MemorySegment memory =
            Arena.ofAuto().allocate(BATCH * (HEADER_BYTES + VECTOR_BYTES + CONTROL_BYTES + DATAGRAM_BYTES), Long.BYTES);
    private final long headers = memory.address();
    private final long vectors = headers + BATCH * HEADER_BYTES;
    private final long controls = vectors + BATCH * VECTOR_BYTES;
    private final long datagrams = controls + BATCH * CONTROL_BYTES;
    private final int fd;

    private TimestampingSocket(final int fd) {
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
    public static TimestampingSocket open(
            final NetworkDevice device, final InetSocketAddress source, final InetSocketAddress target) {
        final String what = "UDP socket on " + device.name() + ", port " + source.getPort();
        final int fd = Libc.socket(
                target.getAddress() instanceof Inet4Address ? SocketMessage.AF_INET : SocketMessage.AF_INET6,
                SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
                0);
        check(what, fd);
        try (Arena arena = Arena.ofConfined()) {
            check(what, Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_BINDTODEVICE, arena.allocateFrom(device.name())));
            // Where it is refused, the usual buffer holds some hundred replies.
            Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES);
            final int stamps = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
            check(what, Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_TIMESTAMPING, stamps));
            final MemorySegment name = arena.allocate(SocketMessage.SOCKADDR_IN6_LENGTH, Long.BYTES);
            check(what, SocketCalls.bind(fd, name, put(name, source, device.index())));
            check(what, SocketCalls.connect(fd, name, put(name, target, device.index())));
            return new TimestampingSocket(fd);
        } catch (final NativeException e) {
            Libc.close(fd);
            throw e;
        }
    }

    private static void check(final String what, final int result) {
        if (result < 0) {
            throw new NativeException(what, -result);
        }
    }

    /** The interface is the scope of an address that needs one; returns the structure's length. */
    private static int put(final MemorySegment name, final InetSocketAddress address, final int interfaceIndex) {
        final int length = SocketMessage.putSocketAddress(
                name.address(), address.getAddress().getAddress(), address.getPort());
        if (length == SocketMessage.SOCKADDR_IN6_LENGTH && address.getAddress().isLinkLocalAddress()) {
            Memory.putInt(name.address() + length - Integer.BYTES, interfaceIndex);
        }
        return length;
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
        return Math.max(0, SocketCalls.receive(fd, headers, BATCH, Libc.MSG_DONTWAIT));
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
