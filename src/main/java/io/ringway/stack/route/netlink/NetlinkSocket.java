package io.ringway.stack.route.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.ringway.xdp.EventFd;
import io.ringway.xdp.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A socket of {@code NETLINK_ROUTE} or {@code NETLINK_GENERIC} in the network namespace of the thread that opens it; netlink(7), rtnetlink(7).
 *
 * <pre>
 *  struct sockaddr_nl of linux/netlink.h
 *  +-------------------------------+-------------------------------+
 *  |    nl_family (u16), 16        |              0                |
 *  +-------------------------------+-------------------------------+
 *  |    nl_pid (u32): 0 is the kernel; in bind, the kernel chooses |
 *  +---------------------------------------------------------------+
 *  |    nl_groups (u32): bit n-1 is the multicast group n          |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Requests and notifications go through sockets of their own: an answer is then never among notifications, and never lost for their number.
 * One thread at a time.
 */
public final class NetlinkSocket implements NetlinkChannel {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC_NONBLOCK = 3 | 0x80000 | 0x800;
    private static final int NETLINK_ROUTE = 0;
    private static final int NETLINK_GENERIC = 16;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int MSG_TRUNC = 0x20;
    private static final int NLMSG_OVERRUN = 4;

    private static final int SOCKADDR_BYTES = 12;
    private static final int SENDER_PORT = 4;
    private static final int GROUPS = 8;
    private static final int POLLFD_BYTES = 8;
    private static final int POLLFD_EVENTS = 4;
    private static final int POLLFD_REVENTS = 6;

    /** Twice the largest datagram that the kernel makes of a dump. */
    private static final int BUFFER_BYTES = 64 << 10;

    /** The kernel answers during the system call; this is for the case that it forgets. */
    private static final int ANSWER_TIMEOUT_MS = 1_000;

