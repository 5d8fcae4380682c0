package io.ringway.stack;

import io.ringway.wire.Memory;
import io.ringway.wire.SocketMessage;
import io.ringway.xdp.Libc;
import io.ringway.xdp.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A UDP socket of the kernel's stack that is connected to a backend: the kernel chooses its port at random and lets only datagrams of that
 * backend's address and port in. Or one end of a pair, of which a thread of ours that talks to the backend has the other
 * ({@link PairedSocket}). It never waits.
 *
 * <p>Opened and closed on the control thread; everything else belongs to its worker's thread and allocates nothing.
 */
public final class BackendSocket implements AutoCloseable {
    /** The most queries that one {@link #flush()} sends. */
    public static final int BATCH = 64;

    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IP_TOS = 1;
    private static final int IPV6_TCLASS = 67;
    private static final int DSCP_SHIFT = 2;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_BINDTODEVICE = 25;
    private static final int LARGEST_BUFFER = 1 << 29;
    private static final int SO_SNDBUFFORCE = 32;

    /** What one end of a pair may have underway: more than a thousand messages with what the kernel adds to them. */
    private static final int PAIR_BUFFER = 1 << 22;

    private static final VarHandle OUTSTANDING;

    static {
        try {
            OUTSTANDING = MethodHandles.lookup().findVarHandle(BackendSocket.class, "outstanding", int.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int fd;
    private final MessageVector sent = new MessageVector(BATCH);
    private int put;
    private int outstanding;
    private boolean closed;

    private BackendSocket(final int fd) {
        this.fd = fd;
    }

    /**
     * Opens, binds where that is asked for, and connects.
     *
     * @param backend       address and port.
     * @param source        own address, absent for the kernel's choice.
     * @param interfaceName interface to leave by, empty for the kernel's choice.
     * @param dscp          class of service of queries, 0 to 63.
     * @return the socket.
     * @throws NativeException when the kernel refuses, with the reason.
     */
    public static BackendSocket open(
            final InetSocketAddress backend,
            final Optional<InetAddress> source,
            final String interfaceName,
            final int dscp) {
        final boolean ipv4 = backend.getAddress() instanceof Inet4Address;
        final String what = "UDP socket to " + backend.getAddress().getHostAddress() + " port " + backend.getPort();
        final int fd = Libc.socket(
                ipv4 ? SocketMessage.AF_INET : SocketMessage.AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        check(what, fd);
        try (Arena arena = Arena.ofConfined()) {
            if (!interfaceName.isEmpty()) {
                check(
                        what + " on " + interfaceName,
                        Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_BINDTODEVICE, arena.allocateFrom(interfaceName)));
            }
            Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_RCVBUF, LARGEST_BUFFER);
            Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_SNDBUF, LARGEST_BUFFER);
            Libc.setSocketOption(fd, ipv4 ? IPPROTO_IP : IPPROTO_IPV6, ipv4 ? IP_TOS : IPV6_TCLASS, dscp << DSCP_SHIFT);
            final MemorySegment name = arena.allocate(SocketMessage.SOCKADDR_IN6_LENGTH, Long.BYTES);
            if (source.isPresent()) {
                final int length = put(name, new InetSocketAddress(source.get(), 0));
                check(what + " from " + source.get().getHostAddress(), SocketCalls.bind(fd, name, length));
            }
            check(what, SocketCalls.connect(fd, name, put(name, backend)));
            return new BackendSocket(fd);
        } catch (final NativeException e) {
            Libc.close(fd);
            throw e;
        }
    }

    /** One end of a pair that is open. */
    static BackendSocket ofPair(final int fd) {
        return new BackendSocket(withLargeBuffer(fd));
    }

    /** Takes as much room as it may have; without CAP_NET_ADMIN that is {@code net.core.wmem_max}. */
    static int withLargeBuffer(final int fd) {
        Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_SNDBUF, PAIR_BUFFER);
        Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_SNDBUFFORCE, PAIR_BUFFER);
        return fd;
    }

    private static void check(final String what, final int result) {
        if (result < 0) {
            throw new NativeException(what, -result);
        }
    }

    private static int put(final MemorySegment name, final InetSocketAddress address) {
        final int length = SocketMessage.putSocketAddress(
                name.address(), address.getAddress().getAddress(), address.getPort());
        if (address.getAddress() instanceof final java.net.Inet6Address scoped) {
            Memory.putInt(name.address() + length - Integer.BYTES, scoped.getScopeId());
        }
        return length;
    }

    /**
     * The descriptor, for {@link ReadySockets}.
     *
     * @return open until {@link #close()}.
     */
    public int fd() {
        return fd;
    }

    /**
     * Puts a query into the next batch; it is outstanding until {@link #ended()}.
     *
     * @param payload first byte; it must stay until {@link #flush()}.
     * @param length  bytes.
     * @return false when the batch is full.
     */
    public boolean put(final long payload, final int length) {
        if (put == BATCH) {
            return false;
        }
        sent.putConnected(put++, payload, length);
        OUTSTANDING.setOpaque(this, outstanding + 1);
        return true;
    }

    /** A query of this socket was answered or given up. */
    public void ended() {
        OUTSTANDING.setOpaque(this, outstanding - 1);
    }

    /**
     * Queries that were put and have not ended. Any thread, which sees it a little late.
     *
     * @return 0 when an answer would be nobody's.
     */
    public int outstanding() {
        return (int) OUTSTANDING.getOpaque(this);
    }

    /**
     * Whether no query waits in the batch.
     *
     * @return true after {@link #flush()}.
     */
    public boolean isEmpty() {
        return put == 0;
    }

    /**
     * Sends the batch. A query that the kernel refuses is lost, as is one whose backend has just told by ICMP that nobody listens, and those
     * behind it are tried.
     *
     * @return how many were sent.
     */
    public int flush() {
        int done = 0;
        int successful = 0;
        while (done < put) {
            final int result = SocketCalls.send(fd, sent.address(done), put - done, Libc.MSG_DONTWAIT);
            successful += Math.max(0, result);
            done += Math.max(1, result);
        }
        put = 0;
        return successful;
    }

    /** Closes it, once its thread has ended or knows of it no more. Repeated calls do nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
        }
    }
}
