package io.ringway.stack;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringway.wire.Memory;
import io.ringway.wire.SocketMessage;
import io.ringway.xdp.Libc;
import io.ringway.xdp.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A UDP socket of the kernel's own stack that receives and sends messages in batches, in frames of its owner.
 *
 * <p>On a wildcard address each message says where it was sent to ({@code IP_PKTINFO}, {@code ip(7)}; RFC 3542 for IPv6), and its answer leaves
 * from there. On any other address the kernel knows, and is not asked.
 *
 * <p>Opened and closed on the control thread, which may also {@link #shutdown()} and read {@link #receiveDrops()}; everything else belongs to the
 * one thread that receives and sends.
 */
public final class UdpSocket implements AutoCloseable {
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IP_PKTINFO = 8;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_PMTUDISC_OMIT = 5;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_RECVPKTINFO = 49;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_BINDTODEVICE = 25;
    private static final int SO_MEMINFO = 55;
    private static final int SK_MEMINFO_DROPS = 8;
    private static final int SK_MEMINFO_VARS = 9;
    private static final int SHUT_RDWR = 2;
    private static final int MSG_WAITFORONE = 0x10000;

    /** The kernel doubles what is asked for, and cuts it to net.core.rmem_max or wmem_max. */
    private static final int LARGEST_BUFFER = 1 << 29;

    /** A sleep ends by {@link #shutdown()}; this is for the case that the kernel forgets. */
    private static final long RECEIVE_TIMEOUT_S = 1;

    /** struct in_pktinfo in its control message: ipi_ifindex at 16, ipi_spec_dst at 20, ipi_addr at 24. */
    private static final int PKTINFO_INDEX = 16;

    private static final int PKTINFO_ADDRESS = 24;

    /** struct in6_pktinfo in its control message: ipi6_addr at 16, ipi6_ifindex at 32. */
    private static final int PKTINFO6_ADDRESS = 16;

    private static final int PKTINFO6_INDEX = 32;
    private static final int LINK_LOCAL_PREFIX = 0xFE80;
    private static final int LINK_LOCAL_MASK = 0xFFC0;

    private final int fd;
    private final boolean ipv6;
    private final boolean wildcard;
    private final byte[] localAddress;
    private final int localPort;
    private final MessageVector received;
    private final MessageVector sent;

    /** Where the owner's thread has its errno; 0 before the first failure. */
    private long errnoAddress;

    /** What {@code recvmmsg} is told: to wait for the first message, or for none. */
    private int receiveFlags = MSG_WAITFORONE;

    private volatile boolean shut;

    private UdpSocket(final int fd, final UdpSocketOptions options) {
        this.fd = fd;
        localAddress = options.address().getAddress().getAddress();
        localPort = options.address().getPort() == 0
                ? boundPort(fd)
                : options.address().getPort();
        ipv6 = localAddress.length == 16;
        wildcard = options.address().getAddress().isAnyLocalAddress();
        received = new MessageVector(options.vectorSize());
        sent = new MessageVector(options.vectorSize());
    }

    /**
     * Makes a socket and binds it. Messages that come before the first {@link #receive} wait in its buffer.
     *
     * @param options what to make.
     * @return the bound socket.
     * @throws NativeException when the kernel refuses, with the reason.
     */
    public static UdpSocket open(final UdpSocketOptions options) {
        final byte[] address = options.address().getAddress().getAddress();
        final int family = address.length == 16 ? SocketMessage.AF_INET6 : SocketMessage.AF_INET;
        final int fd = Libc.socket(family, SOCK_DGRAM_CLOEXEC, 0);
        if (fd < 0) {
            throw SocketFailure.of("socket", options, -fd);
        }
        try (Arena arena = Arena.ofConfined()) {
            configure(fd, options, family == SocketMessage.AF_INET6, arena);
            final MemorySegment name = arena.allocate(SocketMessage.SOCKADDR_IN6_LENGTH, Long.BYTES);
            final int length = SocketMessage.putSocketAddress(
                    name.address(), address, options.address().getPort());
            if (options.address().getAddress() instanceof final java.net.Inet6Address scoped) {
                // sin6_scope_id: a link-local address means nothing without its link.
                name.set(JAVA_INT, SocketMessage.SOCKADDR_IN6_LENGTH - Integer.BYTES, scoped.getScopeId());
            }
            final int result = SocketCalls.bind(fd, name, length);
            if (result < 0) {
                throw SocketFailure.of("bind", options, -result);
            }
            return new UdpSocket(fd, options);
        } catch (final NativeException e) {
            Libc.close(fd);
            throw e;
        }
    }

    private static void configure(final int fd, final UdpSocketOptions options, final boolean v6, final Arena arena) {
        if (options.reusePort()) {
            Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_REUSEPORT, 1);
        }
        if (!options.interfaceName().isEmpty()) {
            final int result = Libc.setSocketOption(
                    fd, Libc.SOL_SOCKET, SO_BINDTODEVICE, arena.allocateFrom(options.interfaceName()));
            if (result < 0) {
                throw SocketFailure.of("interface \"" + options.interfaceName() + "\"", options, -result);
            }
        }
        Libc.setSocketOption(
                fd,
                Libc.SOL_SOCKET,
                SO_RCVBUF,
                options.receiveBufferBytes() == 0 ? LARGEST_BUFFER : options.receiveBufferBytes());
        Libc.setSocketOption(
                fd,
                Libc.SOL_SOCKET,
                SO_SNDBUF,
                options.sendBufferBytes() == 0 ? LARGEST_BUFFER : options.sendBufferBytes());
        Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_RCVTIMEO, arena.allocateFrom(JAVA_LONG, RECEIVE_TIMEOUT_S, 0L));
        final boolean wildcard = options.address().getAddress().isAnyLocalAddress();
        if (v6) {
            Libc.setSocketOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
            Libc.setSocketOption(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, wildcard ? 1 : 0);
        } else {
            // Forged "fragmentation needed" messages must not make answers small (RFC 8900, section 3.7).
            Libc.setSocketOption(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT);
            Libc.setSocketOption(fd, IPPROTO_IP, IP_PKTINFO, wildcard ? 1 : 0);
        }
    }

    private static int boundPort(final int fd) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment name = arena.allocate(SocketMessage.SOCKADDR_IN6_LENGTH, Long.BYTES);
            final MemorySegment length = arena.allocateFrom(JAVA_INT, SocketMessage.SOCKADDR_IN6_LENGTH);
            SocketCalls.name(fd, name, length);
            return Memory.shortBigEndianAt(name.address() + Short.BYTES);
        }
    }

    /**
     * The port that it is bound to.
     *
     * @return 1 to 65535, also where 0 was asked for.
     */
    public int localPort() {
        return localPort;
    }

    /**
     * Writes what is the same for every message that a frame will receive.
     *
     * @param payload where messages begin, behind room for a {@link SocketMessage} header.
     */
    public void prepare(final long payload) {
        SocketMessage.putAddress(payload + SocketMessage.DESTINATION_OFFSET, localAddress);
        Memory.putShortBigEndian(payload + SocketMessage.DESTINATION_PORT_OFFSET, localPort);
        Memory.putShortBigEndian(payload + SocketMessage.CONTROL_LENGTH_OFFSET, 0);
        Memory.putInt(payload + SocketMessage.FLAGS_OFFSET, 0);
    }

    /**
     * Lends a prepared frame for receiving.
     *
     * @param index    its place in the vector.
     * @param payload  where the message is to begin.
     * @param capacity bytes from there.
     */
    public void lend(final int index, final long payload, final int capacity) {
        received.lend(index, payload, capacity, wildcard);
    }

    /**
     * Has {@link #receive()} never sleep: its thread waits elsewhere, for {@link #fd()} and for more. Before that thread starts.
     */
    public void waitElsewhere() {
        receiveFlags = Libc.MSG_DONTWAIT;
    }

    /**
     * The descriptor, to wait for.
     *
     * @return open until {@link #close()}.
     */
    public int fd() {
        return fd;
    }

    /**
     * Receives into the frames lent from place 0 on; sleeps until there is at least one message, for a second at most.
     *
     * @return messages, at places 0 to that less one.
     */
    public int receive() {
        if (shut) {
            return 0;
        }
        final int count = SocketCalls.receive(fd, received.address(0), received.size(), receiveFlags);
        if (count <= 0 || shut) {
            return 0;
        }
        if (wildcard) {
            for (int i = 0; i < count; i++) {
                keepDestination(received.payload(i), received.controlLength(i));
            }
        }
        return count;
    }

    /** Where the message went becomes where its answer comes from; the way there is left to the routing table. */
    private void keepDestination(final long payload, final int controlLength) {
        Memory.putShortBigEndian(payload + SocketMessage.CONTROL_LENGTH_OFFSET, controlLength);
        if (controlLength == 0) {
            return;
        }
        final long control = payload + SocketMessage.CONTROL_OFFSET;
        final long destination = payload + SocketMessage.DESTINATION_OFFSET;
        if (ipv6) {
            Memory.copy(control + PKTINFO6_ADDRESS, destination, 16);
            if ((Memory.shortBigEndianAt(destination) & LINK_LOCAL_MASK) != LINK_LOCAL_PREFIX) {
                Memory.putInt(control + PKTINFO6_INDEX, 0);
            }
        } else {
            Memory.putInt(destination, Memory.intAt(control + PKTINFO_ADDRESS));
            Memory.putInt(control + PKTINFO_INDEX, 0);
        }
    }

    /**
     * Where a received message begins.
     *
     * @param index its place.
     * @return as lent.
     */
    public long payload(final int index) {
        return received.payload(index);
    }

    /**
     * The length of a received message.
     *
     * @param index its place.
     * @return bytes.
     */
    public int length(final int index) {
        return received.length(index);
    }

    /**
     * Whether a received message was longer than its frame.
     *
     * @param index its place.
     * @return true when its end is lost.
     */
    public boolean isTruncated(final int index) {
        return received.isTruncated(index);
    }

    /**
     * Puts an answer at a place of the vector that {@link #send} sends, towards the client whose message came into the same frame.
     *
     * @param index   its place.
     * @param payload where it begins: the frame's payload.
     * @param length  bytes.
     */
    public void put(final int index, final long payload, final int length) {
        sent.put(index, payload, length);
    }

    /**
     * The length of an answer that was put.
     *
     * @param index its place.
     * @return bytes.
     */
    public int sentLength(final int index) {
        return sent.length(index);
    }

    /**
     * Sends what was put.
     *
     * @param from  the first place.
     * @param count how many.
     * @return how many were sent; or the negative errno of the first, the others not tried.
     */
    public int send(final int from, final int count) {
        final int result = SocketCalls.send(fd, sent.address(from), count, Libc.MSG_DONTWAIT);
        return result > 0 ? result : -errno();
    }

    private int errno() {
        if (errnoAddress == 0) {
            errnoAddress = Libc.errnoAddress();
        }
        return Memory.intAt(errnoAddress);
    }

    /**
     * How many messages fit into one call.
     *
     * @return the size of the vectors.
     */
    public int vectorSize() {
        return received.size();
    }

    /** Wakes the receiving thread, which finds nothing from here on. Any thread. */
    public void shutdown() {
        shut = true;
        SocketCalls.shutdown(fd, SHUT_RDWR);
    }

    /**
     * Messages that found the socket's buffer full ({@code SO_MEMINFO}, {@code linux/sock_diag.h}).
     *
     * @return their count since the socket was made, 0 on kernels that do not tell.
     */
    public long receiveDrops() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment info = arena.allocate(JAVA_INT, SK_MEMINFO_VARS);
            return Libc.socketOption(fd, Libc.SOL_SOCKET, SO_MEMINFO, info) < 0
                    ? 0
                    : Integer.toUnsignedLong(info.getAtIndex(JAVA_INT, SK_MEMINFO_DROPS));
        }
    }

    /**
     * What the kernel gave as receive buffer.
     *
     * @return bytes, its own bookkeeping included.
     */
    public int receiveBufferBytes() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment value = arena.allocate(JAVA_INT);
            return Libc.socketOption(fd, Libc.SOL_SOCKET, SO_RCVBUF, value) < 0 ? 0 : value.get(JAVA_INT, 0);
        }
    }

    /** Closes the socket, once its thread has ended. */
    @Override
    public void close() {
        Libc.close(fd);
    }
}