    private static final int DUMP_ATTEMPTS = 10;

    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES, Long.BYTES);
    private final MemorySegment sender = Arena.ofAuto().allocate(SOCKADDR_BYTES, Integer.BYTES);
    private final MemorySegment pollFds = Arena.ofAuto().allocate(2L * POLLFD_BYTES, Integer.BYTES);
    private final EventFd bell = new EventFd();
    private final int fd;
    private int sequence;
    private boolean overrun;

    private NetlinkSocket(final int fd) {
        this.fd = fd;
        pollFds.set(JAVA_INT, 0, fd);
        pollFds.set(JAVA_SHORT, POLLFD_EVENTS, Libc.POLLIN);
        pollFds.set(JAVA_INT, POLLFD_BYTES, bell.fd());
        pollFds.set(JAVA_SHORT, POLLFD_BYTES + POLLFD_EVENTS, Libc.POLLIN);
    }

    /**
     * Opens a socket for requests.
     *
     * @return the socket.
     * @throws NetlinkException when the kernel refuses, with the reason.
     */
    public static NetlinkSocket forRequests() {
        return open(NETLINK_ROUTE, 0, 0);
    }

    /**
     * Opens a socket for requests to families of generic netlink, whose messages begin with {@code struct genlmsghdr} of linux/genetlink.h.
     *
     * @return the socket.
     * @throws NetlinkException when the kernel refuses, with the reason.
     */
    public static NetlinkSocket forGenericRequests() {
        return open(NETLINK_GENERIC, 0, 0);
    }

    /**
     * Opens a socket for notifications.
     *
     * @param groups             multicast groups, bit n-1 for the group n of {@code enum rtnetlink_groups}.
     * @param receiveBufferBytes what the kernel may hold back, by its own count of about 800 bytes for a short message.
     * @return the socket.
     * @throws NetlinkException when the kernel refuses, with the reason.
     */
    public static NetlinkSocket forNotifications(final int groups, final int receiveBufferBytes) {
        return open(NETLINK_ROUTE, groups, receiveBufferBytes);
    }

    private static NetlinkSocket open(final int protocol, final int groups, final int receiveBufferBytes) {
        final int fd = Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC_NONBLOCK, protocol);
        if (fd < 0) {
            throw new NetlinkException("netlink socket", -fd, "");
        }
        // Kernels without these options (before 4.12) give plain error numbers.
        Libc.setSocketOption(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
        Libc.setSocketOption(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1);
        if (receiveBufferBytes > 0
                && Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_RCVBUFFORCE, receiveBufferBytes) < 0) {
            Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_RCVBUF, receiveBufferBytes);
        }
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment name = arena.allocate(SOCKADDR_BYTES, Integer.BYTES);
            name.set(JAVA_SHORT, 0, (short) AF_NETLINK);
            name.set(JAVA_INT, GROUPS, groups);
            final int result = Libc.bind(fd, name);
            if (result < 0) {
                Libc.close(fd);
                throw new NetlinkException("netlink socket, bind", -result, "");
            }
        }
        return new NetlinkSocket(fd);
    }

    @Override
    public List<NetlinkMessage> request(final NetlinkRequest request) {
        return answer(request, NetlinkRequest.NLM_F_ACK).messages();
    }

    @Override
    public List<NetlinkMessage> dump(final NetlinkRequest request) {
        for (int i = 0; i < DUMP_ATTEMPTS; i++) {
            final NetlinkReply reply = answer(request, NetlinkRequest.NLM_F_DUMP);
            if (!reply.isInterrupted() && !takeOverrun()) {
                return reply.messages();
            }
        }
        throw new NetlinkException(
                request.what(), NetlinkException.EINTR, "it changed during each of " + DUMP_ATTEMPTS + " attempts");
    }

    private NetlinkReply answer(final NetlinkRequest request, final int flags) {
        sequence++;
        final NetlinkReply reply = new NetlinkReply(request.what(), sequence);
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment message = arena.allocateFrom(JAVA_BYTE, request.encode(sequence, flags));
            final long sent = Libc.send(fd, message);
            if (sent < 0) {
                throw new NetlinkException(request.what(), (int) -sent, "");
            }
        }
        while (true) {
            final List<NetlinkMessage> messages = receive();
            for (final NetlinkMessage message : messages) {
                if (reply.take(message)) {
                    return reply;
                }
            }
            if (messages.isEmpty() && !await(ANSWER_TIMEOUT_MS)) {
                throw new NetlinkException(request.what(), NetlinkException.ETIMEDOUT, "the kernel does not answer");
            }
            if ((flags & NetlinkRequest.NLM_F_DUMP) == 0 && takeOverrun()) {
                throw new NetlinkException(request.what(), NetlinkException.EMSGSIZE, "the answer was lost");
            }
        }
    }

    @Override
    public boolean await(final int timeoutMs) {
        final boolean ready = Libc.poll(pollFds.address(), 2, timeoutMs) > 0;
        if (ready && pollFds.get(JAVA_SHORT, POLLFD_BYTES + POLLFD_REVENTS) != 0) {
            bell.clear();
        }
        return ready;
    }

    @Override
    public void wakeUp() {
        bell.signal();
    }

    @Override
    public List<NetlinkMessage> receive() {
        while (true) {
            final long length = Libc.receiveFrom(fd, buffer, MSG_TRUNC, sender);
            if (length == -NetlinkException.EAGAIN) {
                return List.of();
            }
            if (length == -NetlinkException.EINTR) {
                continue;
            }
            if (length == -NetlinkException.ENOBUFS || length > BUFFER_BYTES) {
                overrun = true;
                continue;
            }
            if (length < 0) {
                throw new NetlinkException("netlink socket", (int) -length, "");
            }
            // Whoever may administer the network may also send here; only the kernel is believed.
            if (sender.get(JAVA_INT, SENDER_PORT) == 0) {
                final List<NetlinkMessage> messages = NetlinkMessage.parse(
                        ByteBuffer.wrap(buffer.asSlice(0, length).toArray(JAVA_BYTE)));
                overrun |= messages.stream().anyMatch(message -> message.type() == NLMSG_OVERRUN);
                return messages;
            }
        }
    }

    @Override
    public boolean takeOverrun() {
        final boolean taken = overrun;
        overrun = false;
        return taken;
    }

    @Override
    public void close() {
        Libc.close(fd);
        bell.close();
    }
}
